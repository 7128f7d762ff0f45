package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.onosnetmap.dataplane.cache.BatchDecision;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.compile.DecisionCompiler;
import org.onosnetmap.dataplane.compile.LookupCompiler;
import org.onosnetmap.dataplane.flow.Match;

/**
 * The rules of a snapshot that has few, all in table 0, as code. What such a rule does to a frame of a shape is one {@link Outcome}, so a frame is decided by the number of its rule, and
 * no flow needs to be remembered. Immutable; of one snapshot only.
 */
final class SmallTable {

    /** More rules than this are not looked at. */
    static final int MAX_RULES = 12;

    /** Number of rules. */
    final int size;
    /** By shape; null where frames are looked up in the flow cache. */
    final BatchDecision[] byShape = new BatchDecision[FrameShape.COUNT];

    private SmallTable(List<Match> rules) {
        this.size = rules.size();
    }

    /**
     * The code for these rules.
     *
     * @param warm whether the virtual machine is to compile it before it is used
     * @return null if there are too many, or a way leads through several tables, or they are not for code
     */
    static SmallTable of(CachePlan plan, List<CompiledRule> rules, boolean warm) {
        if (rules.size() > MAX_RULES || !LookupCompiler.isSupported() || rules.stream().anyMatch(r -> r.table != 0 || r.gotoTable >= 0)) {
            return null;
        }
        List<CompiledRule> ordered = new ArrayList<>(rules);
        ordered.sort(Comparator.comparingInt((CompiledRule r) -> -r.rule.priority()).thenComparingLong(CompiledRule::order));
        List<Match> matches = ordered.stream().map(r -> r.rule.match()).collect(Collectors.toList());
        SmallTable t = new SmallTable(matches);
        boolean some = false;
        for (int shape : new int[] {FrameShape.ETHERNET, FrameShape.IPV4}) {
            if (plan.windows[shape] != null) {
                t.byShape[shape] = DecisionCompiler.decision(shape, matches, warm);
                some |= t.byShape[shape] != null;
            }
        }
        return some ? t : null;
    }
}
