package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.cache.Batch;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.packet.KeyLayout;
import org.onosnetmap.dataplane.packet.PacketKey;
import org.onosnetmap.dataplane.packet.ShapedKey;

/** The key that is written of a frame of a known shape, against the one that is read of it header by header. */
class ShapedKeyFuzzTest {

    private static final int SLOT = 1024;
    private static final int[] STRIDES = {ShapedKey.stride(1), ShapedKey.stride(KeyLayout.IPV6_DST), ShapedKey.stride(KeyLayout.WORDS)};
    private static final long ELSEWHERE = 0x0123_4567_89ab_cdefL;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(2 * SLOT + 64).order(ByteOrder.nativeOrder());
    private final Batch batch = new Batch();
    private final long[] frames = new long[FrameShape.COUNT];

    @Test
    void theKeyOfAShapedFrameIsThatOfItsHeadersAndTheseAreWhole() {
        Random r = new Random(3);
        batch.memory(memory, 0);
        batch.size = 1;
        for (int round = 0; round < 60; round++) {
            RandomFrames random = new RandomFrames(r, Focus.values()[round % Focus.values().length]);
            for (int i = 0; i < 4_000; i++) {
                byte[] frame = random.next();
                if (frame.length >= 14 && frame.length <= SLOT) {
                    compare(frame, r);
                }
            }
        }
        for (int shape = 1; shape < FrameShape.COUNT; shape++) {
            assertTrue(frames[shape] > 1_000, "frames of shape " + shape + ": " + frames[shape]);
        }
    }

    @Test
    void everyProtocolBehindIpHasTheKeyOfItsHeaders() {
        Random r = new Random(4);
        batch.memory(memory, 0);
        batch.size = 1;
        for (int protocol = 0; protocol < 256; protocol++) {
            byte[] payload = new byte[40];
            r.nextBytes(payload);
            compare(Frames.ethernet(1, 2, 0x800, Frames.ipv4(Frames.ip("10.0.0.1"), Frames.ip("10.0.0.2"), r.nextInt(256), 64, protocol, 0, payload)), r);
            compare(Frames.tagged(0x8100, r.nextInt(1 << 16), Frames.ethernet(1, 2, 0x800,
                    Frames.ipv4(Frames.ip("10.0.0.1"), Frames.ip("10.0.0.2"), r.nextInt(256), 64, protocol, 0, payload))), r);
            compare(Frames.ethernet(1, 2, 0x86dd, Frames.ipv6(Frames.ip("fe80::1"), Frames.ip("ff02::1"), r.nextInt(256), r.nextInt(1 << 20), 64, protocol, payload)), r);
        }
        assertEquals(256, frames[FrameShape.IPV4]);
        assertEquals(256, frames[FrameShape.IPV4_TAGGED]);
        assertEquals(256 - 8, frames[FrameShape.IPV6]); // but for extension headers
    }

    private void compare(byte[] frame, Random r) {
        byte[] all = new byte[memory.capacity()];
        r.nextBytes(all);
        System.arraycopy(frame, 0, all, 0, frame.length);
        System.arraycopy(frame, 0, all, SLOT, frame.length);
        memory.duplicate().put(all);
        batch.length[0] = frame.length;
        for (boolean link : new boolean[] {true, false}) {
            int shape = batch.findShape(0, link);
            if (shape != FrameShape.NONE) {
                frames[shape]++;
                for (int stride : STRIDES) {
                    compare(frame, shape, stride, 1 + r.nextInt(100));
                }
            }
        }
    }

    private void compare(byte[] frame, int shape, int stride, int inPort) {
        PacketKey read = new PacketKey();
        read.start(memory, 0, frame.length, inPort);
        read.need(shape < FrameShape.IPV4 ? KeyLayout.DEPTH_ETHERNET : KeyLayout.DEPTH_TRANSPORT);
        String what = "shape " + shape + ", stride " + stride + ": " + Frames.hex(frame);
        assertEquals(0, read.malformed(), what);
        long[] keys = new long[3 * stride];
        ShapedKey.clear(keys, stride);
        for (int k = 0; k < stride; k++) {
            keys[k] = ELSEWHERE;
            keys[2 * stride + k] = ELSEWHERE;
        }
        FrameShape.writeKey(memory, 0, shape, inPort, keys, stride, stride);
        for (int word = 0; word < stride; word++) {
            if (isRead(word, shape, read.words())) {
                assertEquals(Long.toHexString(read.words()[word]), Long.toHexString(keys[stride + word]), "word " + word + " of " + what);
            }
            assertEquals(ELSEWHERE, keys[word], what);
            assertEquals(ELSEWHERE, keys[2 * stride + word], what);
        }
        assertTrue(stride <= KeyLayout.FLABEL || keys[stride + KeyLayout.FLABEL] >>> 32 == 0, what); // PACKET_TYPE is that of Ethernet
        compareSeveral(Arrays.copyOfRange(keys, stride, 2 * stride), shape, stride, inPort, what);
    }

    /** Frames of a batch: this one, and one with other addresses elsewhere. */
    private void compareSeveral(long[] key, int shape, int stride, int inPort, String what) {
        int address = shape < FrameShape.IPV4 ? 5 : shape == FrameShape.IPV4_TAGGED ? 33 : 29;
        memory.put(SLOT + 5, (byte) ~memory.get(5));
        memory.put(SLOT + address, (byte) ~memory.get(address));
        long[] wanted = new long[3 * stride];
        ShapedKey.clear(wanted, stride);
        System.arraycopy(key, 0, wanted, 0, stride);
        FrameShape.writeKey(memory, SLOT, shape, inPort, wanted, stride, stride);
        Arrays.fill(wanted, 2 * stride, 3 * stride, ELSEWHERE);
        long[] keys = new long[3 * stride];
        ShapedKey.clear(keys, stride);
        Arrays.fill(keys, 2 * stride, 3 * stride, ELSEWHERE);
        batch.size = 2;
        batch.at[1] = SLOT;
        batch.inPort = inPort;
        FrameShape.writeKeys(batch, shape, keys, stride);
        assertArrayEquals(wanted, keys, what);
    }

    /** Whether frames of the shape have the word. */
    private static boolean isRead(int word, int shape, long[] key) {
        boolean tcp = (key[KeyLayout.INNER] >>> KeyLayout.PROTO_SHIFT & 0xff) == 6;
        switch (word) {
            case KeyLayout.INNER:
                return shape >= FrameShape.IPV4;
            case KeyLayout.IPV4:
                return shape == FrameShape.IPV4 || shape == FrameShape.IPV4_TAGGED;
            case KeyLayout.IPV6_SRC:
            case KeyLayout.IPV6_SRC + 1:
            case KeyLayout.IPV6_DST:
            case KeyLayout.IPV6_DST + 1:
            case KeyLayout.FLABEL:
                return shape == FrameShape.IPV6;
            case KeyLayout.SOURCE_MAC:
                return shape >= FrameShape.IPV4 && tcp;
            default:
                return word <= KeyLayout.SRC_VLAN || word >= KeyLayout.TUNNEL_ID;
        }
    }
}
