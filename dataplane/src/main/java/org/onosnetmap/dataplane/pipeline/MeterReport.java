package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.onosnetmap.dataplane.flow.MeterStats;

/** Meters as the controller hears of them. */
final class MeterReport {

    private MeterReport() {
    }

    static List<MeterStats> of(MeterTable meters, Pointers rules, long now) {
        List<MeterStats> all = new ArrayList<>();
        for (CompiledMeter m : meters.all()) {
            int n = m.meter.bands().size();
            long[] packets = new long[n];
            long[] bytes = new long[n];
            for (int i = 0; i < n; i++) {
                WorkerCounters.Sums sums = m.band(i);
                packets[i] = sums.first;
                bytes[i] = sums.second;
            }
            WorkerCounters.Sums sums = m.counters.both();
            all.add(new MeterStats(m.meter, rules.count(m.id()), sums.first, sums.second, packets, bytes, now - m.addedNanos));
        }
        return all;
    }
}
