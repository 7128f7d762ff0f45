package org.onosnetmap.dataplane.cache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.onosnetmap.dataplane.sys.Libc;

class SameFlowTest {

    private static final int SLOT = 128;
    private static final int LENGTH = 100;

    private final Random random = new Random(1);
    private final ByteBuffer frames = ByteBuffer.allocateDirect(Batch.CAPACITY * SLOT).order(ByteOrder.nativeOrder());
    private final Batch batch = new Batch();

    /** As many frames of a shape as there is room for, equal in its first bytes. */
    private void fill(int shape, int size) {
        byte[] frame = new byte[LENGTH];
        random.nextBytes(frame);
        int[] head = head(shape);
        for (int i = 0; i < head.length; i += 2) {
            frame[head[i]] = (byte) head[i + 1];
        }
        batch.memory(frames, Libc.address(frames));
        batch.size = size;
        for (int i = 0; i < size; i++) {
            batch.at[i] = i * SLOT;
            batch.length[i] = LENGTH;
            frames.duplicate().position(i * SLOT).put(frame);
        }
    }

    /** Bytes that a frame of a shape has: place, value. UDP over IP. */
    private static int[] head(int shape) {
        switch (shape) {
            case FrameShape.ETHERNET:
                return new int[] {12, 0x08, 13, 0x06};
            case FrameShape.ETHERNET_TAGGED:
                return new int[] {12, 0x81, 13, 0, 16, 0x08, 17, 0x06};
            case FrameShape.IPV4:
                return new int[] {12, 0x08, 13, 0, 14, 0x45, 16, 0, 17, LENGTH - 14, 20, 0, 21, 0, 23, 17};
            case FrameShape.IPV4_TAGGED:
                return new int[] {12, 0x81, 13, 0, 16, 0x08, 17, 0, 18, 0x45, 20, 0, 21, LENGTH - 18, 24, 0, 25, 0, 27, 17};
            default:
                return new int[] {12, 0x86, 13, 0xdd, 14, 0x60, 18, 0, 19, LENGTH - 54, 20, 17};
        }
    }

    private static boolean isLink(int shape) {
        return shape == FrameShape.ETHERNET || shape == FrameShape.ETHERNET_TAGGED;
    }

    @ParameterizedTest
    @ValueSource(ints = {FrameShape.ETHERNET, FrameShape.ETHERNET_TAGGED, FrameShape.IPV4, FrameShape.IPV4_TAGGED, FrameShape.IPV6})
    void framesAreOneFlowIfAndOnlyIfShapeLengthAndWhatIsReadAreTheSame(int shape) {
        int toldApart = 0;
        for (int round = 0; round < 300; round++) {
            byte[] read = new byte[FrameShape.REACH];
            for (int i = 0; i < 6; i++) {
                read[random.nextInt(FrameShape.REACH)] |= (byte) (1 << random.nextInt(8));
            }
            int place = random.nextInt(FrameShape.REACH);
            read[place] |= (byte) (round % 2);
            SameFlow same = SameFlow.of(shape, read, false);
            fill(shape, 2 + random.nextInt(Batch.CAPACITY - 1));
            assertEquals(shape, batch.findShape(0, isLink(shape)));
            assertTrue(same.holds(batch));
            int other = random.nextInt(batch.size);
            byte before = frames.get(batch.at[other] + place);
            for (int bit = 0; bit < 8; bit++) {
                frames.put(batch.at[other] + place, (byte) (before ^ 1 << bit));
                boolean alike = (read[place] >>> bit & 1) == 0;
                batch.shapes(isLink(shape));
                if (!alike || batch.shape(other) != shape) {
                    assertFalse(same.holds(batch), "byte " + place + ", bit " + bit + " of frame " + other + " of " + batch.size);
                    toldApart++;
                }
                frames.put(batch.at[other] + place, before);
            }
            batch.length[other]--;
            assertFalse(same.holds(batch));
        }
        assertTrue(toldApart > 100);
    }

    @ParameterizedTest
    @ValueSource(ints = {FrameShape.ETHERNET, FrameShape.ETHERNET_TAGGED, FrameShape.IPV4, FrameShape.IPV4_TAGGED, FrameShape.IPV6})
    void whatNobodyReadsMayDiffer(int shape) {
        SameFlow same = SameFlow.of(shape, new byte[FrameShape.REACH], false);
        fill(shape, Batch.CAPACITY);
        int last = isLink(shape) ? 18 : 54; // the EtherType, the IP header
        for (int i = 1; i < batch.size; i++) {
            for (int k = 0; k < 12; k++) {
                frames.put(batch.at[i] + k, (byte) random.nextInt());
            }
            for (int k = last; k < LENGTH; k++) {
                frames.put(batch.at[i] + k, (byte) random.nextInt());
            }
        }
        assertTrue(same.holds(batch));
        assertFalse(SameFlow.of(shape, new byte[FrameShape.REACH], true).holds(batch), "addresses differ");
    }
}
