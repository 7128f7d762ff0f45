package org.onosnetmap.app.provider;

import static org.onosnetmap.app.provider.OsgiPropertyConstants.METER_POLL_SECONDS;
import static org.onosnetmap.app.provider.OsgiPropertyConstants.METER_POLL_SECONDS_DEFAULT;

import java.util.Collection;
import java.util.Optional;
import java.util.stream.Collectors;
import org.onosnetmap.app.api.Refusal;
import org.onosnetmap.app.datapath.DatapathRegistry;
import org.onosnetmap.dataplane.engine.DatapathListener;
import org.onosproject.cfg.ComponentConfigService;
import org.onosproject.mastership.MastershipService;
import org.onosproject.net.DeviceId;
import org.onosproject.net.meter.Meter;
import org.onosproject.net.meter.MeterFailReason;
import org.onosproject.net.meter.MeterId;
import org.onosproject.net.meter.MeterOperation;
import org.onosproject.net.meter.MeterOperations;
import org.onosproject.net.meter.MeterProvider;
import org.onosproject.net.meter.MeterProviderRegistry;
import org.onosproject.net.meter.MeterProviderService;
import org.onosproject.net.meter.MeterService;
import org.onosproject.net.meter.MeterState;
import org.onosproject.net.provider.AbstractProvider;
import org.onosproject.net.provider.ProviderId;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds, changes and removes meters, and reports them with their counters. See the package for the order of things. */
@Component(immediate = true, service = NetmapMeterProvider.class, property = {METER_POLL_SECONDS + ":Integer=" + METER_POLL_SECONDS_DEFAULT})
public class NetmapMeterProvider extends AbstractProvider implements MeterProvider {

    static final Logger LOG = LoggerFactory.getLogger(NetmapMeterProvider.class);

    @Reference
    protected DatapathRegistry datapaths;

    @Reference
    protected MeterProviderRegistry providerRegistry;

    @Reference
    protected MeterService meterService;

    @Reference
    protected MastershipService mastershipService;

    @Reference
    protected ComponentConfigService cfgService;

    /** Seconds between two reports of meters, 1 to 60. */
    private int meterPollSeconds = METER_POLL_SECONDS_DEFAULT;

    private MeterProviderService service;
    private OrderedTasks operations;
    private ReportedDevices<DeviceMeters> devices;

    public NetmapMeterProvider() {
        super(new ProviderId(DatapathRegistry.SCHEME, DatapathRegistry.APP_NAME));
    }

    @Activate
    protected void activate(ComponentContext context) {
        cfgService.registerProperties(getClass());
        operations = new OrderedTasks("meters");
        devices = new ReportedDevices<>(datapaths, "meter-stats-%d", d -> new DeviceMeters(d.datapath(), id -> stored(d.deviceId(), id)), new DatapathListener() {
        }, this::report);
        service = providerRegistry.register(this);
        modified(context);
        devices.open();
        LOG.info("Started");
    }

    @Deactivate
    protected void deactivate() {
        cfgService.unregisterProperties(getClass(), false);
        devices.close();
        operations.close();
        providerRegistry.unregister(this);
        LOG.info("Stopped");
    }

    @Modified
    protected void modified(ComponentContext context) {
        meterPollSeconds = Properties.seconds(context, METER_POLL_SECONDS, meterPollSeconds);
        devices.reportEvery(meterPollSeconds);
    }

    // ---- from the core

    @Override
    public void performMeterOperation(DeviceId deviceId, MeterOperations meterOps) {
        meterOps.operations().forEach(op -> performMeterOperation(deviceId, op));
    }

    @Override
    public void performMeterOperation(DeviceId deviceId, MeterOperation meterOp) {
        operations.run(() -> perform(deviceId, meterOp));
    }

    private void perform(DeviceId deviceId, MeterOperation op) {
        Meter m = op.meter();
        String id = m.meterCellId() instanceof MeterId ? Long.toString(((MeterId) m.meterCellId()).id()) : m.meterCellId().toString();
        try {
            DeviceMeters device = devices.get(deviceId);
            if (device == null) {
                throw new MeterFailure(MeterFailReason.UNKNOWN_DEVICE, "the datapath does not run on this node", null);
            }
            if (op.type() == MeterOperation.Type.REMOVE) {
                device.remove(m);
            } else {
                device.put(m);
            }
            datapaths.refusalLog().forget(Refusal.Kind.METER, deviceId, id);
            LOG.debug("{}: {} of meter {}", deviceId, op.type(), id);
        } catch (MeterFailure e) {
            // the core asks again after each report
            datapaths.refusalLog().refuse(Refusal.Kind.METER, deviceId, id, op.type() + " " + m.unit() + " " + m.bands(), e.getMessage());
            service.meterOperationFailed(op, e.code());
            return;
        }
        devices.reportSoon(deviceId);
    }

    // ---- for the other providers

    /** Sees to it that meters are there before the rules that point to them, as far as the core wants these meters. */
    void require(DeviceId deviceId, Collection<Integer> meters) {
        DeviceMeters device = devices.get(deviceId);
        if (device != null && !meters.isEmpty()) {
            device.require(meters);
        }
    }

    /** Tells the core what the device's meters can do. Before it is there: the core refuses a meter for a device it knows no features of. */
    void announce(DeviceId deviceId) {
        if (devices.get(deviceId) != null) {
            service.pushMeterFeatures(deviceId, MeterEntries.features(deviceId));
        }
    }

    /** The device is there: the core gets reports from now on. */
    void startReports(DeviceId deviceId) {
        devices.startReports(deviceId);
    }

    /** The device is about to go: no report of it runs, or begins, when this returns, and the core gives out no more of its meters. */
    void stopReports(DeviceId deviceId) {
        devices.stopReports(deviceId);
        service.deleteMeterFeatures(deviceId);
    }

    // ---- to the core

    private void report(DeviceId deviceId) {
        DeviceMeters device = devices.get(deviceId);
        if (device != null && mastershipService.isLocalMaster(deviceId)) {
            service.pushMeterMetrics(deviceId, device.stats().stream().map(MeterEntries::entry).collect(Collectors.toList()));
        }
    }

    @SuppressWarnings("deprecation") // the call that takes its place in ONOS 2.7 is not there in 2.5
    private Optional<Meter> stored(DeviceId deviceId, int id) {
        return Optional.ofNullable(meterService.getMeter(deviceId, MeterId.meterId(Integer.toUnsignedLong(id)))).filter(m -> m.state() != MeterState.PENDING_REMOVE);
    }
}
