package org.onosnetmap.dataplane.pipeline.reference;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowFlag;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.MeterMod;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.pipeline.Egress;
import org.onosnetmap.dataplane.pipeline.FlowTables;

/**
 * OpenFlow 1.3.5 section 5, step by step: tables, instructions, action set, actions. The oracle for
 * {@link org.onosnetmap.dataplane.pipeline.PipelineExecutor}.
 */
public final class ReferencePipeline {

    private final FlowTables.Miss miss;
    /** In the order in which they were first added; a rule that is replaced keeps its place. */
    private final List<ReferenceRule> rules = new ArrayList<>();
    private final ReferenceGroups groups = new ReferenceGroups();
    private final Map<Integer, ReferenceMeter> meters = new LinkedHashMap<>();
    private final long[] lookups = new long[FlowRule.MAX_TABLE + 1];
    private final long[] matched = new long[FlowRule.MAX_TABLE + 1];

    /** The packet under way. */
    private ReferenceFrame frame;
    private int inPort;
    private long metadata;
    private int queue;
    private long tunnelId;
    private final ReferenceActionSet set = new ReferenceActionSet();
    private List<ReferenceOutput> outputs;
    /** Whether a bucket's actions are running. */
    private boolean inBucket;
    private long now;

    private final IntPredicate ports;
    private final SelectChoice choice;
    private ReferenceObserver observer = new ReferenceObserver() {
    };

    /** How a SELECT group chooses among the buckets that it may choose: section 5.6.1 leaves that to the switch. */
    @FunctionalInterface
    public interface SelectChoice {

        /** Index of the bucket for this packet. */
        int choose(Group group, byte[] frame);
    }

    public ReferencePipeline(FlowTables.Miss miss) {
        this(miss, port -> true, (group, frame) -> {
            throw new IllegalStateException(group + ": no way was given to choose a bucket");
        });
    }

    /**
     * With SELECT groups.
     *
     * @param ports  which ports are live
     * @param choice which bucket; one that may not be chosen is an error
     */
    public ReferencePipeline(FlowTables.Miss miss, IntPredicate ports, SelectChoice choice) {
        this.miss = miss;
        this.ports = ports;
        this.choice = choice;
    }

    /** Lets somebody watch from here on. */
    public void observe(ReferenceObserver o) {
        observer = o;
    }

    /** Sets the time that meters see, in nanoseconds. */
    public void time(long nanos) {
        now = nanos;
    }

    /** Makes a change that was found valid (section 6.5); rules that point to a group that is deleted go with it. */
    public void apply(GroupMod mod) {
        groups.apply(mod);
        if (mod.command() == GroupMod.Command.DELETE) {
            int id = mod.group().id();
            rules.removeIf(r -> ReferenceGroups.pointsTo(r.rule.apply(), id) || ReferenceGroups.pointsTo(r.rule.write(), id));
        }
    }

    /** Makes a change that was found valid (section 7.3.4.4); rules that point to a meter that is deleted go with it. */
    public void apply(MeterMod mod) {
        int id = mod.meter().id();
        switch (mod.command()) {
            case ADD:
                meters.put(id, new ReferenceMeter(mod.meter(), now));
                break;
            case MODIFY:
                meters.get(id).set(mod.meter(), now);
                break;
            default:
                meters.remove(id);
                rules.removeIf(r -> r.rule.meters().contains(id));
                break;
        }
    }

    /** Makes a change that was found valid (section 6.4). */
    public void apply(FlowMod mod) {
        ReferenceRule old = null;
        for (ReferenceRule r : rules) {
            if (r.rule.sameKey(mod.rule())) {
                old = r;
            }
        }
        switch (mod.command()) {
            case DELETE:
                rules.remove(old);
                break;
            case MODIFY:
                if (old != null) {
                    old.modify(mod.rule());
                }
                break;
            default:
                if (old != null) {
                    rules.set(rules.indexOf(old), new ReferenceRule(mod.rule()).replacing(old));
                } else {
                    rules.add(new ReferenceRule(mod.rule()));
                }
                break;
        }
    }

    /** Whether an ADD has to be refused with OFPFMFC_OVERLAP (section 6.4). */
    public boolean mustRefuseOverlap(FlowRule rule) {
        ReferenceRule fresh = new ReferenceRule(rule);
        return rule.flags().contains(FlowFlag.CHECK_OVERLAP)
                && rules.stream().anyMatch(r -> r.rule.table() == rule.table() && r.rule.priority() == rule.priority() && r.overlaps(fresh));
    }

    /** Takes a frame through the tables; the result are the packets that leave, in their order. */
    public List<ReferenceOutput> process(byte[] bytes, int capacity, int port) {
        begin(bytes, capacity, port);
        if (bytes.length >= 14) {
            tables();
        }
        return outputs;
    }

    /** Runs the actions of a packet-out. */
    public List<ReferenceOutput> execute(List<Action> actions, byte[] bytes, int capacity, int port) {
        begin(bytes, capacity, port);
        if (bytes.length >= 14) {
            applyActions(actions, null);
        }
        return outputs;
    }

    /** What of a frame of 14 bytes or more can be matched: its fields and their values. */
    public static Map<Field, BigInteger> fields(byte[] frame) {
        return new ReferenceHeaders(frame).fields;
    }

    /** Whether a frame of 14 bytes or more has a header that is cut short or contradicts itself. */
    public static boolean isMalformed(byte[] frame) {
        return new ReferenceHeaders(frame).malformed;
    }

    /** Packets and bytes of each rule. */
    public Map<FlowRule, long[]> ruleCounters() {
        Map<FlowRule, long[]> all = new LinkedHashMap<>();
        for (ReferenceRule r : rules) {
            all.put(r.rule, new long[] {r.packets, r.bytes});
        }
        return all;
    }

    /** Lookups and matches of a table. */
    public long[] tableCounters(int table) {
        return new long[] {lookups[table], matched[table]};
    }

    /** Packets and bytes of each group, then of each of its buckets. */
    public Map<Integer, List<long[]>> groupCounters() {
        Map<Integer, List<long[]>> all = new LinkedHashMap<>();
        for (ReferenceGroups.Entry e : groups.all()) {
            List<long[]> counters = new ArrayList<>(e.buckets);
            counters.add(0, new long[] {e.packets, e.bytes});
            all.put(e.group.id(), counters);
        }
        return all;
    }

    /** Packets and bytes of each meter, then of each of its bands. */
    public Map<Integer, List<long[]>> meterCounters() {
        Map<Integer, List<long[]>> all = new LinkedHashMap<>();
        meters.forEach((id, m) -> all.put(id, m.counters()));
        return all;
    }

    private void begin(byte[] bytes, int capacity, int port) {
        frame = new ReferenceFrame(bytes, capacity);
        inPort = port;
        metadata = 0;
        queue = 0;
        tunnelId = 0;
        outputs = new ArrayList<>();
    }

    /** Section 5.1: from table 0 on, as far as the rules send the packet; then the action set. */
    private void tables() {
        set.clear();
        int table = 0;
        while (table >= 0) {
            lookups[table]++;
            ReferenceRule r = lookup(table);
            if (r == null) {
                if (table == 0 && miss == FlowTables.Miss.NORMAL) {
                    leave(ReferenceOutput.of(ReferenceOutput.Kind.NORMAL, frame.bytes()).queue(queue));
                }
                return;
            }
            matched[table]++;
            r.packets++;
            r.bytes += frame.length();
            if (!instructions(r)) {
                return;
            }
            table = r.rule.gotoTable();
        }
        observer.actionSet(set.inOrder().stream().map(w -> w.action).collect(Collectors.toList()));
        actionSet(set);
    }

    /** Section 5.3: the rule of highest priority; among equals the one that was first. */
    private ReferenceRule lookup(int table) {
        Map<Field, BigInteger> packet = frame.headers().fields;
        packet.put(Field.IN_PORT, BigInteger.valueOf(Integer.toUnsignedLong(inPort)));
        packet.put(Field.IN_PHY_PORT, packet.get(Field.IN_PORT));
        packet.put(Field.METADATA, new BigInteger(Long.toUnsignedString(metadata)));
        packet.put(Field.TUNNEL_ID, new BigInteger(Long.toUnsignedString(tunnelId)));
        packet.put(Field.PACKET_TYPE, BigInteger.ZERO);
        packet.put(Field.ACTSET_OUTPUT, BigInteger.valueOf(Integer.toUnsignedLong(set.output())));
        ReferenceRule best = null;
        for (ReferenceRule r : rules) {
            if (r.rule.table() == table && r.matches(packet) && (best == null || r.rule.priority() > best.rule.priority())) {
                best = r;
            }
        }
        observer.lookup(table, packet, best == null ? null : best.rule);
        return best;
    }

    /** Section 5.9: meter, apply, clear, write, metadata. False if the packet ended. */
    private boolean instructions(ReferenceRule r) {
        for (int id : r.rule.meters()) {
            Meter.Band band = meters.get(id).exceeded(frame.length(), now);
            observer.meter(id, band);
            if (band != null && band.type() == Meter.BandType.DROP) {
                return false;
            }
            if (band != null) {
                frame.remark(band.precedence());
            }
        }
        if (!applyActions(r.rule.apply(), r)) {
            return false;
        }
        if (r.rule.clear()) {
            set.clear();
        }
        set.write(r.rule.write(), r);
        metadata = metadata & ~r.rule.metadataMask() | r.rule.metadata() & r.rule.metadataMask();
        observer.instructions(r.rule, metadata);
        return true;
    }

    /** Section 5.10: no output, no packet; a group wins over an output, unless it is a CLONE group. */
    private void actionSet(ReferenceActionSet actions) {
        for (ReferenceActionSet.Written w : actions.inOrder()) {
            boolean isLast = w.action.type() == Action.Type.GROUP && !isClone((Action.ToGroup) w.action);
            if (!action(w.action, w.by) || isLast) {
                return;
            }
        }
    }

    private boolean isClone(Action.ToGroup a) {
        ReferenceGroups.Entry e = groups.get(a.group());
        return e != null && e.group.type() == Group.Type.CLONE;
    }

    /** Section 5.6.1: each bucket works on a copy of the packet of its own. */
    private void group(int id, ReferenceRule r) {
        ReferenceGroups.Entry e = groups.get(id);
        if (e == null) {
            return;
        }
        e.packets++;
        e.bytes += frame.length();
        List<Integer> buckets = chosen(e.group);
        observer.group(e.group, buckets);
        for (int i : buckets) {
            e.buckets.get(i)[0]++;
            e.buckets.get(i)[1] += frame.length();
            observer.bucket(e.group, i);
            bucket(e.group.buckets().get(i), r);
            observer.bucketEnd();
        }
    }

    private List<Integer> chosen(Group g) {
        List<Integer> all = IntStream.range(0, g.buckets().size()).boxed().collect(Collectors.toList());
        List<Integer> live = new ArrayList<>(all);
        live.removeIf(i -> !groups.isLive(g.buckets().get(i), ports));
        switch (g.type()) {
            case FAILOVER:
                return live.subList(0, Math.min(1, live.size()));
            case SELECT:
                live.removeIf(i -> g.buckets().get(i).weight() == 0);
                if (live.isEmpty()) {
                    return live;
                }
                int i = choice.choose(g, frame.bytes());
                if (!live.contains(i)) {
                    throw new AssertionError(g + ": bucket " + i + " was chosen, but only these may be: " + live);
                }
                return List.of(i);
            default:
                return all;
        }
    }

    private void bucket(Bucket b, ReferenceRule r) {
        ReferenceFrame frameBefore = frame;
        int queueBefore = queue;
        long tunnelBefore = tunnelId;
        boolean inBucketBefore = inBucket;
        frame = frame.copy();
        inBucket = true;
        ReferenceActionSet actions = new ReferenceActionSet();
        actions.write(b.actions(), r);
        actionSet(actions);
        frame = frameBefore;
        queue = queueBefore;
        tunnelId = tunnelBefore;
        inBucket = inBucketBefore;
    }

    private void set(Action.SetField s) {
        if (s.field() == Field.TUNNEL_ID) {
            tunnelId = tunnelId & ~s.mask() | s.value();
        } else {
            frame.set(s);
        }
    }

    /** Section 5.11. False if the packet ended. */
    private boolean applyActions(List<Action> actions, ReferenceRule r) {
        for (Action a : actions) {
            if (!action(a, r)) {
                return false;
            }
        }
        return true;
    }

    private boolean action(Action a, ReferenceRule r) {
        boolean alive = perform(a, r);
        observer.action(a, frame.bytes(), alive);
        return alive;
    }

    private boolean perform(Action a, ReferenceRule r) {
        switch (a.type()) {
            case OUTPUT:
                output((Action.Output) a, r);
                return true;
            case SET_FIELD:
                set((Action.SetField) a);
                return true;
            case PUSH_VLAN:
                return frame.pushVlan(((Action.Push) a).etherType());
            case PUSH_MPLS:
                return frame.pushMpls(((Action.Push) a).etherType());
            case PUSH_PBB:
                return frame.pushPbb(((Action.Push) a).etherType());
            case POP_VLAN:
                frame.popVlan();
                return true;
            case POP_MPLS:
                frame.popMpls(((Action.PopMpls) a).etherType());
                return true;
            case POP_PBB:
                frame.popPbb();
                return true;
            case COPY_TTL_IN:
                frame.copyTtlIn();
                return true;
            case COPY_TTL_OUT:
                frame.copyTtlOut();
                return true;
            case SET_NW_TTL:
                frame.setTtl(((Action.SetTtl) a).ttl());
                return true;
            case SET_MPLS_TTL:
                frame.setMplsTtl(((Action.SetTtl) a).ttl());
                return true;
            case DEC_NW_TTL:
                return lives(frame.decrementTtl(), (Action.DecTtl) a, r);
            case DEC_MPLS_TTL:
                return lives(frame.decrementMplsTtl(), (Action.DecTtl) a, r);
            case SET_QUEUE:
                queue = ((Action.SetQueue) a).queue();
                return true;
            case GROUP:
                group(((Action.ToGroup) a).group(), r);
                return true;
            default:
                throw new IllegalArgumentException("action " + a + " is not part of the reference");
        }
    }

    /** Section 6.1.1: what is done with packets of invalid TTL; here the action says it. */
    private boolean lives(boolean validTtl, Action.DecTtl a, ReferenceRule r) {
        if (!validTtl && a.expiredToController()) {
            controller(0xffff, Egress.REASON_INVALID_TTL, r);
        }
        return validTtl;
    }

    /** Section 5.12 and the reserved ports of section 4.5. */
    private void output(Action.Output o, ReferenceRule r) {
        byte[] bytes = Arrays.copyOf(frame.bytes(), Math.min(frame.length(), o.maxLen()));
        switch (o.port()) {
            case PortNo.IN_PORT:
                leave(ReferenceOutput.port(inPort, bytes).queue(queue));
                break;
            case PortNo.ALL:
                leave(ReferenceOutput.of(ReferenceOutput.Kind.ALL, bytes).queue(queue));
                break;
            case PortNo.FLOOD:
                leave(ReferenceOutput.of(ReferenceOutput.Kind.FLOOD, bytes).queue(queue));
                break;
            case PortNo.NORMAL:
                leave(ReferenceOutput.of(ReferenceOutput.Kind.NORMAL, bytes).queue(queue));
                break;
            case PortNo.CONTROLLER:
                controller(o.maxLen(), r != null && r.isTableMiss() && !inBucket ? Egress.REASON_NO_MATCH : Egress.REASON_ACTION, r);
                break;
            case PortNo.TABLE:
                tables();
                break;
            default:
                if (o.port() != inPort) {
                    leave(ReferenceOutput.port(o.port(), bytes).queue(queue));
                }
                break;
        }
    }

    private void controller(int maxLen, int reason, ReferenceRule r) {
        leave(ReferenceOutput.controller(maxLen, reason, r == null ? 0 : r.rule.table(), r == null ? -1 : r.rule.cookie(), frame.bytes()));
    }

    private void leave(ReferenceOutput o) {
        outputs.add(o);
        observer.output(o);
    }
}
