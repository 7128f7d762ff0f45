package org.onosnetmap.test.conformance;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.port.Ports;

/**
 * The other ends of the switch's ports: a program in a network namespace that sends and receives on its interfaces. Each line of its input is a
 * request, {@code PORT FRAME MARK PORTS}: frame and mark, in hexadecimal, are sent by a port, and as soon as the mark has come out of
 * all {@code PORTS} (as {@code 1,2,4}) everything before it is through as well, because frames of one port are not overtaken. The answer is a line {@code PORT
 * FRAME} for each other frame that came, and a dot. It ends with its input.
 */
public final class Peer {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long PAUSE_NANOS = 50_000;

    private final List<Port> ports = new ArrayList<>();

    private Peer(String[] interfaces) throws Exception {
        Ports opener = new Ports();
        NetmapMemory memory = NetmapMemory.forPorts(2 * interfaces.length);
        for (int i = 0; i < interfaces.length; i++) {
            ports.add(opener.open(PortSpec.of("packet:" + interfaces[i], i + 1, Map.of()), memory, 1));
        }
    }

    /** Runs with the names of its interfaces, that of port 1 first. */
    public static void main(String[] interfaces) throws Exception {
        Peer peer = new Peer(interfaces);
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.US_ASCII);
        out.println("ready");
        out.flush();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            peer.request(line.split(" "), out);
            out.println(".");
            out.flush();
        }
        peer.ports.forEach(Port::close);
    }

    private void request(String[] words, PrintStream out) {
        Port port = ports.get(Integer.parseInt(words[0]) - 1);
        send(port, Frame.hex(words[1]));
        send(port, Frame.hex(words[2]));
        Set<String> missing = new HashSet<>(List.of(words[3].split(",")));
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!missing.isEmpty() && System.nanoTime() - end < 0) {
            boolean any = false;
            for (int p = 1; p <= ports.size(); p++) {
                for (String frame : receive(ports.get(p - 1))) {
                    any = true;
                    if (frame.equals(words[2])) {
                        missing.remove(Integer.toString(p));
                    } else {
                        out.println(p + " " + frame);
                    }
                }
            }
            if (!any) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        if (!missing.isEmpty()) {
            out.println("lost at ports " + missing);
        }
    }

    private static void send(Port port, byte[] frame) {
        NetmapRing r = port.txRing(0);
        port.txsync(0);
        int slot = r.head();
        ByteBuffer m = r.memory();
        int at = r.bufferAt(slot);
        for (int i = 0; i < frame.length; i++) {
            m.put(at + i, frame[i]);
        }
        r.len(slot, frame.length);
        r.advanceTo(r.next(slot));
        port.txsync(0);
    }

    private static List<String> receive(Port port) {
        List<String> got = new ArrayList<>();
        for (int ring = 0; ring < port.rxRings(); ring++) {
            port.rxsync(ring);
            NetmapRing r = port.rxRing(ring);
            for (int slot = r.head(); slot != r.tail(); slot = r.next(slot)) {
                byte[] frame = new byte[r.len(slot)];
                int at = r.bufferAt(slot);
                for (int i = 0; i < frame.length; i++) {
                    frame[i] = r.memory().get(at + i);
                }
                got.add(Frame.hex(frame));
            }
            r.advanceTo(r.tail());
        }
        return got;
    }
}
