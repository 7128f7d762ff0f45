package org.onosnetmap.embedded.store;

import static org.onosproject.net.meter.MeterCellId.MeterCellType.INDEX;
import static org.onosproject.net.meter.MeterCellId.MeterCellType.PIPELINE_INDEPENDENT;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.onosproject.core.ApplicationId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.meter.DefaultMeter;
import org.onosproject.net.meter.Meter;
import org.onosproject.net.meter.MeterCellId;
import org.onosproject.net.meter.MeterEvent;
import org.onosproject.net.meter.MeterFailReason;
import org.onosproject.net.meter.MeterFeatures;
import org.onosproject.net.meter.MeterId;
import org.onosproject.net.meter.MeterKey;
import org.onosproject.net.meter.MeterOperation;
import org.onosproject.net.meter.MeterScope;
import org.onosproject.net.meter.MeterState;
import org.onosproject.net.meter.MeterStore;
import org.onosproject.net.meter.MeterStoreDelegate;
import org.onosproject.net.meter.MeterStoreResult;
import org.onosproject.net.meter.MeterTableKey;
import org.onosproject.net.pi.model.PiMeterId;
import org.onosproject.net.pi.runtime.PiMeterCellId;
import org.onosproject.store.AbstractStore;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Meters of a single ONOS node, in memory.
 *
 * <p>The life of a meter: the manager stores it as PENDING_ADD, and the delegate asks the provider to install it; when the provider
 * reports it, {@link #updateMeterState} makes it ADDED and the future that {@link #addOrUpdateMeter} returned succeeds. It is removed in the same two
 * steps, PENDING_REMOVE and {@link #purgeMeter}. {@link #failedMeter} ends the wait of either with the reason; the meter stays pending.
 *
 * <p>As in ONOS, a meter is accepted only on a device whose provider has pushed meter features, and with an index in their range.
 */
@Component(immediate = true, service = MeterStore.class)
public class SingleNodeMeterStore extends AbstractStore<MeterEvent, MeterStoreDelegate> implements MeterStore {
    private static final Logger LOG = LoggerFactory.getLogger(SingleNodeMeterStore.class);

    private final Map<MeterKey, DefaultMeter> meters = new ConcurrentHashMap<>();
    private final Map<MeterKey, CompletableFuture<MeterStoreResult>> waiting = new ConcurrentHashMap<>();
    private final Map<MeterTableKey, MeterFeatures> features = new ConcurrentHashMap<>();
    private final Map<MeterTableKey, MeterIds> ids = new ConcurrentHashMap<>();
    private volatile boolean userDefinedIndices;

    /** For the component runtime. */
    public SingleNodeMeterStore() {
    }

    @Activate
    void activate() {
        LOG.info("Started");
    }

    @Deactivate
    void deactivate() {
        LOG.info("Stopped");
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the device has pushed no meter features, or the index is outside their range
     */
    @Override
    public CompletableFuture<MeterStoreResult> addOrUpdateMeter(Meter meter) {
        long index = index(meter.meterCellId());
        MeterFeatures range = features.get(table(meter.deviceId(), meter.meterCellId()));
        if (range == null || index < range.startIndex() || index > range.endIndex()) {
            throw new IllegalArgumentException("meter " + meter.meterCellId() + " on " + meter.deviceId() + ": "
                    + (range == null ? "the device has announced no meter features"
                                     : "the index is not from " + range.startIndex() + " to " + range.endIndex()));
        }
        MeterKey key = key(meter);
        CompletableFuture<MeterStoreResult> result = await(key);
        meters.put(key, (DefaultMeter) meter);
        if (meter.state() == MeterState.PENDING_ADD) {
            notifyDelegate(new MeterEvent(MeterEvent.Type.METER_ADD_REQ, meter));
        }
        return result;
    }

    @Override
    public CompletableFuture<MeterStoreResult> deleteMeter(Meter meter) {
        MeterKey key = key(meter);
        CompletableFuture<MeterStoreResult> result = await(key);
        Meter stored = meters.computeIfPresent(key, (k, m) -> {
            m.setState(meter.state());
            return m;
        });
        if (stored == null) {
            complete(key, MeterStoreResult.success());
        } else {
            notifyDelegate(new MeterEvent(MeterEvent.Type.METER_REM_REQ, stored));
        }
        return result;
    }

    @Override
    public Meter updateMeterState(Meter reported) {
        MeterKey key = key(reported);
        boolean[] installed = {false};
        DefaultMeter stored = meters.computeIfPresent(key, (k, m) -> {
            if (m.state() == MeterState.PENDING_ADD) {
                m.setState(reported.state());
                installed[0] = reported.state() == MeterState.ADDED;
            }
            m.setProcessedPackets(reported.packetsSeen());
            m.setProcessedBytes(reported.bytesSeen());
            m.setLife(reported.life());
            m.setReferenceCount(reported.referenceCount());
            return m;
        });
        if (installed[0]) {
            complete(key, MeterStoreResult.success());
            notifyDelegate(new MeterEvent(MeterEvent.Type.METER_ADDED, stored));
        } else if (stored != null && stored.state() == MeterState.ADDED
                && stored.referenceCount() == 0 && stored.meterCellId().type() == INDEX) {
            notifyDelegate(new MeterEvent(MeterEvent.Type.METER_REFERENCE_COUNT_ZERO, stored));
        }
        return stored;
    }

    @Override
    public void failedMeter(MeterOperation operation, MeterFailReason reason) {
        complete(key(operation.meter()), MeterStoreResult.fail(reason));
    }

    @Override
    public void purgeMeter(Meter meter) {
        MeterKey key = key(meter);
        Meter removed = meters.remove(key);
        if (removed != null) {
            free(removed.deviceId(), removed.meterCellId());
            complete(key, MeterStoreResult.success());
            notifyDelegate(new MeterEvent(MeterEvent.Type.METER_REMOVED, removed));
        }
    }

    @Override
    public void purgeMeters(DeviceId deviceId) {
        getAllMeters(deviceId).forEach(this::purgeMeter);
    }

    @Override
    public void purgeMeters(DeviceId deviceId, ApplicationId appId) {
        select(m -> m.deviceId().equals(deviceId) && m.appId().equals(appId)).forEach(this::purgeMeter);
    }

    @Override
    public Meter getMeter(MeterKey key) {
        return meters.get(key);
    }

    @Override
    public Collection<Meter> getAllMeters() {
        return select(m -> true);
    }

    @Override
    public Collection<Meter> getAllMeters(DeviceId deviceId) {
        return select(m -> m.deviceId().equals(deviceId));
    }

    @Override
    public Collection<Meter> getAllMeters(DeviceId deviceId, MeterScope scope) {
        return select(m -> m.deviceId().equals(deviceId) && scope(m.meterCellId()).equals(scope));
    }

    private Collection<Meter> select(Predicate<Meter> wanted) {
        return meters.values().stream().filter(wanted).collect(Collectors.toUnmodifiableList());
    }

    @Override
    public MeterStoreResult storeMeterFeatures(MeterFeatures announced) {
        features.put(MeterTableKey.key(announced.deviceId(), announced.scope()), announced);
        return MeterStoreResult.success();
    }

    @Override
    public MeterStoreResult storeMeterFeatures(Collection<MeterFeatures> announced) {
        announced.forEach(this::storeMeterFeatures);
        return MeterStoreResult.success();
    }

    @Override
    public MeterStoreResult deleteMeterFeatures(DeviceId deviceId) {
        features.keySet().removeIf(key -> key.deviceId().equals(deviceId));
        return MeterStoreResult.success();
    }

    @Override
    public MeterStoreResult deleteMeterFeatures(Collection<MeterFeatures> withdrawn) {
        withdrawn.forEach(f -> features.remove(MeterTableKey.key(f.deviceId(), f.scope())));
        return MeterStoreResult.success();
    }

    /**
     * {@inheritDoc}
     *
     * @return null if callers choose the indices, the device has announced no meters, or all are in use
     */
    @Override
    public MeterCellId allocateMeterId(DeviceId deviceId, MeterScope scope) {
        MeterTableKey key = MeterTableKey.key(deviceId, scope);
        MeterFeatures range = features.get(key);
        if (userDefinedIndices || range == null || range.startIndex() < 0 || range.endIndex() < 0) {
            LOG.warn("No meter id for {} {}: {}", deviceId, scope,
                    userDefinedIndices ? "callers choose them" : "the device has announced no meter features");
            return null;
        }
        long index = ids.computeIfAbsent(key, k -> new MeterIds()).allocate(range.startIndex(), range.endIndex());
        if (index < 0) {
            LOG.warn("No meter id for {} {}: all from {} to {} are in use", deviceId, scope, range.startIndex(), range.endIndex());
            return null;
        }
        return scope.isGlobal() ? MeterId.meterId(index) : PiMeterCellId.ofIndirect(PiMeterId.of(scope.id()), index);
    }

    @Override
    @Deprecated
    public void freeMeterId(DeviceId deviceId, MeterId meterId) {
        free(deviceId, meterId);
    }

    private void free(DeviceId deviceId, MeterCellId cell) {
        MeterIds given = ids.get(table(deviceId, cell));
        if (given != null) {
            given.free(index(cell));
        }
    }

    /** {@inheritDoc} The mode can be changed only before the first meter and the first allocation. */
    @Override
    public boolean userDefinedIndexMode(boolean enable) {
        if (meters.isEmpty() && ids.isEmpty()) {
            userDefinedIndices = enable;
        } else if (userDefinedIndices != enable) {
            LOG.warn("Meter index mode stays {}: there are meters already", userDefinedIndices ? "user defined" : "automatic");
        }
        return userDefinedIndices;
    }

    /** A later operation on the same meter replaces the wait of an earlier one, which then ends with it. */
    private CompletableFuture<MeterStoreResult> await(MeterKey key) {
        CompletableFuture<MeterStoreResult> result = new CompletableFuture<>();
        CompletableFuture<MeterStoreResult> earlier = waiting.put(key, result);
        if (earlier != null) {
            result.thenAccept(earlier::complete);
        }
        return result;
    }

    private void complete(MeterKey key, MeterStoreResult result) {
        CompletableFuture<MeterStoreResult> future = waiting.remove(key);
        if (future != null) {
            future.complete(result);
        }
    }

    private static MeterKey key(Meter meter) {
        return MeterKey.key(meter.deviceId(), meter.meterCellId());
    }

    private static MeterTableKey table(DeviceId deviceId, MeterCellId cell) {
        return MeterTableKey.key(deviceId, scope(cell));
    }

    private static MeterScope scope(MeterCellId cell) {
        return cell.type() == PIPELINE_INDEPENDENT ? MeterScope.of(((PiMeterCellId) cell).meterId().id()) : MeterScope.globalScope();
    }

    private static long index(MeterCellId cell) {
        return cell.type() == PIPELINE_INDEPENDENT ? ((PiMeterCellId) cell).index() : ((MeterId) cell).id();
    }
}
