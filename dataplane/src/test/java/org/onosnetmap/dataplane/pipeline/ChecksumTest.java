package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.onosnetmap.dataplane.pipeline.Frames.*;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;

/** Packets whose checksums are right still have right ones after any actions: each checksum of what leaves is computed from the whole packet. */
class ChecksumTest {

    private static final int CASES = 20_000;

    private final Random r = new Random(3);
    private final RandomActions actions = new RandomActions(r, Focus.ANYTHING);
    private int checked;

    @Test
    void validStaysValidWhateverTheActions() throws FlowException {
        PipelineFixture f = new PipelineFixture();
        for (int i = 0; i < CASES; i++) {
            byte[] frame = frame();
            List<Action> list = new ArrayList<>();
            for (int n = r.nextInt(6); n >= 0; n--) {
                Action a = actions.any();
                if (!changesWhatTheBytesMean(a) && a.type() != Action.Type.OUTPUT) {
                    list.add(a);
                }
            }
            list.add(Action.output(2));
            for (ReferenceOutput o : send(f, frame, list)) {
                String s = o.toString();
                verify(hex(s.substring(s.indexOf("] ") + 2)), 12, list + " on " + hex(frame));
            }
        }
        assertTrue(checked > CASES / 2, "most packets have checksums, or little is tested: " + checked);
    }

    private static List<ReferenceOutput> send(PipelineFixture f, byte[] frame, List<Action> list) {
        try {
            return f.packetOut(frame, PortNo.CONTROLLER, list.toArray(new Action[0]));
        } catch (FlowException e) {
            return List.of();
        }
    }

    /** After these, something is read as a checksum that was none. */
    private static boolean changesWhatTheBytesMean(Action a) {
        if (a.type() == Action.Type.SET_FIELD) {
            Field f = ((Action.SetField) a).field();
            return f == Field.ETH_TYPE || f == Field.IP_PROTO || f == Field.MPLS_BOS;
        }
        return a.type() == Action.Type.POP_MPLS;
    }

    private byte[] frame() {
        byte[] packet = r.nextBoolean() ? v4(r.nextInt(3)) : v6(r.nextInt(3));
        int type = packet[0] >> 4 == 4 ? 0x800 : 0x86dd;
        byte[] f = ethernet(0x0200_0000_0002L, 0x0200_0000_0001L, type, join(packet, new byte[r.nextInt(3)]));
        if (r.nextInt(4) == 0) {
            f = ethernet(1, 2, 0x8847, join(mplsEntry(r.nextInt(1 << 20), 0, 1, 64), packet));
        }
        if (r.nextInt(4) == 0) {
            f = pbb(3, 4, 0, 77, f);
        }
        return r.nextInt(3) == 0 ? tagged(0x8100, r.nextInt(4096), f) : f;
    }

    private byte[] v4(int nested) {
        byte[] s = bytes(4);
        byte[] d = bytes(4);
        int protocol = pick(1, 6, 17, 132, 4, 41);
        return ipv4(s, d, r.nextInt(256), 1 + r.nextInt(255), protocol, 0, bytes(4 * r.nextInt(4)), payload(s, d, protocol, nested));
    }

    private byte[] v6(int nested) {
        byte[] s = bytes(16);
        byte[] d = bytes(16);
        int protocol = pick(58, 6, 17, 132, 4, 41);
        byte[] payload = payload(s, d, protocol, nested);
        boolean options = r.nextInt(4) == 0;
        return ipv6(s, d, r.nextInt(256), r.nextInt(1 << 20), 1 + r.nextInt(255), options ? 60 : protocol, options ? join(u8(protocol, 0), bytes(6), payload) : payload);
    }

    private byte[] payload(byte[] s, byte[] d, int protocol, int nested) {
        byte[] data = bytes(r.nextInt(40));
        switch (protocol) {
            case 1:
                return icmp(r.nextInt(2), r.nextInt(2), r.nextInt(4) == 0 ? new byte[data.length] : data);
            case 6:
                return tcp(s, d, r.nextInt(65536), r.nextInt(65536), data);
            case 17:
                return udp(s, d, r.nextInt(65536), r.nextInt(65536), data);
            case 132:
                return sctp(r.nextInt(65536), r.nextInt(65536), data);
            case 58:
                return neighbour(s, d, pick(135, 136), bytes(16), join(u8(pick(1, 2), 1), bytes(6)));
            default:
                return nested == 0 ? new byte[data.length] : protocol == 4 ? v4(nested - 1) : v6(nested - 1);
        }
    }

    /** Every checksum behind the EtherType at {@code at}. */
    private void verify(byte[] frame, int at, String what) {
        byte[] rest = Arrays.copyOfRange(frame, at + 2, frame.length);
        switch (word(frame, at)) {
            case 0x8100:
            case 0x88a8:
                verify(frame, at + 4, what);
                break;
            case 0x8847:
            case 0x8848:
                int bottom = 0;
                while (bottom + 4 <= rest.length && (rest[bottom + 2] & 1) == 0) {
                    bottom += 4;
                }
                verifyIp(Arrays.copyOfRange(rest, Math.min(bottom + 4, rest.length), rest.length), what);
                break;
            case 0x88e7:
                verify(frame, at + 18, what);
                break;
            case 0x800:
            case 0x86dd:
                verifyIp(rest, what);
                break;
            default:
                break;
        }
    }

    private void verifyIp(byte[] ip, String what) {
        if (ip.length >= 20 && ip[0] >> 4 == 4) {
            int header = (ip[0] & 15) * 4;
            assertEquals(0xffff, Frames.sum(Arrays.copyOf(ip, header)), "IPv4 header after " + what);
            verifyTransport(Arrays.copyOfRange(ip, 12, 20), ip[9] & 255, Arrays.copyOfRange(ip, header, word(ip, 2)), what);
        } else if (ip.length >= 40 && ip[0] >> 4 == 6) {
            int next = ip[6] == 60 ? 40 : 6;
            verifyTransport(Arrays.copyOfRange(ip, 8, 40), ip[next] & 255, Arrays.copyOfRange(ip, next == 6 ? 40 : 48, 40 + word(ip, 4)), what);
        }
    }

    private void verifyTransport(byte[] addresses, int protocol, byte[] p, String what) {
        switch (protocol) {
            case 6:
            case 17:
            case 58:
                assertEquals(0xffff, Frames.sum(join(addresses, u16(0, protocol, p.length), p)), "protocol " + protocol + " after " + what);
                checked++;
                break;
            case 1:
                assertEquals(0xffff, Frames.sum(p), "ICMP after " + what);
                checked++;
                break;
            case 132:
                int there = ByteBuffer.wrap(p).getInt(8);
                CRC32C crc = new CRC32C();
                crc.update(ByteBuffer.wrap(p.clone()).putInt(8, 0).array());
                assertEquals(Integer.reverseBytes((int) crc.getValue()), there, "SCTP after " + what);
                checked++;
                break;
            case 4:
            case 41:
                verifyIp(p, what);
                break;
            default:
                break;
        }
    }

    private static int word(byte[] b, int at) {
        return (b[at] & 255) << 8 | b[at + 1] & 255;
    }

    private byte[] bytes(int n) {
        byte[] b = new byte[n];
        r.nextBytes(b);
        return b;
    }

    private int pick(int... values) {
        return values[r.nextInt(values.length)];
    }
}
