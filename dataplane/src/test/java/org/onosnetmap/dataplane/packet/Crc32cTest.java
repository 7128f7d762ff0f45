package org.onosnetmap.dataplane.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class Crc32cTest {

    private static int crc(byte[] message) {
        CRC32C crc = new CRC32C();
        crc.update(message);
        return Integer.reverseBytes((int) crc.getValue());
    }

    private static void changes(Random r, int length) {
        byte[] message = new byte[length];
        r.nextBytes(message);
        int before = crc(message);
        int difference = r.nextInt();
        ByteBuffer.wrap(message).putInt(0, ByteBuffer.wrap(message).getInt(0) ^ difference);
        assertEquals(crc(message), before ^ Crc32c.change(difference, length), "length " + length + ", difference " + difference);
    }

    @Test
    void theChangeIsThatOfTheWholeCrcForEveryLength() {
        Random r = new Random(1);
        for (int length = 4; length < 2000; length++) {
            changes(r, length);
        }
        for (int length : new int[] {4096, 9000, 32767, 32768, 65535}) {
            changes(r, length);
        }
    }

    @Test
    void noDifferenceIsNoChange() {
        assertEquals(0, Crc32c.change(0, 1500));
    }
}
