package org.onosnetmap.dataplane.guest;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.port.netmap.NetmapPort;
import org.onosnetmap.dataplane.port.packet.PacketPort;

/** A port in the hands of the test: sends and receives byte arrays. */
final class Station implements AutoCloseable {

    private static final int ETHERTYPE = 0x88b5;
    private static final long DEADLINE_NANOS = 60_000_000_000L;

    final Port port;

    private Station(Port port) {
        this.port = port;
    }

    static Station open(String name) throws Exception {
        PortSpec spec = PortSpec.of(name);
        NetmapMemory memory = NetmapMemory.forPorts(1);
        return new Station(name.startsWith("packet:") ? PacketPort.open(spec, memory, 1) : NetmapPort.open(spec, memory, 1));
    }

    /** A frame of the test's own Ethernet type, with a number to know it by. */
    static byte[] frame(int number, int length) {
        byte[] f = new byte[length];
        ByteBuffer b = ByteBuffer.wrap(f);
        b.putShort((short) 0x0200).putInt(1).putShort((short) 0x0202).putInt(number).putShort((short) ETHERTYPE).putInt(number);
        for (int i = 18; i < length; i++) {
            f[i] = (byte) (number + i);
        }
        return f;
    }

    void send(byte[] frame) {
        fill(frame);
        port.txsync(0);
    }

    /** Puts a frame into the ring, to be sent with the next one that is sent. */
    private void fill(byte[] frame) {
        NetmapRing r = port.txRing(0);
        long end = System.nanoTime() + DEADLINE_NANOS;
        while (r.available() == 0) {
            port.txsync(0);
            if (System.nanoTime() > end) {
                throw new AssertionError("no room in the ring of " + port);
            }
        }
        put(r, frame, 0);
    }

    /** One packet in several slots. */
    void sendInPieces(byte[] frame, int pieces) {
        NetmapRing r = port.txRing(0);
        int each = frame.length / pieces;
        for (int i = 0; i < pieces; i++) {
            put(r, Arrays.copyOfRange(frame, i * each, i + 1 == pieces ? frame.length : (i + 1) * each), i + 1 == pieces ? 0 : 0x20);
        }
        port.txsync(0);
    }

    private static void put(NetmapRing r, byte[] data, int flags) {
        int i = r.head();
        int at = r.bufferAt(i);
        for (int k = 0; k < data.length; k++) {
            r.memory().put(at + k, data[k]);
        }
        r.len(i, data.length);
        r.flags(i, flags);
        r.advanceTo(r.next(i));
    }

    /** What has come in, without waiting, but for what the kernel sends of its own accord (IPv6 and so on). */
    List<byte[]> poll() {
        return poll(ETHERTYPE);
    }

    List<byte[]> poll(int etherType) {
        List<byte[]> got = new ArrayList<>();
        for (int ring = 0; ring < port.rxRings(); ring++) {
            port.rxsync(ring);
            NetmapRing r = port.rxRing(ring);
            for (int n = r.available(), i = r.head(); n > 0; n--, i = r.next(i)) {
                byte[] f = new byte[r.len(i)];
                int at = r.bufferAt(i);
                for (int k = 0; k < f.length; k++) {
                    f[k] = r.memory().get(at + k);
                }
                if (f.length >= 14 && ((f[12] & 0xff) << 8 | f[13] & 0xff) == etherType) {
                    got.add(f);
                }
            }
            r.advanceTo(r.tail());
            port.rxsync(ring);
        }
        return got;
    }

    /** Waits for the next {@code n} frames; fewer if they do not come. */
    List<byte[]> receive(int n) {
        List<byte[]> got = new ArrayList<>();
        long end = System.nanoTime() + DEADLINE_NANOS;
        while (got.size() < n && System.nanoTime() < end) {
            got.addAll(poll());
            Checks.sleep(1);
        }
        return got;
    }

    /** Sends {@code n} frames here and tells how many of them arrive there, in order and whole. */
    static int through(Station from, Station to, int n) {
        int good = 0;
        int next = 0;
        for (int sent = 0; sent < n; sent += 32) {
            int some = Math.min(32, n - sent);
            for (int i = 0; i < some; i++) {
                from.fill(frame(sent + i, 60 + (sent + i) * 7 % 1400));
            }
            from.port.txsync(0);
            List<byte[]> got = to.receive(some);
            for (byte[] f : got) {
                good += Arrays.equals(f, frame(next, 60 + next * 7 % 1400)) ? 1 : 0;
                next++;
            }
            if (got.size() < some) {
                break;
            }
        }
        return good;
    }

    @Override
    public void close() {
        port.close();
    }
}
