package org.onosnetmap.dataplane.guest;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.onosnetmap.dataplane.kernel.KernelRegion;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapRing;

/** A region as anybody sees it who has it mapped: what lies where is found by the names in its interface objects. */
final class RegionView implements AutoCloseable {

    private static final int IF_SIZE = 1024;

    private final KernelRegion region;
    private final int objects;

    RegionView(int id, int objects) {
        this.region = KernelRegion.use(id);
        this.objects = objects;
    }

    /** The rings of a port in one direction, by number. */
    Map<Integer, NetmapRing> rings(String port, boolean tx) {
        Map<Integer, NetmapRing> found = new HashMap<>();
        for (int i = 0; i < objects; i++) {
            NetmapIf nif;
            try {
                nif = new NetmapIf(region.memory(), i * IF_SIZE, region.bufCount());
            } catch (IllegalArgumentException e) {
                continue; // of a descriptor that was closed: its rings are others' by now
            }
            for (int k = 0; nif.name().equals(port) && k < (tx ? nif.txRings() : nif.rxRings()); k++) {
                NetmapRing r = tx ? nif.txRing(k) : nif.rxRing(k);
                if (r != null) {
                    found.put(k, r);
                }
            }
        }
        return found;
    }

    /** The buffers in a ring's slots. */
    static Set<Integer> buffers(NetmapRing r) {
        Set<Integer> all = new HashSet<>();
        for (int i = 0; i < r.numSlots(); i++) {
            all.add(r.bufIdx(i));
        }
        return all;
    }

    @Override
    public void close() {
        region.release();
    }
}
