package org.onosnetmap.app.kernel;

import java.util.List;
import org.onosnetmap.app.api.Refusal;
import org.onosnetmap.app.datapath.DatapathRegistry;
import org.onosnetmap.app.provider.OrderedTasks;
import org.onosproject.net.DeviceId;
import org.onosproject.net.meter.Meter;
import org.onosproject.net.meter.MeterFailReason;
import org.onosproject.net.meter.MeterId;
import org.onosproject.net.meter.MeterOperation;
import org.onosproject.net.meter.MeterOperations;
import org.onosproject.net.meter.MeterProvider;
import org.onosproject.net.meter.MeterProviderRegistry;
import org.onosproject.net.meter.MeterProviderService;
import org.onosproject.net.provider.AbstractProvider;
import org.onosproject.net.provider.ProviderId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Refuses all meters for switches of the kernel, with the reason. Without it, the core would leave them pending for ever. */
@Component(immediate = true, service = KernelMeterProvider.class)
public class KernelMeterProvider extends AbstractProvider implements MeterProvider {

    static final String REASON = "OFPMMFC_OUT_OF_METERS: a VALE switch of the kernel forwards by learnt addresses and has no meters; give the meter to a VALE switch of the engine, "
            + "a datapath vale… (device netmap:vale…)";

    @Reference
    protected DatapathRegistry datapaths;

    @Reference
    protected MeterProviderRegistry providerRegistry;

    private MeterProviderService service;
    private OrderedTasks operations;

    public KernelMeterProvider() {
        super(new ProviderId(KernelSwitchManager.SCHEME, DatapathRegistry.APP_NAME));
    }

    @Activate
    protected void activate() {
        operations = new OrderedTasks("kernel-meters");
        service = providerRegistry.register(this);
    }

    @Deactivate
    protected void deactivate() {
        operations.close();
        providerRegistry.unregister(this);
    }

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
        if (op.type() == MeterOperation.Type.REMOVE) {
            datapaths.refusalLog().forget(Refusal.Kind.METER, deviceId, id);
            report(deviceId);
        } else {
            datapaths.refusalLog().refuse(Refusal.Kind.METER, deviceId, id, op.type() + " " + m.unit() + " " + m.bands(), REASON);
            service.meterOperationFailed(op, MeterFailReason.OUT_OF_METERS);
        }
    }

    /** Tells the core that the device has no meters: it forgets removed ones with the next report. */
    void report(DeviceId deviceId) {
        service.pushMeterMetrics(deviceId, List.of());
    }
}
