package org.onosnetmap.dataplane.packet;

/**
 * How the CRC32c of a message changes with four of its bytes, from the difference alone: a CRC is linear over GF(2), so that the CRCs of
 * two messages of one length differ by the CRC (begun at 0, not inverted) of their bitwise difference. SCTP uses it (RFC 9260 section
 * 6.8 and appendix A). No byte of the message is read, and a wrong CRC stays wrong by as much.
 */
final class Crc32c {

    /** Castagnoli's polynomial, bits reflected. */
    private static final int POLYNOMIAL = 0x82f63b78;
    /** x^0 in the reflected form: the highest bit is the lowest power. */
    private static final int ONE = 0x80000000;
    /** n: x to the power of 8 * 2^n, that is, 2^n zero bytes behind a message. */
    private static final int[] POWERS = powers();

    private Crc32c() {
    }

    private static int[] powers() {
        int[] powers = new int[16];
        powers[0] = ONE >>> 8;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = multiply(powers[i - 1], powers[i - 1]);
        }
        return powers;
    }

    /**
     * Change of a message's CRC.
     *
     * @param difference old and new first four bytes of the message, read in network order, XORed
     * @param length     bytes of the message, 4 to 65,535
     * @return what the CRC in the packet, read in network order, is to be XORed with
     */
    static int change(int difference, int length) {
        int crc = Integer.reverseBytes(difference);
        for (int left = length; left != 0; left &= left - 1) {
            crc = multiply(crc, POWERS[Integer.numberOfTrailingZeros(left)]);
        }
        return Integer.reverseBytes(crc);
    }

    /** Product of two polynomials modulo Castagnoli's. */
    private static int multiply(int a, int b) {
        int product = 0;
        int power = b;
        for (int left = a; left != 0; left <<= 1) {
            if (left < 0) {
                product ^= power;
            }
            power = power >>> 1 ^ (POLYNOMIAL & -(power & 1));
        }
        return product;
    }
}
