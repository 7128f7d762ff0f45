package org.onosnetmap.app.datapath;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.TraceStep;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.text.FlowText;
import org.onosnetmap.dataplane.flow.text.FlowTextException;
import org.onosnetmap.dataplane.trace.FrameBuilder;
import org.onosnetmap.dataplane.trace.Trace;

/** Traces packets that somebody describes in text. */
final class PacketTraces {

    /** Bytes in hex, with white space, colons or dots between them if that is easier to read. */
    private static final Pattern HEX = Pattern.compile("(?:0x)?(?:[0-9a-fA-F]{2}[\\s:.]*)+");

    private PacketTraces() {
    }

    /**
     * Traces a packet.
     *
     * @param packet its bytes in hex, or field values in the syntax of {@code ovs-ofctl}, as {@code tcp,nw_src=10.0.0.1,tp_dst=80}
     * @throws NetmapException BAD_INPUT if it is neither
     */
    static List<TraceStep> trace(Datapath d, int port, String packet) throws NetmapException {
        List<TraceStep> steps = new ArrayList<>();
        try {
            for (Trace.Step s : d.trace(port, frame(packet.trim())).steps()) {
                steps.add(new TraceStep(s.depth(), s.kind().name(), s.text(), Integer.toUnsignedLong(s.number()), s.rule() == null ? 0 : s.rule().cookie(),
                        s.frame() == null ? null : hex(s.frame())));
            }
        } catch (FlowException e) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, e.getMessage(), e);
        }
        return steps;
    }

    private static byte[] frame(String packet) throws NetmapException, FlowException {
        if (HEX.matcher(packet).matches()) {
            return bytes(packet.replaceFirst("^0x", "").replaceAll("[\\s:.]", ""));
        }
        try {
            return FrameBuilder.frame(FlowText.parse(packet + " actions=drop").match());
        } catch (FlowTextException e) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "packet '" + packet + "' is neither bytes in hex nor fields as 'tcp,nw_src=10.0.0.1,tp_dst=80': "
                    + e.getMessage(), e);
        }
    }

    private static byte[] bytes(String hex) {
        byte[] b = new byte[hex.length() / 2];
        for (int i = 0; i < b.length; i++) {
            b[i] = (byte) Integer.parseInt(hex.substring(2 * i, 2 * i + 2), 16);
        }
        return b;
    }

    private static String hex(byte[] frame) {
        StringBuilder s = new StringBuilder();
        for (byte b : frame) {
            s.append(Character.forDigit(b >> 4 & 15, 16)).append(Character.forDigit(b & 15, 16));
        }
        return s.toString();
    }
}
