package org.onosnetmap.dataplane.packet;

/**
 * Incremental update of an Internet checksum, RFC 1624 equation 3: {@code HC' = ~(~HC + ~m + m')} in one's complement. A checksum that
 * was right stays right, and one that was wrong stays wrong by as much: a switch must not hide damage that happened before it.
 *
 * <p>A <em>change</em> is the sum of {@code ~m + m'} over the 16-bit words that changed, carries not yet folded; up to 32,767 words
 * fit.
 */
public final class InternetChecksum {

    private InternetChecksum() {
    }

    /** Change of one 16-bit word. */
    public static int change16(int old, int now) {
        return (~old & 0xffff) + (now & 0xffff);
    }

    /** Change of two 16-bit words. */
    static int change32(int old, int now) {
        return change16(old >>> 16, now >>> 16) + change16(old, now);
    }

    /** Change of four 16-bit words. */
    static int change64(long old, long now) {
        return change32((int) (old >>> 32), (int) (now >>> 32)) + change32((int) old, (int) now);
    }

    /** The checksum after the change. */
    public static int apply(int checksum, int change) {
        int sum = (~checksum & 0xffff) + change;
        sum = (sum & 0xffff) + (sum >>> 16);
        sum = (sum & 0xffff) + (sum >>> 16);
        return ~sum & 0xffff;
    }
}
