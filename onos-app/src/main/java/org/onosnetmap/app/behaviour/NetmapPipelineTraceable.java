package org.onosnetmap.app.behaviour;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.onosnetmap.app.datapath.ManagedDatapath;
import org.onosnetmap.app.translate.GroupTranslator;
import org.onosnetmap.app.translate.RuleTranslator;
import org.onosnetmap.app.translate.RuleWriter;
import org.onosnetmap.app.translate.UntranslatableException;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.PortInfo;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.MeterMod;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.pipeline.FlowTables;
import org.onosnetmap.dataplane.pipeline.reference.ReferencePipeline;
import org.onosnetmap.dataplane.trace.FrameBuilder;
import org.onosnetmap.dataplane.trace.Trace;
import org.onosnetmap.dataplane.trace.Tracer;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DataPlaneEntity;
import org.onosproject.net.PipelineTraceableHitChain;
import org.onosproject.net.PipelineTraceableInput;
import org.onosproject.net.PipelineTraceableOutput;
import org.onosproject.net.PipelineTraceablePacket;
import org.onosproject.net.PortNumber;
import org.onosproject.net.behaviour.PipelineTraceable;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.TrafficSelector;
import org.onosproject.net.group.Group;

/**
 * Traces packets for troubleshooting applications, through the rules and groups that they bring along; a trace of what runs now is
 * {@code netmap-trace}. Rules that the data plane would refuse are left out, and the log of the trace says so. Meters let all pass.
 */
public class NetmapPipelineTraceable extends NetmapBehaviour implements PipelineTraceable {

    private static final int CAPACITY = 16_384;

    @Override
    public void init() {
        // nothing is kept between two traces
    }

    @Override
    public PipelineTraceableOutput apply(PipelineTraceableInput input) {
        PipelineTraceableOutput.Builder out = PipelineTraceableOutput.builder();
        Optional<Datapath> d = running().map(ManagedDatapath::datapath);
        FlowTables.Miss miss = d.isPresent() && d.get().isVale() ? FlowTables.Miss.NORMAL : FlowTables.Miss.DROP;
        Map<Integer, PortInfo> ports = new HashMap<>();
        d.ifPresent(x -> x.ports().forEach(p -> ports.put(p.number(), p)));
        FlowTables tables = new FlowTables(1, miss);
        Map<Long, FlowEntry> entries = install(input, tables, out);
        try {
            byte[] frame = FrameBuilder.frame(RuleTranslator.match(input.ingressPacket().packet()));
            Trace trace = new Tracer(tables, miss, p -> !ports.containsKey(p) || ports.get(p).isUp(), p -> null)
                    .trace((int) input.ingressPort().port().toLong(), frame, CAPACITY);
            out.appendToLog(trace.toString());
            chains(input, trace, entries, out);
        } catch (UntranslatableException | FlowException e) {
            out.appendToLog(e.getMessage() + "\n").setResult(PipelineTraceableOutput.PipelineTraceableResult.NO_FLOWS);
        }
        return out.build();
    }

    /** Puts rules and groups into tables of their own; the rules by the id that is their cookie. */
    private static Map<Long, FlowEntry> install(PipelineTraceableInput input, FlowTables tables, PipelineTraceableOutput.Builder out) {
        groups(input, tables, out);
        Map<Long, FlowEntry> entries = new HashMap<>();
        for (FlowEntry e : input.flows()) {
            try {
                org.onosnetmap.dataplane.flow.FlowRule rule = RuleTranslator.rule(e);
                for (int id : rule.meters()) {
                    // refused where it is there already, which is what is wanted
                    tables.applyMeters(List.of(MeterMod.add(new Meter(id, Meter.Unit.PACKETS_PER_SECOND, List.of()))), new ArrayList<>());
                }
                FlowException refused = tables.apply(List.of(FlowMod.add(rule))).get(0);
                if (refused == null) {
                    entries.put(rule.cookie(), e);
                } else {
                    out.appendToLog("left out " + e.id() + ": " + refused.getMessage() + "\n");
                }
            } catch (UntranslatableException x) {
                out.appendToLog("left out " + e.id() + ": " + x.getMessage() + "\n");
            }
        }
        return entries;
    }

    /** Groups come in any order, but one that others point to has to be there first. */
    private static void groups(PipelineTraceableInput input, FlowTables tables, PipelineTraceableOutput.Builder out) {
        List<Group> waiting = new ArrayList<>(input.groups().values());
        Map<Group, String> reasons = new HashMap<>();
        boolean progress = true;
        while (progress) {
            progress = waiting.removeIf(g -> added(g, tables, reasons));
        }
        waiting.forEach(g -> out.appendToLog("left out group " + g.id() + ": " + reasons.get(g) + "\n"));
    }

    private static boolean added(Group g, FlowTables tables, Map<Group, String> reasons) {
        try {
            FlowException refused = tables.applyGroups(List.of(GroupMod.add(GroupTranslator.group(g.id(), g.type(), g.buckets()))), new ArrayList<>()).get(0);
            if (refused != null) {
                reasons.put(g, refused.getMessage());
            }
            return refused == null;
        } catch (UntranslatableException e) {
            reasons.put(g, e.getMessage());
            return false;
        }
    }

    /** A chain for each packet that leaves: the rules that it met so far, and the groups whose buckets it is in. */
    private void chains(PipelineTraceableInput input, Trace trace, Map<Long, FlowEntry> entries, PipelineTraceableOutput.Builder out)
            throws UntranslatableException {
        List<DataPlaneEntity> hits = new ArrayList<>();
        List<Integer> depths = new ArrayList<>();
        boolean any = false;
        for (Trace.Step s : trace.steps()) {
            if (s.kind() == Trace.Kind.MATCH || s.kind() == Trace.Kind.GROUP || s.kind() == Trace.Kind.OUTPUT) {
                leaveGroups(hits, depths, s.kind() == Trace.Kind.MATCH ? 0 : s.depth());
            }
            if (s.kind() == Trace.Kind.MATCH) {
                hits.add(new DataPlaneEntity(entries.get(s.rule().cookie())));
                depths.add(0);
            } else if (s.kind() == Trace.Kind.GROUP) {
                hits.add(new DataPlaneEntity(input.groups().values().stream().filter(g -> g.id().id() == s.number()).findFirst().orElseThrow()));
                depths.add(s.depth());
            } else if (s.kind() == Trace.Kind.OUTPUT) {
                any = true;
                PipelineTraceableHitChain chain = new PipelineTraceableHitChain(new ConnectPoint(input.ingressPort().deviceId(), port(s.number())), new ArrayList<>(hits),
                        new PipelineTraceablePacket(selector(s.frame(), input)));
                chain.pass();
                out.addHitChain(chain);
            }
        }
        if (!any) {
            PipelineTraceableHitChain chain = new PipelineTraceableHitChain(null, hits, input.ingressPacket());
            chain.dropped();
            out.addHitChain(chain);
            if (hits.isEmpty()) {
                out.noFlows();
            } else {
                out.dropped();
            }
        }
    }

    private static void leaveGroups(List<DataPlaneEntity> hits, List<Integer> depths, int depth) {
        for (int last = hits.size() - 1; last >= 0 && hits.get(last).getType() == DataPlaneEntity.Type.GROUP && depths.get(last) >= depth; last--) {
            hits.remove(last);
            depths.remove(last);
        }
    }

    private static PortNumber port(int number) {
        switch (number) {
            case PortNo.CONTROLLER:
                return PortNumber.CONTROLLER;
            case PortNo.ALL:
                return PortNumber.ALL;
            case PortNo.FLOOD:
                return PortNumber.FLOOD;
            case PortNo.NORMAL:
                return PortNumber.NORMAL;
            default:
                return PortNumber.portNumber(Integer.toUnsignedLong(number));
        }
    }

    private static TrafficSelector selector(byte[] frame, PipelineTraceableInput input) {
        Match.Builder m = Match.builder();
        for (Map.Entry<Field, BigInteger> e : ReferencePipeline.fields(frame).entrySet()) {
            m.set(e.getKey(), e.getValue().shiftRight(64).longValue(), e.getValue().longValue(), e.getKey().fullMaskHi(), e.getKey().fullMaskLo());
        }
        return RuleWriter.selector(m.build(), input.ingressPort().deviceId());
    }
}
