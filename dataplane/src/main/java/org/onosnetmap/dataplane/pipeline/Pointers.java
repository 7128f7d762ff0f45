package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which rules point to which group, or meter: so that whoever asks need not look at all rules. */
final class Pointers {

    private final Map<Integer, Set<CompiledRule>> rules = new HashMap<>();

    /** @param ids what the rule points to, some perhaps twice; null for nothing */
    void add(CompiledRule r, int[] ids) {
        if (ids != null) {
            for (int id : ids) {
                rules.computeIfAbsent(id, i -> new HashSet<>()).add(r);
            }
        }
    }

    void remove(CompiledRule r, int[] ids) {
        if (ids != null) {
            for (int id : ids) {
                rules.computeIfPresent(id, (i, all) -> all.remove(r) && all.isEmpty() ? null : all);
            }
        }
    }

    /** Number of rules that point there; one that does so twice counts once. */
    int count(int id) {
        return rules.getOrDefault(id, Set.of()).size();
    }

    /** Rules that point to one of them at least, the oldest first. */
    List<CompiledRule> to(Set<Integer> ids) {
        Set<CompiledRule> all = new HashSet<>();
        for (int id : ids) {
            all.addAll(rules.getOrDefault(id, Set.of()));
        }
        List<CompiledRule> sorted = new ArrayList<>(all);
        sorted.sort(Comparator.comparingLong(CompiledRule::order));
        return sorted;
    }
}
