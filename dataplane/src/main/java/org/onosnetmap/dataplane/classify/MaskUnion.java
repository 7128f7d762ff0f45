package org.onosnetmap.dataplane.classify;

import java.util.Arrays;
import java.util.Collection;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.packet.KeyLayout;

/**
 * Which bits of a packet's key a set of rules reads: two packets that agree in these bits match the same rules. Bits are kept apart by the
 * packets that they can belong to, because fields of different protocols share bits of the key ({@link KeyLayout}): a rule on ARP does not
 * make anybody read IPv4 addresses. Immutable.
 */
public final class MaskUnion {

    /** Families: fields of any packet; of IPv4; of IPv6; of neither. Each once without and once with ICMP, whose type lies where ports lie. */
    private static final int ANY = 0;
    private static final int IPV4 = 2;
    private static final int IPV6 = 4;
    private static final int OTHER = 6;
    private static final int ICMP = 1;
    private static final int FAMILIES = 8;

    /** Reads nothing. */
    public static final MaskUnion NONE = new MaskUnion(new long[FAMILIES][KeyLayout.WORDS], KeyLayout.DEPTH_PORT);

    private final long[][] bits;
    private final int depth;

    private MaskUnion(long[][] bits, int depth) {
        this.bits = bits;
        this.depth = depth;
    }

    static MaskUnion of(Collection<Mask> masks) {
        long[][] bits = new long[FAMILIES][KeyLayout.WORDS];
        int depth = KeyLayout.DEPTH_PORT;
        for (Mask m : masks) {
            for (int i = 0; i < m.index.length; i++) {
                bits[m.family][m.index[i]] |= m.bits[i];
            }
            depth = Math.max(depth, m.depth);
        }
        return new MaskUnion(bits, depth);
    }

    /** What either reads. */
    public MaskUnion and(MaskUnion other) {
        long[][] sum = new long[FAMILIES][];
        for (int f = 0; f < FAMILIES; f++) {
            sum[f] = bits[f].clone();
            for (int i = 0; i < sum[f].length; i++) {
                sum[f][i] |= other.bits[f][i];
            }
        }
        return new MaskUnion(sum, Math.max(depth, other.depth));
    }

    /** Whether it reads all that the other reads. */
    public boolean covers(MaskUnion other) {
        for (int f = 0; f < FAMILIES; f++) {
            for (int i = 0; i < bits[f].length; i++) {
                if ((other.bits[f][i] & ~bits[f][i]) != 0) {
                    return false;
                }
            }
        }
        return depth >= other.depth;
    }

    static int family(Match m) {
        int family = ANY;
        for (Field f : m.fields()) {
            switch (f) {
                case IPV4_SRC:
                case IPV4_DST:
                    family |= IPV4;
                    break;
                case IPV6_SRC:
                case IPV6_DST:
                case IPV6_FLABEL:
                case IPV6_EXTHDR:
                case IPV6_ND_TARGET:
                case IPV6_ND_SLL:
                case IPV6_ND_TLL:
                    family |= IPV6;
                    break;
                case ICMPV4_TYPE:
                case ICMPV4_CODE:
                    family |= IPV4 | ICMP;
                    break;
                case ICMPV6_TYPE:
                case ICMPV6_CODE:
                    family |= IPV6 | ICMP;
                    break;
                case ARP_OP:
                case ARP_SPA:
                case ARP_TPA:
                case ARP_SHA:
                case ARP_THA:
                case MPLS_LABEL:
                case MPLS_TC:
                case MPLS_BOS:
                case PBB_ISID:
                case PBB_UCA:
                    family |= OTHER;
                    break;
                default:
                    break;
            }
        }
        return family;
    }

    /** How deep headers must be read, see {@link KeyLayout}. */
    public int depth() {
        return depth;
    }

    /** Words of the key up to the last one that is read. */
    public int words() {
        int words = 0;
        for (long[] family : bits) {
            for (int i = words; i < family.length; i++) {
                words = family[i] != 0 ? i + 1 : words;
            }
        }
        return words;
    }

    /** Bits of a word of the key that are read of every packet, as {@link KeyLayout} numbers the words. */
    public long any(int word) {
        return bits[ANY][word];
    }

    /** Bits of a word that are read of IPv4 packets, but for those of the ICMP header. */
    public long ipv4(int word) {
        return bits[ANY][word] | bits[IPV4][word] | notLowInner(word, bits[IPV4 | ICMP][word]);
    }

    /** Bits of a word that are read of IPv6 packets, but for those of the ICMP header. */
    public long ipv6(int word) {
        return bits[ANY][word] | bits[IPV6][word] | notLowInner(word, bits[IPV6 | ICMP][word]);
    }

    /** Bits of the ICMP type (16 to 23) and code (0 to 7) that are read of IPv4 packets. */
    public int icmpv4() {
        return (int) bits[IPV4 | ICMP][KeyLayout.INNER];
    }

    /** As {@link #icmpv4}, of IPv6 packets. */
    public int icmpv6() {
        return (int) bits[IPV6 | ICMP][KeyLayout.INNER];
    }

    private static long notLowInner(int word, long b) {
        return word == KeyLayout.INNER ? b & ~0xffffffffL : b;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof MaskUnion && depth == ((MaskUnion) o).depth && Arrays.deepEquals(bits, ((MaskUnion) o).bits);
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(bits);
    }
}
