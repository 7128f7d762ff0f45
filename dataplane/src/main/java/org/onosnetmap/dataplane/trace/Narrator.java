package org.onosnetmap.dataplane.trace;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.flow.text.FlowText;
import org.onosnetmap.dataplane.pipeline.Egress;
import org.onosnetmap.dataplane.pipeline.FlowTables;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceObserver;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;

/** Writes down what it sees of one packet. */
final class Narrator implements ReferenceObserver {

    /** Rules of a table that are explained at most; the others are counted. */
    private static final int EXPLAINED = 20;

    private final List<FlowStats> rules;
    private final FlowTables.Miss miss;
    private final IntFunction<String> trouble;
    private final List<Trace.Step> steps = new ArrayList<>();
    private int depth;
    private byte[] frame;
    private final List<byte[]> saved = new ArrayList<>();

    Narrator(List<FlowStats> rules, FlowTables.Miss miss, IntFunction<String> trouble) {
        this.rules = rules;
        this.miss = miss;
        this.trouble = trouble;
    }

    Trace trace() {
        return new Trace(steps);
    }

    void packet(int inPort, byte[] bytes) {
        frame = bytes;
        add(Trace.Kind.PACKET, "in by port " + PortNo.toString(inPort) + ": " + FrameText.of(bytes), null, inPort, bytes);
        if (bytes.length < 14) {
            add(Trace.Kind.DROP, "the frame is shorter than an Ethernet header and is dropped", null, 0, null);
        }
    }

    void end(boolean nothingLeft) {
        depth = 0;
        if (nothingLeft && frame.length >= 14) {
            add(Trace.Kind.DROP, "nothing leaves: the packet is dropped", null, 0, null);
        }
    }

    @Override
    public void lookup(int table, Map<Field, BigInteger> packet, FlowRule hit) {
        depth = 0;
        add(Trace.Kind.TABLE, "table " + table, null, table, null);
        depth = 1;
        explain(table, packet, hit);
        if (hit != null) {
            add(Trace.Kind.MATCH, "matches " + FlowText.format(hit), hit, table, null);
        } else {
            boolean normal = table == 0 && miss == FlowTables.Miss.NORMAL;
            add(normal ? Trace.Kind.ACTION : Trace.Kind.DROP, "no rule matches: " + (normal ? "the learning switch takes the packet" : "the packet is dropped"), null, table, null);
        }
        depth = 2;
    }

    /** Rules that would have come before the one that matched, the best first. */
    private void explain(int table, Map<Field, BigInteger> packet, FlowRule hit) {
        List<FlowRule> better = new ArrayList<>();
        for (FlowStats s : rules) {
            FlowRule r = s.rule();
            if (r == hit) {
                break;
            }
            if (r.table() == table && (hit == null || r.priority() >= hit.priority())) {
                better.add(r);
            }
        }
        int seen = hit == null ? rules.size() : indexOf(hit) + 1;
        for (FlowStats s : rules.subList(seen, rules.size())) {
            if (s.rule().table() == table && s.rule().priority() > hit.priority()) {
                better.add(s.rule());
            }
        }
        better.sort(Comparator.comparingInt(FlowRule::priority).reversed());
        for (FlowRule r : better.subList(0, Math.min(EXPLAINED, better.size()))) {
            add(Trace.Kind.NO_MATCH, "not priority " + r.priority() + " " + r.match() + ": " + Mismatch.of(r.match(), packet), r, table, null);
        }
        if (better.size() > EXPLAINED) {
            add(Trace.Kind.NO_MATCH, "nor " + (better.size() - EXPLAINED) + " more rules", null, table, null);
        }
    }

    private int indexOf(FlowRule rule) {
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).rule() == rule) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void meter(int id, Meter.Band band) {
        add(Trace.Kind.METER, "meter " + Integer.toUnsignedString(id) + (band == null ? ": passes while the rate is not exceeded" : ": above " + band), null, id, null);
    }

    @Override
    public void action(Action a, byte[] after, boolean alive) {
        boolean changed = !Arrays.equals(frame, after);
        boolean shown = a.type() == Action.Type.OUTPUT || a.type() == Action.Type.GROUP;
        if (!shown) {
            String effect = !alive ? ": the packet leaves the pipeline here" : changed ? " -> " + FrameText.of(after) : leavesFrameAlone(a) ? "" : ": changes nothing";
            add(alive ? Trace.Kind.ACTION : Trace.Kind.DROP, a + effect, null, 0, changed ? after : null);
        }
        frame = after;
    }

    private static boolean leavesFrameAlone(Action a) {
        return a.type() == Action.Type.SET_QUEUE || a.type() == Action.Type.SET_FIELD && ((Action.SetField) a).field() == Field.TUNNEL_ID;
    }

    @Override
    public void instructions(FlowRule r, long metadata) {
        if (r.clear()) {
            add(Trace.Kind.ACTION, "clear the action set", null, 0, null);
        }
        if (!r.write().isEmpty()) {
            add(Trace.Kind.ACTION, "write into the action set " + r.write(), null, 0, null);
        }
        if (r.metadataMask() != 0) {
            add(Trace.Kind.ACTION, "metadata is 0x" + Long.toHexString(metadata), null, 0, null);
        }
        if (r.gotoTable() >= 0) {
            add(Trace.Kind.ACTION, "go to table " + r.gotoTable(), null, r.gotoTable(), null);
        }
    }

    @Override
    public void actionSet(List<Action> actions) {
        depth = 0;
        if (!actions.isEmpty()) {
            add(Trace.Kind.ACTION_SET, "action set " + actions, null, 0, null);
        }
        depth = 1;
    }

    @Override
    public void group(Group g, List<Integer> buckets) {
        String chosen = buckets.isEmpty() ? "no bucket can be taken"
                : "bucket " + buckets.stream().map(String::valueOf).collect(Collectors.joining(", ")) + " of " + g.buckets().size();
        add(Trace.Kind.GROUP, "group " + Integer.toUnsignedString(g.id()) + " (" + g.type() + "): " + chosen, null, g.id(), null);
    }

    @Override
    public void bucket(Group g, int index) {
        depth++;
        add(Trace.Kind.BUCKET, "bucket " + index + " of group " + Integer.toUnsignedString(g.id()) + ": " + g.buckets().get(index).actions(), null, index, null);
        depth++;
        saved.add(frame);
    }

    @Override
    public void bucketEnd() {
        depth -= 2;
        frame = saved.remove(saved.size() - 1);
    }

    @Override
    public void output(ReferenceOutput o) {
        byte[] bytes = o.bytes();
        String queue = o.queue() == 0 ? "" : " by queue " + Integer.toUnsignedString(o.queue());
        switch (o.kind()) {
            case PORT:
                String why = trouble.apply(o.port());
                add(Trace.Kind.OUTPUT, "out by port " + PortNo.toString(o.port()) + queue + ": " + FrameText.of(bytes)
                        + (why == null ? "" : " (dropped there: the port " + why + ")"), null, o.port(), bytes);
                break;
            case CONTROLLER:
                byte[] sent = Arrays.copyOf(bytes, Math.min(bytes.length, o.maxLen()));
                add(Trace.Kind.OUTPUT, "to the controller (" + reason(o.reason()) + "): " + FrameText.of(bytes)
                        + (sent.length < bytes.length ? ", the first " + sent.length + " bytes" : ""), null, PortNo.CONTROLLER, sent);
                break;
            default:
                int port = o.kind() == ReferenceOutput.Kind.ALL ? PortNo.ALL : o.kind() == ReferenceOutput.Kind.FLOOD ? PortNo.FLOOD : PortNo.NORMAL;
                add(Trace.Kind.OUTPUT, "out by " + o.kind() + queue + ": " + FrameText.of(bytes), null, port, bytes);
                break;
        }
    }

    private static String reason(int reason) {
        return reason == Egress.REASON_NO_MATCH ? "table miss" : reason == Egress.REASON_INVALID_TTL ? "invalid TTL" : "action";
    }

    private void add(Trace.Kind kind, String text, FlowRule rule, int number, byte[] bytes) {
        steps.add(new Trace.Step(depth, kind, text, rule, number, bytes));
    }
}
