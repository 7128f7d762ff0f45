package org.onosnetmap.app.datapath;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Port;

/** A program at its own end of a VALE port: sends and receives whole frames. */
public final class FrameClient implements AutoCloseable {

    private final Port port;

    FrameClient(Port port) {
        this.port = port;
    }

    /** Sends a frame. */
    public void send(byte[] frame) {
        NetmapRing r = port.txRing(0);
        Await.until("room in the ring of " + port, () -> {
            port.txsync(0);
            return r.available() > 0;
        });
        int i = r.head();
        for (int k = 0; k < frame.length; k++) {
            r.memory().put(r.bufferAt(i) + k, frame[k]);
        }
        r.len(i, frame.length);
        r.advanceTo(r.next(i));
        port.txsync(0);
    }

    /** Waits for the next frame. */
    public byte[] receive() {
        List<byte[]> got = new ArrayList<>();
        Await.until("a frame at " + port, () -> {
            port.rxsync(0);
            NetmapRing r = port.rxRing(0);
            int i = r.head();
            if (i == r.tail()) {
                return false;
            }
            byte[] frame = new byte[r.len(i)];
            for (int k = 0; k < frame.length; k++) {
                frame[k] = r.memory().get(r.bufferAt(i) + k);
            }
            r.advanceTo(r.next(i));
            port.rxsync(0);
            got.add(frame);
            return true;
        });
        return got.get(0);
    }

    /** A frame of an experimental type. */
    public static byte[] frame(long dst, long src, int length) {
        ByteBuffer b = ByteBuffer.allocate(length);
        b.putShort((short) (dst >>> 32)).putInt((int) dst).putShort((short) (src >>> 32)).putInt((int) src).putShort((short) 0x88b5);
        return b.array();
    }

    @Override
    public void close() {
        port.close();
    }
}
