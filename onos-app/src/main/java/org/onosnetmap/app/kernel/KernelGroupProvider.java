package org.onosnetmap.app.kernel;

import java.util.List;
import org.onosnetmap.app.api.Refusal;
import org.onosnetmap.app.datapath.DatapathRegistry;
import org.onosnetmap.app.provider.OrderedTasks;
import org.onosproject.net.DeviceId;
import org.onosproject.net.group.GroupOperation;
import org.onosproject.net.group.GroupOperations;
import org.onosproject.net.group.GroupProvider;
import org.onosproject.net.group.GroupProviderRegistry;
import org.onosproject.net.group.GroupProviderService;
import org.onosproject.net.provider.AbstractProvider;
import org.onosproject.net.provider.ProviderId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Refuses all groups for switches of the kernel, with the reason. Without it, the core would leave them pending for ever. */
@Component(immediate = true, service = KernelGroupProvider.class)
public class KernelGroupProvider extends AbstractProvider implements GroupProvider {

    static final String REASON = "OFPGMFC_OUT_OF_GROUPS: a VALE switch of the kernel forwards by learnt addresses and has no groups; give the group to a VALE switch of the engine, "
            + "a datapath vale… (device netmap:vale…)";

    @Reference
    protected DatapathRegistry datapaths;

    @Reference
    protected GroupProviderRegistry providerRegistry;

    private GroupProviderService service;
    private OrderedTasks operations;

    public KernelGroupProvider() {
        super(new ProviderId(KernelSwitchManager.SCHEME, DatapathRegistry.APP_NAME));
    }

    @Activate
    protected void activate() {
        operations = new OrderedTasks("kernel-groups");
        service = providerRegistry.register(this);
    }

    @Deactivate
    protected void deactivate() {
        operations.close();
        providerRegistry.unregister(this);
    }

    @Override
    public void performGroupOperation(DeviceId deviceId, GroupOperations groupOps) {
        operations.run(() -> groupOps.operations().forEach(op -> perform(deviceId, op)));
    }

    private void perform(DeviceId deviceId, GroupOperation op) {
        String id = Integer.toUnsignedString(op.groupId().id());
        if (op.opType() == GroupOperation.Type.DELETE) {
            datapaths.refusalLog().forget(Refusal.Kind.GROUP, deviceId, id);
            report(deviceId);
        } else {
            datapaths.refusalLog().refuse(Refusal.Kind.GROUP, deviceId, id, op.opType() + " " + op.groupType() + " " + op.buckets(), REASON);
            service.groupOperationFailed(deviceId, GroupOperation.createFailedGroupOperation(op, GroupOperation.GroupMsgErrorCode.OUT_OF_GROUPS));
        }
    }

    /** Tells the core that the device has no groups: it holds groups back until the first report, and forgets deleted ones with the next. */
    void report(DeviceId deviceId) {
        service.pushGroupMetrics(deviceId, List.of());
    }
}
