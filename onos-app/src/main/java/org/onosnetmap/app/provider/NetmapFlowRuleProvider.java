package org.onosnetmap.app.provider;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.onosnetmap.app.provider.OsgiPropertyConstants.FLOW_POLL_SECONDS;
import static org.onosnetmap.app.provider.OsgiPropertyConstants.FLOW_POLL_SECONDS_DEFAULT;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.onosnetmap.app.api.Refusal;
import org.onosnetmap.app.datapath.DatapathRegistry;
import org.onosnetmap.app.datapath.ManagedDatapath;
import org.onosnetmap.app.translate.GroupTranslator;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathListener;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosproject.cfg.ComponentConfigService;
import org.onosproject.mastership.MastershipService;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.CompletedBatchOperation;
import org.onosproject.net.flow.DefaultFlowEntry;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTableStatisticsEntry;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleProvider;
import org.onosproject.net.flow.FlowRuleProviderRegistry;
import org.onosproject.net.flow.FlowRuleProviderService;
import org.onosproject.net.flow.FlowRuleService;
import org.onosproject.net.flow.FlowRuleStoreException;
import org.onosproject.net.flow.IndexTableId;
import org.onosproject.net.flow.StoredFlowEntry;
import org.onosproject.net.flow.TableStatisticsEntry;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchEntry;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchOperation;
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

/** Installs rules, and reports them with their counters. See the package for the order of things. */
@SuppressWarnings("deprecation") // FlowRuleProvider takes its batches in types that ONOS has marked, and not replaced
@Component(immediate = true, service = NetmapFlowRuleProvider.class, property = {FLOW_POLL_SECONDS + ":Integer=" + FLOW_POLL_SECONDS_DEFAULT})
public class NetmapFlowRuleProvider extends AbstractProvider implements FlowRuleProvider {

    private static final Logger LOG = LoggerFactory.getLogger(NetmapFlowRuleProvider.class);

    @Reference
    protected DatapathRegistry datapaths;

    // rules point to groups and meters
    @Reference
    protected NetmapGroupProvider groupProvider;

    @Reference
    protected NetmapMeterProvider meterProvider;

    @Reference
    protected FlowRuleProviderRegistry providerRegistry;

    @Reference
    protected FlowRuleService flowRuleService;

    @Reference
    protected MastershipService mastershipService;

    @Reference
    protected ComponentConfigService cfgService;

    /** Seconds between two reports of rules and tables, 1 to 60; the core expires idle rules to this precision. */
    private int flowPollSeconds = FLOW_POLL_SECONDS_DEFAULT;

    /** How long a batch may be on its way here from the core's store. Shorter in tests. */
    long batchNanos = SECONDS.toNanos(10);

    /** Rules that the core has asked for again. */
    private final Queue<FlowRule> missing = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean missingScheduled = new AtomicBoolean();

    private FlowRuleProviderService service;
    private OrderedTasks batches;
    private ReportedDevices<DeviceRules> devices;

    public NetmapFlowRuleProvider() {
        super(new ProviderId(DatapathRegistry.SCHEME, DatapathRegistry.APP_NAME));
    }

    @Activate
    protected void activate(ComponentContext context) {
        cfgService.registerProperties(getClass());
        batches = new OrderedTasks("flow-batches");
        batches.run(() -> Rehearsal.run(flowRuleService));
        devices = new ReportedDevices<>(datapaths, "flow-stats-%d", d -> new DeviceRules(d.datapath(), datapaths.refusalLog()), new RuleEvents(), this::report);
        service = providerRegistry.register(this);
        modified(context);
        devices.open();
        LOG.info("Started");
    }

    @Deactivate
    protected void deactivate() {
        cfgService.unregisterProperties(getClass(), false);
        devices.close();
        batches.close();
        providerRegistry.unregister(this);
        LOG.info("Stopped");
    }

    @Modified
    protected void modified(ComponentContext context) {
        flowPollSeconds = Properties.seconds(context, FLOW_POLL_SECONDS, flowPollSeconds);
        devices.reportEvery(flowPollSeconds);
    }

    // ---- from the core

    /** The core misses rules in a snapshot, or one was reported as gone that shall be there. */
    @Override
    public void applyFlowRule(FlowRule... flowRules) {
        for (FlowRule r : flowRules) {
            if (!failsAgain(r)) {
                missing.add(r);
            }
        }
        // one task takes all: while the core stores a large batch that is not here yet, it misses its rules one by one in a snapshot
        if (missingScheduled.compareAndSet(false, true)) {
            batches.run(this::installMissing);
        }
    }

    private void installMissing() {
        missingScheduled.set(false);
        Map<DeviceId, List<FlowRule>> byDevice = new HashMap<>();
        for (FlowRule r = missing.poll(); r != null; r = missing.poll()) {
            byDevice.computeIfAbsent(r.deviceId(), d -> new ArrayList<>()).add(r);
        }
        byDevice.forEach((d, rules) -> {
            DeviceRules device = devices.get(d);
            if (device != null) {
                datapaths.running(d).ifPresent(m -> m.countRequestedAgain(rules.size()));
                requireWhatTheyPointTo(d, rules);
                device.change(List.of(), rules, Set.of(), DeviceRules.Repeat.SKIP);
                LOG.debug("{}: the core missed {} rules", d, rules.size());
                devices.reportSoon(d);
            }
        });
    }

    private void requireWhatTheyPointTo(DeviceId deviceId, List<FlowRule> rules) {
        Set<Integer> groups = new HashSet<>();
        Set<Integer> meters = new HashSet<>();
        for (FlowRule r : rules) {
            groups.addAll(GroupTranslator.references(r.treatment()));
            r.treatment().meters().forEach(m -> meters.add((int) (long) m.meterId().id()));
        }
        groupProvider.require(deviceId, groups);
        meterProvider.require(deviceId, meters);
    }

    /**
     * Whether exactly this rule was refused. Then it is marked as FAILED, on which the core asks no more, unless it is being removed by now. What
     * the core passes is the entry of its store; it marks it itself when this method throws, but not without a stack trace in the log for each.
     */
    private boolean failsAgain(FlowRule r) {
        Optional<Refusal> refusal = datapaths.refusalLog().of(r);
        if (refusal.isPresent() && r instanceof StoredFlowEntry && !isOnItsWayOut((StoredFlowEntry) r)) {
            ((StoredFlowEntry) r).setState(FlowEntry.FlowEntryState.FAILED);
        }
        return refusal.isPresent();
    }

    private static boolean isOnItsWayOut(FlowEntry e) {
        return e.state() == FlowEntry.FlowEntryState.PENDING_REMOVE || e.state() == FlowEntry.FlowEntryState.REMOVED;
    }

    /** The core has seen rules in a snapshot that it does not know. */
    @Override
    public void removeFlowRule(FlowRule... flowRules) {
        batches.run(() -> {
            for (FlowRule r : flowRules) {
                DeviceRules device = devices.get(r.deviceId());
                if (device != null && !isWanted(r)) {
                    device.removeExactly(r);
                }
            }
        });
    }

    /** Whether the store wants exactly this rule by now: it may have been added while the core compared a snapshot. */
    private boolean isWanted(FlowRule r) {
        FlowEntry stored = flowRuleService.getFlowEntry(r);
        return stored != null && stored.exactMatch(r) && (stored.state() == FlowEntry.FlowEntryState.ADDED || stored.state() == FlowEntry.FlowEntryState.PENDING_ADD);
    }

    @Override
    public void executeBatch(FlowRuleBatchOperation batch) {
        batches.run(() -> service.batchOperationCompleted(batch.id(), execute(batch)));
    }

    private CompletedBatchOperation execute(FlowRuleBatchOperation batch) {
        DeviceRules device = devices.get(batch.deviceId());
        if (device == null) {
            Set<FlowRule> all = batch.getOperations().stream().map(FlowRuleBatchEntry::target).collect(Collectors.toSet());
            LOG.warn("{}: a batch of {} rules fails: the datapath does not run on this node", batch.deviceId(), all.size());
            return new CompletedBatchOperation(false, all, batch.deviceId());
        }
        List<FlowRule> removals = new ArrayList<>();
        List<FlowRule> additions = new ArrayList<>();
        Set<FlowRule> modified = new HashSet<>();
        for (FlowRuleBatchEntry e : batch.getOperations()) {
            switch (e.operator()) {
                case REMOVE:
                    removals.add(e.target());
                    break;
                case MODIFY:
                    modified.add(e.target());
                    additions.add(e.target());
                    break;
                default:
                    additions.add(e.target());
                    break;
            }
        }
        Set<FlowRule> refused;
        long start = System.nanoTime();
        try {
            requireWhatTheyPointTo(batch.deviceId(), additions);
            refused = device.change(removals, additions, modified, DeviceRules.Repeat.REPLACE);
        } catch (RuntimeException e) {
            LOG.error("{}: a batch of {} rules failed", batch.deviceId(), batch.size(), e);
            refused = new HashSet<>(additions);
        }
        LOG.debug("{}: batch {}: {} removed, {} added, {} refused in {} us", batch.deviceId(), batch.id(), removals.size(), additions.size(), refused.size(),
                (System.nanoTime() - start) / 1000);
        devices.reportSoon(batch.deviceId());
        return new CompletedBatchOperation(refused.isEmpty(), Collections.unmodifiableSet(refused), batch.deviceId());
    }

    // ---- to the core

    /** Whether the rule of a packet-in, by its cookie, has forwarded the packet as well. */
    boolean isCopy(DeviceId deviceId, long cookie) {
        DeviceRules d = devices.get(deviceId);
        return d != null && d.copies(cookie);
    }

    /** The device is there: its rules and tables are reported, now and from now on. */
    void startReports(DeviceId deviceId) {
        devices.startReports(deviceId);
    }

    /** The device is about to go: no report of it runs, or begins, when this returns. */
    void stopReports(DeviceId deviceId) {
        devices.stopReports(deviceId);
    }

    /** Reports a device's rules and tables at the next opportunity. */
    void reportSoon(DeviceId deviceId) {
        devices.reportSoon(deviceId);
    }

    private void report(DeviceId deviceId) {
        DeviceRules device = devices.get(deviceId);
        if (device == null || !mastershipService.isLocalMaster(deviceId)) {
            return;
        }
        // before the snapshot, or a rule that vanishes between the two would look like missing
        Set<org.onosnetmap.dataplane.flow.FlowRule> mortal = new HashSet<>(device.mortal());
        List<FlowStats> flows = device.datapath().flows();
        List<FlowEntry> entries = new ArrayList<>(flows.size());
        for (FlowStats s : flows) {
            entries.add(entry(s));
            mortal.remove(s.rule());
        }
        // gone, and about to be reported as gone: until then the core must not think that it is missing
        mortal.forEach(r -> entries.add(new DefaultFlowEntry(DeviceRules.original(r), FlowEntry.FlowEntryState.ADDED)));
        Map<FlowRule, Long> settled = insistOnRemovals(device);
        long start = System.nanoTime();
        try {
            service.pushFlowMetrics(deviceId, entries);
            settled.forEach(device::forgotten);
        } catch (FlowRuleStoreException e) {
            // the store hears a little later than others that a device has come
            LOG.info("{}: the core's store of rules is not ready and gets the report again soon: {}", deviceId, e.getMessage());
            devices.reportSoon(deviceId);
            return;
        }
        service.pushTableStatistics(deviceId, tables(deviceId, device.datapath()));
        LOG.debug("{}: {} rules reported in {} us", deviceId, entries.size(), (System.nanoTime() - start) / 1000);
    }

    /**
     * When the core misses a rule, it looks at its state and then writes PENDING_ADD; a removal that comes between is lost in its store, and the
     * rule would be wanted for ever. So a rule that a batch has removed is reported as gone if the store still wants it when a batch that adds it
     * once more would have come long ago.
     *
     * @return those that the core forgets with the next report, or has forgotten
     */
    private Map<FlowRule, Long> insistOnRemovals(DeviceRules device) {
        Map<FlowRule, Long> settled = new HashMap<>();
        device.takenBack().forEach((r, since) -> {
            FlowEntry stored = flowRuleService.getFlowEntry(r);
            boolean wanted = stored != null && !isOnItsWayOut(stored);
            if (wanted && System.nanoTime() - since < batchNanos) {
                return;
            }
            if (wanted) {
                LOG.debug("{}: the core has lost the removal of rule {}", r.deviceId(), r.id());
                service.flowRemoved(removed(r, 0, 0, 0));
            }
            settled.put(r, since);
        });
        return settled;
    }

    private static FlowEntry entry(FlowStats s) {
        return new DefaultFlowEntry(DeviceRules.original(s.rule()), FlowEntry.FlowEntryState.ADDED, s.ageNanos(), NANOSECONDS, s.packets(), s.bytes());
    }

    /** Counters of the tables in use. */
    public static List<TableStatisticsEntry> tables(DeviceId deviceId, Datapath d) {
        return d.tables().stream().map(t -> DefaultTableStatisticsEntry.builder().withDeviceId(deviceId).withTableId(IndexTableId.of(t.table()))
                .withActiveFlowEntries(t.rules()).withPacketsLookedUpCount(t.lookups()).withPacketsMatchedCount(t.matched()).build()).collect(Collectors.toList());
    }

    /** What the data plane does to rules by itself. */
    private final class RuleEvents implements DatapathListener {
        @Override
        public void rulesExpired(Datapath d, List<FlowStats> rules, boolean hard) {
            gone(d, rules);
        }

        @Override
        public void rulesRemoved(Datapath d, List<FlowStats> rules, RemovalCause cause) {
            gone(d, rules);
        }

        @Override
        public void statTriggered(Datapath d, List<FlowStats> rules) {
            inOrder(d, device -> {
                List<FlowEntry> entries = rules.stream().filter(s -> device.has(s.rule())).map(NetmapFlowRuleProvider::entry).collect(Collectors.toList());
                service.pushFlowMetricsWithoutFlowMissing(ManagedDatapath.deviceId(d.name()), entries);
            });
        }

        private void gone(Datapath d, List<FlowStats> rules) {
            inOrder(d, device -> rules.stream().filter(device::vanished).forEach(s -> service.flowRemoved(removed(s))));
        }

        private void inOrder(Datapath d, Consumer<DeviceRules> task) {
            batches.run(() -> {
                DeviceRules device = devices.get(ManagedDatapath.deviceId(d.name()));
                if (device != null && device.datapath() == d) {
                    task.accept(device);
                }
            });
        }
    }

    private static FlowEntry removed(FlowStats s) {
        return removed(DeviceRules.original(s.rule()), s.ageNanos(), s.packets(), s.bytes());
    }

    /** With the one reason that makes the core take the rule for gone, and not install it again. */
    private static FlowEntry removed(FlowRule r, long ageNanos, long packets, long bytes) {
        FlowRule reasoned = DefaultFlowRule.builder().forDevice(r.deviceId()).forTable(r.table()).withPriority(r.priority()).withSelector(r.selector())
                .withTreatment(r.treatment()).withCookie(r.id().value()).withHardTimeout(r.hardTimeout()).makeTemporary(r.timeout())
                .withReason(FlowRule.FlowRemoveReason.HARD_TIMEOUT).build();
        return new DefaultFlowEntry(reasoned, FlowEntry.FlowEntryState.REMOVED, ageNanos, NANOSECONDS, packets, bytes);
    }
}
