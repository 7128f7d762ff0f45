package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.compile.BatchDecision;
import org.onosnetmap.dataplane.compile.DecisionCompiler;
import org.onosnetmap.dataplane.compile.LookupCompiler;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;

/**
 * The rules of a snapshot that has few, as code. The frame is the same in all tables, as rules with a goto that change it, or the action set, are not for code. So the rules that it matches,
 * one in each table, say which way it goes, and what is done with a frame of a shape on a way is one {@link Outcome}. The code is used where the flow cache is left alone: it takes a little longer, but the same time for
 * whatever comes. Immutable; of one snapshot only.
 */
final class SmallPipeline {

    /** More rules than this are not looked at. */
    static final int MAX_RULES = 32;
    private static final int MAX_WAYS = 1 << 14;

    private static final Comparator<CompiledRule> BEST_FIRST = Comparator.comparingInt((CompiledRule r) -> -r.rule.priority()).thenComparingLong(CompiledRule::order);

    /** Number of ways. */
    final int ways;
    /** By shape; null where frames are looked up in the flow cache. */
    final BatchDecision[] byShape = new BatchDecision[FrameShape.COUNT];

    private SmallPipeline(int ways) {
        this.ways = ways;
    }

    /**
     * The code for these rules.
     *
     * @param warm whether the virtual machine is to compile it before it is used
     * @return null if there are too many, or they are not for code
     */
    static SmallPipeline of(CachePlan plan, List<CompiledRule> rules, boolean warm) {
        if (rules.size() > MAX_RULES || !LookupCompiler.isSupported()) {
            return null;
        }
        List<List<Match>> tables = tables(rules);
        long ways = tables == null ? 0 : tables.stream().mapToLong(t -> t.size() + 1).reduce(1, (a, b) -> a * b);
        if (ways == 0 || ways > MAX_WAYS) {
            return null;
        }
        SmallPipeline p = new SmallPipeline((int) ways);
        boolean some = false;
        for (int shape : new int[] {FrameShape.ETHERNET, FrameShape.IPV4}) {
            if (plan.windows[shape] != null) {
                p.byShape[shape] = DecisionCompiler.decision(shape, tables, warm);
                some |= p.byShape[shape] != null;
            }
        }
        return some ? p : null;
    }

    /** Matches of the rules of each table that frames come to, the best first; null if what a rule matches depends on what another has done. */
    private static List<List<Match>> tables(List<CompiledRule> rules) {
        Map<Integer, List<CompiledRule>> byTable = rules.stream().sorted(BEST_FIRST).collect(Collectors.groupingBy(r -> r.table, TreeMap::new, Collectors.toList()));
        boolean[] reached = new boolean[FlowRule.MAX_TABLE + 1];
        reached[0] = true;
        List<List<Match>> all = new ArrayList<>();
        for (Map.Entry<Integer, List<CompiledRule>> e : byTable.entrySet()) { // a goto leads to a later table
            if (!reached[e.getKey()]) {
                continue;
            }
            for (CompiledRule r : e.getValue()) {
                if (r.gotoTable >= 0 && !r.passesOn || r.table > 0 && r.rule.match().fields().contains(Field.METADATA)) {
                    return null;
                }
                if (r.gotoTable >= 0) {
                    reached[r.gotoTable] = true;
                }
            }
            all.add(e.getValue().stream().map(r -> r.rule.match()).collect(Collectors.toList()));
        }
        return all;
    }
}
