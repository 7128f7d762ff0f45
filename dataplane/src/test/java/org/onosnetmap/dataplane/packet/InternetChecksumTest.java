package org.onosnetmap.dataplane.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.pipeline.Frames;

class InternetChecksumTest {

    /** RFC 1624 section 4: the case in which RFC 1141 went wrong. */
    @Test
    void theExampleOfTheRfcComesToZeroAndNotToAllOnes() {
        assertEquals(0x0000, InternetChecksum.apply(0xdd2f, InternetChecksum.change16(0x5555, 0x3285)));
    }

    @Test
    void incrementalAndFullChecksumsAreTheSame() {
        Random r = new Random(3);
        for (int n = 0; n < 100_000; n++) {
            byte[] data = new byte[20];
            r.nextBytes(data);
            int before = ~Frames.sum(data) & 0xffff;
            byte[] changed = data.clone();
            int change = 0;
            for (int at = 0; at < 20; at += 2) {
                if (r.nextInt(3) == 0) {
                    int now = new int[] {0, 0xffff, r.nextInt(0x10000)}[r.nextInt(3)];
                    change += InternetChecksum.change16((data[at] & 255) << 8 | data[at + 1] & 255, now);
                    Frames.put16(changed, at, now);
                }
            }
            assertEquals(~Frames.sum(changed) & 0xffff, InternetChecksum.apply(before, change), Frames.hex(data) + " to " + Frames.hex(changed));
        }
    }

    @Test
    void wideChangesAreSumsOfWordChanges() {
        long old = 0x0123_4567_89ab_cdefL;
        long now = 0xfedc_ba98_7654_3210L;
        int words = InternetChecksum.change16(0x0123, 0xfedc) + InternetChecksum.change16(0x4567, 0xba98)
                + InternetChecksum.change16(0x89ab, 0x7654) + InternetChecksum.change16(0xcdef, 0x3210);
        assertEquals(words, InternetChecksum.change64(old, now));
    }
}
