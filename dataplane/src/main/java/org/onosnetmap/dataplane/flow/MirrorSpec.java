package org.onosnetmap.dataplane.flow;

import java.util.Collections;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A port that gets copies of other ports' frames, to look at them. Immutable. Its identity in a datapath is its name.
 *
 * <p>A frame is copied when it comes in by one of the {@link #sources} or leaves by one of the {@link #destinations}, if its VLAN is one of
 * the {@link #vlans}. It is copied as it is there: before the rules, or after them. One frame is copied once to a mirror, at the first place
 * where it is selected, however many copies of it leave. "Leaves" means that a port gets it to send: what then waits in a queue of that port, or finds it
 * full, has been copied. Copies go by the default queue of the mirror's port.
 */
public final class MirrorSpec {

    /** The VLAN of frames without a tag. */
    public static final int UNTAGGED = 0;
    /** Highest VLAN. */
    public static final int MAX_VLAN = 4095;

    private final String name;
    private final Set<Integer> sources;
    private final Set<Integer> destinations;
    private final Set<Integer> vlans;
    private final int port;

    /**
     * A mirror. Nothing is checked here: the datapath refuses what it cannot do, with a reason.
     *
     * @param sources      ports whose incoming frames are copied
     * @param destinations ports whose outgoing frames are copied; if both are empty, the frames that come in by any port but the mirror's own
     * @param vlans        VLANs, by the outermost 802.1Q or 802.1ad tag, whose frames are copied; {@link #UNTAGGED} for those without one; empty for all
     * @param port         where copies go
     */
    public MirrorSpec(String name, Set<Integer> sources, Set<Integer> destinations, Set<Integer> vlans, int port) {
        this.name = Objects.requireNonNull(name);
        this.sources = Collections.unmodifiableSet(new TreeSet<>(sources));
        this.destinations = Collections.unmodifiableSet(new TreeSet<>(destinations));
        this.vlans = Collections.unmodifiableSet(new TreeSet<>(vlans));
        this.port = port;
    }

    public String name() {
        return name;
    }

    public Set<Integer> sources() {
        return sources;
    }

    public Set<Integer> destinations() {
        return destinations;
    }

    public Set<Integer> vlans() {
        return vlans;
    }

    public int port() {
        return port;
    }

    /** Whether frames that come in by a port are copied. */
    public boolean isSource(int number) {
        return sources.contains(number) || sources.isEmpty() && destinations.isEmpty() && number != port;
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof MirrorSpec)) {
            return false;
        }
        MirrorSpec o = (MirrorSpec) other;
        return name.equals(o.name) && sources.equals(o.sources) && destinations.equals(o.destinations) && vlans.equals(o.vlans) && port == o.port;
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return "mirror " + name + ": from " + sources + ", to " + destinations + (vlans.isEmpty() ? "" : ", VLANs " + vlans) + " to port " + Integer.toUnsignedString(port);
    }
}
