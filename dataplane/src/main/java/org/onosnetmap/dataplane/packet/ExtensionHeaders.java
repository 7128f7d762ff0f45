package org.onosnetmap.dataplane.packet;

import static org.onosnetmap.dataplane.flow.Field.*;
import static org.onosnetmap.dataplane.packet.Protocols.*;

/**
 * Which extension headers of an IPv6 packet were met, for the match field IPV6_EXTHDR: its nine flags and what it takes to know the next
 * ones, in the bits of an int, so that a walk along the headers needs no object.
 *
 * <p>The order is that of RFC 8200 section 4.1: hop-by-hop, destination, routing, fragment, authentication, ESP, destination. Destination
 * options have the first of their places if nothing but hop-by-hop options came before them, else the last. Hop-by-hop options must be
 * the very first header. Mobility, HIP and Shim6 have no place in that order and no flag; one of them twice is unexpected nevertheless.
 */
final class ExtensionHeaders {

    private static final int FLAGS = (1 << 9) - 1;
    /** Highest place of a header so far: 0 for none that has a place. */
    private static final int PLACE_SHIFT = 9;
    private static final int PLACE = 7 << PLACE_SHIFT;
    /** Seen before, where no flag says so. */
    private static final int DESTINATION_TWICE = 1 << 12;
    private static final int HOP_BY_HOP = 1 << 13;
    private static final int MOBILITY = 1 << 14;
    private static final int HOST_IDENTITY = 1 << 15;
    private static final int SHIM6 = 1 << 16;

    private ExtensionHeaders() {
    }

    /**
     * One header further.
     *
     * @param met    what was met before; 0 at the beginning
     * @param header number of the header; anything that has no flag changes nothing
     */
    static int meet(int met, int header) {
        switch (header) {
            case EXT_HOP_BY_HOP:
                return seen(met, HOP_BY_HOP) | (met == 0 ? IPV6_EXTHDR_HOP : IPV6_EXTHDR_UNSEQ);
            case EXT_DESTINATION:
                int place = (met & PLACE) == 0 ? 1 : 6;
                int which = (met & IPV6_EXTHDR_DEST) == 0 ? IPV6_EXTHDR_DEST : DESTINATION_TWICE;
                return at(seen(met, which), place);
            case EXT_ROUTING:
                return at(seen(met, IPV6_EXTHDR_ROUTER), 2);
            case EXT_FRAGMENT:
                return at(seen(met, IPV6_EXTHDR_FRAG), 3);
            case EXT_AUTHENTICATION:
                return at(seen(met, IPV6_EXTHDR_AUTH), 4);
            case EXT_ESP:
                return at(seen(met, IPV6_EXTHDR_ESP), 5);
            case EXT_MOBILITY:
                return seen(met, MOBILITY);
            case EXT_HOST_IDENTITY:
                return seen(met, HOST_IDENTITY);
            case EXT_SHIM6:
                return seen(met, SHIM6);
            case EXT_NO_NEXT:
                return met | IPV6_EXTHDR_NONEXT;
            default:
                return met;
        }
    }

    /** The value of IPV6_EXTHDR. */
    static int flags(int met) {
        return met & FLAGS;
    }

    private static int seen(int met, int bit) {
        return (met & bit) != 0 ? met | IPV6_EXTHDR_UNREP : met | bit;
    }

    private static int at(int met, int place) {
        int before = (met & PLACE) >>> PLACE_SHIFT;
        return place < before ? met | IPV6_EXTHDR_UNSEQ : met & ~PLACE | place << PLACE_SHIFT;
    }
}
