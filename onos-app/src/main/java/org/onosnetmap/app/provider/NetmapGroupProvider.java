package org.onosnetmap.app.provider;

import static org.onosnetmap.app.provider.OsgiPropertyConstants.GROUP_POLL_SECONDS;
import static org.onosnetmap.app.provider.OsgiPropertyConstants.GROUP_POLL_SECONDS_DEFAULT;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.onosnetmap.app.api.Refusal;
import org.onosnetmap.app.datapath.DatapathRegistry;
import org.onosnetmap.app.datapath.ManagedDatapath;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathListener;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupStats;
import org.onosproject.cfg.ComponentConfigService;
import org.onosproject.mastership.MastershipService;
import org.onosproject.net.DeviceId;
import org.onosproject.net.group.Group.GroupState;
import org.onosproject.net.group.GroupOperation;
import org.onosproject.net.group.GroupOperations;
import org.onosproject.net.group.GroupProvider;
import org.onosproject.net.group.GroupProviderRegistry;
import org.onosproject.net.group.GroupProviderService;
import org.onosproject.net.group.GroupService;
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

/** Adds, changes and removes groups, and reports them with their counters. See the package for the order of things. */
@Component(immediate = true, service = NetmapGroupProvider.class, property = {GROUP_POLL_SECONDS + ":Integer=" + GROUP_POLL_SECONDS_DEFAULT})
public class NetmapGroupProvider extends AbstractProvider implements GroupProvider {

    static final Logger LOG = LoggerFactory.getLogger(NetmapGroupProvider.class);

    @Reference
    protected DatapathRegistry datapaths;

    @Reference
    protected GroupProviderRegistry providerRegistry;

    @Reference
    protected GroupService groupService;

    @Reference
    protected MastershipService mastershipService;

    @Reference
    protected ComponentConfigService cfgService;

    /** Seconds between two reports of groups, 1 to 60. */
    private int groupPollSeconds = GROUP_POLL_SECONDS_DEFAULT;

    /** What the core asks for. Tests wait for its end. */
    OrderedTasks operations;
    private GroupProviderService service;
    private ReportedDevices<DeviceGroups> devices;

    public NetmapGroupProvider() {
        super(new ProviderId(DatapathRegistry.SCHEME, DatapathRegistry.APP_NAME));
    }

    @Activate
    protected void activate(ComponentContext context) {
        cfgService.registerProperties(getClass());
        operations = new OrderedTasks("groups");
        devices = new ReportedDevices<>(datapaths, "group-stats-%d", d -> new DeviceGroups(d.datapath(), id -> stored(d.deviceId(), id)), new Changes(), this::report);
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
        groupPollSeconds = Properties.seconds(context, GROUP_POLL_SECONDS, groupPollSeconds);
        devices.reportEvery(groupPollSeconds);
    }

    // ---- from the core

    @Override
    public void performGroupOperation(DeviceId deviceId, GroupOperations groupOps) {
        operations.run(() -> groupOps.operations().forEach(op -> perform(deviceId, op)));
    }

    private void perform(DeviceId deviceId, GroupOperation op) {
        String id = Integer.toUnsignedString(op.groupId().id());
        try {
            DeviceGroups device = devices.get(deviceId);
            if (device == null) {
                throw new GroupFailure(GroupOperation.GroupMsgErrorCode.EPERM, "the datapath does not run on this node", null);
            }
            switch (op.opType()) {
                case ADD:
                    device.add(op.groupId(), op.groupType(), op.buckets());
                    break;
                case MODIFY:
                    device.modify(op.groupId(), op.groupType(), op.buckets());
                    break;
                case DELETE:
                    device.delete(op.groupId());
                    break;
                default:
                    throw new GroupFailure(GroupOperation.GroupMsgErrorCode.BAD_COMMAND, "operation " + op.opType() + " is not known", null);
            }
            datapaths.refusalLog().forget(Refusal.Kind.GROUP, deviceId, id);
            LOG.debug("{}: {} of group {}", deviceId, op.opType(), id);
        } catch (GroupFailure e) {
            datapaths.refusalLog().refuse(Refusal.Kind.GROUP, deviceId, id, op.opType() + " " + op.groupType() + " " + op.buckets(), e.getMessage());
            service.groupOperationFailed(deviceId, GroupOperation.createFailedGroupOperation(op, e.code()));
        }
        devices.reportSoon(deviceId);
    }

    // ---- for the other providers

    /**
     * Sees to it that groups are there before the rules that point to them, as far as the core wants these groups: it adds groups and rules on
     * different threads, and a rule that came first would be refused for good.
     */
    void require(DeviceId deviceId, Collection<Integer> groups) {
        DeviceGroups device = devices.get(deviceId);
        if (device != null && !groups.isEmpty()) {
            device.require(groups);
        }
    }

    /**
     * Whether the data plane has a group as the core has it. True also if the datapath does not run on this node, where only the core's word is
     * known.
     */
    public boolean isInForce(org.onosproject.net.group.Group g) {
        DeviceGroups device = devices.get(g.deviceId());
        return device == null || device.has(g.id(), g.buckets());
    }

    /** The device is there: its groups are reported, now and from now on. The core holds groups back until the first report. */
    void startReports(DeviceId deviceId) {
        devices.startReports(deviceId);
    }

    /** The device is about to go: no report of it runs, or begins, when this returns. */
    void stopReports(DeviceId deviceId) {
        devices.stopReports(deviceId);
    }

    // ---- to the core

    private void report(DeviceId deviceId) {
        DeviceGroups device = devices.get(deviceId);
        if (device != null && mastershipService.isLocalMaster(deviceId)) {
            Set<Integer> deleted = device.deleted();
            List<GroupStats> stats = device.stats();
            if (!deleted.isEmpty()) {
                insistOnDeletions(deviceId, device);
            }
            service.pushGroupMetrics(deviceId, stats.stream().map(s -> GroupEntries.entry(deviceId, s)).collect(Collectors.toList()));
            device.reported(deleted);
        }
    }

    /**
     * A report that has a group makes the core write ADDED, also over the PENDING_DELETE of a deletion that is on its way here: its store has lost
     * it then, and it would want the group back when the next report has it no more. So the core is asked once more to delete it.
     */
    private void insistOnDeletions(DeviceId deviceId, DeviceGroups device) {
        for (org.onosproject.net.group.Group g : groupService.getGroups(deviceId)) {
            if (device.hasLostItsDeletion(g)) {
                LOG.debug("{}: the core has lost the deletion of group {}", deviceId, g.id());
                groupService.removeGroup(deviceId, g.appCookie(), g.appId());
            }
        }
    }

    private Optional<org.onosproject.net.group.Group> stored(DeviceId deviceId, int id) {
        for (org.onosproject.net.group.Group g : groupService.getGroups(deviceId)) {
            if (g.id().id() == id && g.state() != GroupState.PENDING_DELETE) {
                return Optional.of(g);
            }
        }
        return Optional.empty();
    }

    private final class Changes implements DatapathListener {
        @Override
        public void groupsChanged(Datapath d, List<GroupStats> groups) {
            DeviceId deviceId = ManagedDatapath.deviceId(d.name());
            operations.run(() -> {
                DeviceGroups device = devices.get(deviceId);
                if (device == null || device.datapath() != d || !mastershipService.isLocalMaster(deviceId)) {
                    return;
                }
                List<org.onosproject.net.group.Group> failovers = device.asWanted(groups).stream().filter(s -> s.group().type() == Group.Type.FAILOVER)
                        .map(s -> GroupEntries.entry(deviceId, s)).collect(Collectors.toList());
                if (!failovers.isEmpty()) {
                    service.notifyOfFailovers(failovers);
                }
                devices.reportSoon(deviceId);
            });
        }
    }
}
