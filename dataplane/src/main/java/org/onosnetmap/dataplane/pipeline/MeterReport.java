package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.onosnetmap.dataplane.flow.MeterStats;

/** Meters as the controller hears of them. */
final class MeterReport {

    private MeterReport() {
    }

    static List<MeterStats> of(MeterTable meters, Collection<CompiledRule> rules, long now) {
        Map<Integer, Integer> references = new HashMap<>();
        for (CompiledRule r : rules) {
            if (r.meters != null) {
                Arrays.stream(r.meters).distinct().forEach(id -> references.merge(id, 1, Integer::sum));
            }
        }
        List<MeterStats> all = new ArrayList<>();
        for (CompiledMeter m : meters.all()) {
            int n = m.meter.bands().size();
            long[] packets = new long[n];
            long[] bytes = new long[n];
            for (int i = 0; i < n; i++) {
                packets[i] = m.bandPackets(i);
                bytes[i] = m.bandBytes(i);
            }
            all.add(new MeterStats(m.meter, references.getOrDefault(m.id(), 0), m.counters.first(), m.counters.second(), packets, bytes, now - m.addedNanos));
        }
        return all;
    }
}
