package org.onosnetmap.app.provider;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import org.onosnetmap.app.translate.MeterTranslator;
import org.onosnetmap.app.translate.UntranslatableException;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.MeterMod;
import org.onosnetmap.dataplane.flow.MeterStats;
import org.onosproject.net.meter.MeterFailReason;

/**
 * The meters of one device: what ONOS has asked for and got, and what was refused. Thread-safe.
 *
 * <p>The core asks for what it misses in a report, also for meters that were refused, and it says ADD for a meter that it has changed.
 */
final class DeviceMeters {

    private final Datapath datapath;
    private final IntFunction<Optional<org.onosproject.net.meter.Meter>> store;
    private final Map<Integer, Meter> installed = new HashMap<>();

    /** @param store finds a meter that the core wants on the device, by its number */
    DeviceMeters(Datapath datapath, IntFunction<Optional<org.onosproject.net.meter.Meter>> store) {
        this.datapath = datapath;
        this.store = store;
    }

    Datapath datapath() {
        return datapath;
    }

    /** Adds a meter, or changes the one that has its number, unless it is there as it shall be. */
    synchronized void put(org.onosproject.net.meter.Meter wanted) throws MeterFailure {
        Meter m = translate(wanted);
        Meter before = installed.get(m.id());
        if (!m.equals(before)) {
            apply(before == null ? MeterMod.add(m) : MeterMod.modify(m));
            installed.put(m.id(), m);
        }
    }

    /** Removes a meter, and with it the rules that point to it. */
    synchronized void remove(org.onosproject.net.meter.Meter unwanted) throws MeterFailure {
        int id = number(unwanted);
        // a refused meter is taken back, too
        if (installed.containsKey(id)) {
            apply(MeterMod.delete(id));
            installed.remove(id);
        }
    }

    /** Adds those of the meters that are not here and that the core wants here. Others are left to the rules that point to them, which are refused then. */
    synchronized void require(Collection<Integer> ids) {
        for (int id : ids) {
            if (!installed.containsKey(id)) {
                store.apply(id).ifPresent(this::fetch);
            }
        }
    }

    private void fetch(org.onosproject.net.meter.Meter stored) {
        try {
            put(stored);
        } catch (MeterFailure e) {
            // the core asks for this meter itself, and is told then
            NetmapMeterProvider.LOG.debug("{}: meter {} is not there before what points to it", datapath.name(), stored.meterCellId(), e);
        }
    }

    List<MeterStats> stats() {
        return datapath.meters();
    }

    private static Meter translate(org.onosproject.net.meter.Meter m) throws MeterFailure {
        number(m);
        try {
            return MeterTranslator.meter(m);
        } catch (UntranslatableException e) {
            throw new MeterFailure(MeterFailReason.BAD_BAND, e.getMessage(), e);
        }
    }

    private static int number(org.onosproject.net.meter.Meter m) throws MeterFailure {
        try {
            return MeterTranslator.number("meter " + m.meterCellId(), m.meterCellId());
        } catch (UntranslatableException e) {
            throw new MeterFailure(MeterFailReason.INVALID_METER, e.getMessage(), e);
        }
    }

    private void apply(MeterMod mod) throws MeterFailure {
        FlowException e = datapath.applyMeters(List.of(mod)).get(0);
        if (e != null) {
            throw MeterFailure.of(e);
        }
    }
}
