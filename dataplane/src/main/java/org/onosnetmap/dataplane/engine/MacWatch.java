package org.onosnetmap.dataplane.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.onosnetmap.dataplane.vale.MacTable;

/** Finds what has changed in a MAC table between two looks. Control thread only. */
final class MacWatch {

    /** Hears of the changes. */
    interface Listener {
        void changed(List<MacEntry> learnt, List<MacEntry> moved, List<MacEntry> forgotten);
    }

    private static final long SECOND = 1_000_000_000L;

    private final MacTable macs;
    /** (address, VLAN) to port. */
    private final Map<Long, Integer> known = new HashMap<>();
    private long seen = -1;

    MacWatch(MacTable macs) {
        this.macs = macs;
    }

    /** What was there at the last look; ages are not known. */
    List<MacEntry> known() {
        List<MacEntry> all = new ArrayList<>();
        known.forEach((key, port) -> all.add(new MacEntry(key >>> 12, (int) (key & 0xfff), port, 0)));
        return all;
    }

    void look(long now, Listener listener) {
        long changes = macs.changes();
        if (changes == seen) {
            return;
        }
        seen = changes;
        List<MacEntry> learnt = new ArrayList<>();
        List<MacEntry> moved = new ArrayList<>();
        List<MacEntry> forgotten = new ArrayList<>();
        Map<Long, Integer> left = new HashMap<>(known);
        macs.forEach((mac, vlan, port, tick) -> {
            long key = mac << 12 | vlan;
            left.remove(key);
            Integer before = known.put(key, port);
            if (before == null || before != port) {
                (before == null ? learnt : moved).add(new MacEntry(mac, vlan, port, Math.max(0, now - tick * SECOND)));
            }
        });
        left.forEach((key, port) -> {
            known.remove(key);
            forgotten.add(new MacEntry(key >>> 12, (int) (key & 0xfff), port, 0));
        });
        if (!learnt.isEmpty() || !moved.isEmpty() || !forgotten.isEmpty()) {
            listener.changed(learnt, moved, forgotten);
        }
    }
}
