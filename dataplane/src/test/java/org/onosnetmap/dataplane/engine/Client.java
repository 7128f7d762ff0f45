package org.onosnetmap.dataplane.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Port;

/** A program at its own end of a VALE port: sends and receives byte arrays. */
final class Client implements AutoCloseable {

    final Port port;

    Client(Engine engine, String name) throws Exception {
        port = engine.openClient(name);
    }

    void send(byte[] frame) {
        NetmapRing r = port.txRing(0);
        Await.until(() -> {
            port.txsync(0);
            return r.available() > 0;
        }, "room in the ring of " + port);
        int i = r.head();
        ByteBuffer m = r.memory();
        int at = r.bufferAt(i);
        for (int k = 0; k < frame.length; k++) {
            m.put(at + k, frame[k]);
        }
        r.len(i, frame.length);
        r.advanceTo(r.next(i));
        port.txsync(0);
    }

    /** What has come in by all rings, without waiting. */
    List<byte[]> poll() {
        List<byte[]> got = new ArrayList<>();
        for (int ring = 0; ring < port.rxRings(); ring++) {
            port.rxsync(ring);
            NetmapRing r = port.rxRing(ring);
            for (int i = r.head(); i != r.tail(); i = r.next(i)) {
                byte[] frame = new byte[r.len(i)];
                int at = r.bufferAt(i);
                for (int k = 0; k < frame.length; k++) {
                    frame[k] = r.memory().get(at + k);
                }
                got.add(frame);
            }
            r.advanceTo(r.tail());
            port.rxsync(ring);
        }
        return got;
    }

    /** Waits for the next frames, {@code n} of them. */
    List<byte[]> receive(int n) {
        List<byte[]> got = new ArrayList<>();
        Await.until(() -> {
            got.addAll(poll());
            return got.size() >= n;
        }, n + " frames at " + port);
        return got;
    }

    @Override
    public void close() {
        port.close();
    }

    static byte[] frame(long dst, long src, int length) {
        byte[] f = new byte[length];
        ByteBuffer b = ByteBuffer.wrap(f);
        for (int i = 0; i < 6; i++) {
            b.put(i, (byte) (dst >>> 40 - 8 * i));
            b.put(6 + i, (byte) (src >>> 40 - 8 * i));
        }
        b.putShort(12, (short) 0x88b5);
        return f;
    }
}
