package org.onosnetmap.dataplane.pipeline;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.Limits;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.MeterMod;

/** Control side of the meters: checks changes and keeps what is in force. Guarded by its {@link FlowTables}. */
final class MeterTable {

    private final int workers;
    private final Map<Integer, CompiledMeter> meters = new LinkedHashMap<>();
    private IdTable<CompiledMeter> index = new IdTable<>(List.of(), CompiledMeter::id);

    MeterTable(int workers) {
        this.workers = workers;
    }

    boolean contains(int id) {
        return meters.containsKey(id);
    }

    Collection<CompiledMeter> all() {
        return meters.values();
    }

    /** What workers look meters up in; as of the last {@link #publish}. */
    IdTable<CompiledMeter> index() {
        return index;
    }

    void publish() {
        index = new IdTable<>(meters.values(), CompiledMeter::id);
    }

    /** See {@link TokenBucket#settle}. */
    void settle(long now) {
        meters.values().forEach(m -> m.settle(now));
    }

    static String name(int meter) {
        return "meter " + Integer.toUnsignedString(meter);
    }

    /**
     * Makes a change (OpenFlow 1.3.5 section 7.3.4.4).
     *
     * @return numbers of the meters that are gone
     * @throws FlowException if it is refused; nothing has changed then
     */
    Set<Integer> apply(MeterMod mod, long now) throws FlowException {
        Meter m = mod.meter();
        switch (mod.command()) {
            case ADD:
                check(m);
                if (meters.containsKey(m.id())) {
                    throw new FlowException("OFPMMFC_METER_EXISTS", name(m.id()) + " exists already; modify it, delete it first, or use another number");
                }
                if (meters.size() == Limits.METERS) {
                    throw new FlowException("OFPMMFC_OUT_OF_METERS", name(m.id()) + " finds no room, there are " + Limits.METERS + " meters; delete one first");
                }
                meters.put(m.id(), new CompiledMeter(m, new WorkerCounters(workers), now, workers, now));
                return Set.of();
            case MODIFY:
                check(m);
                CompiledMeter old = meters.get(m.id());
                if (old == null) {
                    throw new FlowException("OFPMMFC_UNKNOWN_METER", name(m.id()) + " cannot be modified, because it does not exist; add it");
                }
                meters.put(m.id(), new CompiledMeter(m, old.counters, old.addedNanos, workers, now));
                return Set.of();
            default:
                return delete(m.id());
        }
    }

    private Set<Integer> delete(int id) {
        Set<Integer> gone = new HashSet<>();
        if (id == Meter.ALL_METERS) {
            gone.addAll(meters.keySet());
            meters.clear();
        } else if (meters.remove(id) != null) {
            gone.add(id);
        }
        return gone;
    }

    private static void check(Meter m) throws FlowException {
        if (m.id() == 0 || Integer.compareUnsigned(m.id(), Meter.MAX) > 0) {
            throw new FlowException("OFPMMFC_INVALID_METER", name(m.id()) + " cannot exist; use a number from 1 to " + Integer.toUnsignedString(Meter.MAX));
        }
        if (m.bands().size() > Limits.BANDS) {
            throw new FlowException("OFPMMFC_OUT_OF_BANDS", name(m.id()) + " has " + m.bands().size() + " bands; use at most " + Limits.BANDS);
        }
        for (Meter.Band b : m.bands()) {
            if (b.rate() < 1 || b.rate() > Limits.RATE) {
                throw new FlowException("OFPMMFC_BAD_RATE", "a band of " + name(m.id()) + " has rate " + b.rate() + ", which is out of range; use 1 to " + Limits.RATE);
            }
            if (b.burst() < 0 || b.burst() > Limits.RATE) {
                throw new FlowException("OFPMMFC_BAD_BURST", "a band of " + name(m.id()) + " has burst " + b.burst() + ", which is out of range; use 0 to "
                        + Limits.RATE + ", 0 for what comes in a tenth of a second");
            }
            if (b.type() == Meter.BandType.DSCP_REMARK && (b.precedence() < 1 || b.precedence() > 2)) {
                throw new FlowException("OFPMMFC_BAD_BAND_VALUE", "a band of " + name(m.id()) + " raises the drop precedence by " + b.precedence()
                        + ", but there are three of them (RFC 2597); use 1 or 2");
            }
        }
    }
}
