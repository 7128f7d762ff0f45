package org.onosnetmap.dataplane.port.repair;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class PartialChecksumTest {

    private static final int AT = 64;
    private final PartialChecksum repair = new PartialChecksum();

    /** A frame whose transport checksum is still to be computed. */
    private static ByteBuffer frame(boolean v6, int tags, int protocol, int payload, Random random) {
        ByteBuffer b = ByteBuffer.allocate(4096).order(ByteOrder.BIG_ENDIAN);
        random.nextBytes(b.array());
        int l3 = 14 + 4 * tags;
        int header = protocol == 6 ? 20 : protocol == 17 ? 8 : 12;
        int p = AT + 12;
        for (int i = 0; i < tags; i++, p += 4) {
            b.putShort(p, (short) 0x8100);
        }
        b.putShort(p, (short) (v6 ? 0x86dd : 0x0800));
        int ip = AT + l3;
        if (v6) {
            b.put(ip, (byte) 0x60).putShort(ip + 4, (short) (header + payload)).put(ip + 6, (byte) protocol);
        } else {
            b.put(ip, (byte) 0x45).putShort(ip + 2, (short) (20 + header + payload)).putShort(ip + 6, (short) 0x4000).put(ip + 9, (byte) protocol);
        }
        int l4 = ip + (v6 ? 40 : 20);
        if (protocol == 132) {
            b.putInt(l4 + 8, 0);
        } else {
            b.putShort(l4 + (protocol == 6 ? 16 : 6), (short) plain(b, ip, v6, protocol, header + payload));
        }
        return b;
    }

    /** The pseudo header's sum, 16 bits at a time as RFC 1071 says. */
    private static int plain(ByteBuffer b, int ip, boolean v6, int protocol, int length) {
        long sum = protocol + length;
        for (int i = v6 ? ip + 8 : ip + 12; i < ip + (v6 ? 40 : 20); i += 2) {
            sum += b.getShort(i) & 0xffff;
        }
        return fold(sum);
    }

    private static int fold(long sum) {
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) sum;
    }

    @Test
    void whatTheHardwareWouldHaveDoneIsDoneAndDoneAgainChangesNothing() {
        Random random = new Random(7);
        for (int i = 0; i < 3000; i++) {
            boolean v6 = random.nextBoolean();
            int tags = random.nextInt(3);
            int protocol = new int[] {6, 17, 132}[random.nextInt(3)];
            int payload = random.nextInt(1400);
            ByteBuffer b = frame(v6, tags, protocol, payload, random);
            int ip = AT + 14 + 4 * tags;
            int l4 = ip + (v6 ? 40 : 20);
            int end = l4 + (protocol == 6 ? 20 : protocol == 17 ? 8 : 12) + payload;
            int length = end - AT + random.nextInt(3); // and some padding
            ByteBuffer mem = b.duplicate().order(ByteOrder.nativeOrder());
            assertTrue(repair.complete(mem, AT, length), "frame " + i);
            if (protocol == 132) {
                int crc = Integer.reverseBytes(b.getInt(l4 + 8));
                b.putInt(l4 + 8, 0);
                CRC32C whole = new CRC32C();
                whole.update(b.array(), l4, end - l4);
                assertEquals((int) whole.getValue(), crc);
                b.putInt(l4 + 8, Integer.reverseBytes(crc));
            } else {
                long sum = plain(b, ip, v6, protocol, end - l4);
                for (int k = l4; k < end; k += 2) {
                    sum += k + 1 < end ? b.getShort(k) & 0xffff : (b.get(k) & 0xff) << 8;
                }
                assertEquals(0xffff, fold(sum), "frame " + i);
            }
            byte[] before = b.array().clone();
            repair.complete(mem, AT, length);
            assertEquals(ByteBuffer.wrap(before), ByteBuffer.wrap(b.array()), "a complete frame stays as it is");
        }
    }

    @Test
    void fragmentsDatagramsWithoutChecksumAndDamagedFramesAreLeftAlone() {
        Random random = new Random(8);
        ByteBuffer b = frame(false, 0, 17, 100, random);
        ByteBuffer mem = b.duplicate().order(ByteOrder.nativeOrder());
        b.putShort(AT + 20, (short) 0x2000);
        assertFalse(repair.complete(mem, AT, 142), "a fragment");
        b.putShort(AT + 20, (short) 0x4000);
        b.putShort(AT + 40, (short) 0);
        assertFalse(repair.complete(mem, AT, 142), "UDP without a checksum");
        b = frame(false, 0, 6, 100, random);
        mem = b.duplicate().order(ByteOrder.nativeOrder());
        b.putShort(AT + 50, (short) (b.getShort(AT + 50) + 1));
        assertFalse(repair.complete(mem, AT, 154), "another checksum");
        for (int length = 0; length < 154; length++) {
            assertFalse(repair.complete(mem, AT, length), "cut at " + length);
        }
    }

    @Test
    void randomBytesNeitherThrowNorChangeWhatIsOutsideOfTheFrame() {
        Random random = new Random(9);
        ByteBuffer b = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());
        int[] types = {0x0800, 0x86dd, 0x8100, 0x88a8};
        for (int i = 0; i < 100_000; i++) {
            random.nextBytes(b.array());
            int length = random.nextInt(200);
            b.order(ByteOrder.BIG_ENDIAN).putShort(AT + 12, (short) types[random.nextInt(4)]);
            b.put(AT + 14, (byte) (random.nextBoolean() ? 0x45 : 0x60));
            b.put(AT + 23, (byte) 132).putInt(AT + 42, 0).putShort(AT + 16, (short) random.nextInt(200)).order(ByteOrder.nativeOrder());
            byte[] before = b.array().clone();
            repair.complete(b, AT, length);
            for (int k = 0; k < before.length; k++) {
                if (k < AT || k >= AT + length) {
                    assertEquals(before[k], b.get(k));
                }
            }
        }
    }
}
