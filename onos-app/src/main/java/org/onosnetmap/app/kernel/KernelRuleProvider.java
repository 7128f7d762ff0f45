package org.onosnetmap.app.kernel;

import java.util.HashSet;
import java.util.Set;
import org.onosnetmap.app.datapath.DatapathRegistry;
import org.onosproject.net.flow.CompletedBatchOperation;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleProvider;
import org.onosproject.net.flow.FlowRuleProviderRegistry;
import org.onosproject.net.flow.FlowRuleProviderService;
import org.onosproject.net.flow.StoredFlowEntry;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchEntry;
import org.onosproject.net.flow.oldbatch.FlowRuleBatchOperation;
import org.onosproject.net.provider.AbstractProvider;
import org.onosproject.net.provider.ProviderId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Refuses all rules for switches of the kernel, with the reason. */
@SuppressWarnings("deprecation") // FlowRuleProvider takes its batches in types that ONOS has marked, and not replaced
@Component(immediate = true, service = KernelRuleProvider.class)
public class KernelRuleProvider extends AbstractProvider implements FlowRuleProvider {

    /** With the OpenFlow error for a table that does not exist. */
    static final String REASON = "OFPFMFC_BAD_TABLE_ID: a VALE switch of the kernel forwards by learnt addresses and has no tables; give the rule to a VALE switch of the engine, "
            + "a datapath vale… (device netmap:vale…)";

    @Reference
    protected DatapathRegistry datapaths;

    @Reference
    protected FlowRuleProviderRegistry providerRegistry;

    private FlowRuleProviderService service;

    public KernelRuleProvider() {
        super(new ProviderId(KernelSwitchManager.SCHEME, DatapathRegistry.APP_NAME));
    }

    @Activate
    protected void activate() {
        service = providerRegistry.register(this);
    }

    @Deactivate
    protected void deactivate() {
        providerRegistry.unregister(this);
    }

    @Override
    public void executeBatch(FlowRuleBatchOperation batch) {
        Set<FlowRule> refused = new HashSet<>();
        for (FlowRuleBatchEntry e : batch.getOperations()) {
            if (e.operator() == FlowRuleBatchEntry.FlowRuleOperation.REMOVE) {
                datapaths.refusalLog().forget(e.target());
            } else {
                datapaths.refusalLog().refuse(e.target(), REASON);
                refused.add(e.target());
            }
        }
        service.batchOperationCompleted(batch.id(), new CompletedBatchOperation(refused.isEmpty(), refused, batch.deviceId()));
    }

    /** The core misses rules, and is to ask no more. */
    @Override
    public void applyFlowRule(FlowRule... flowRules) {
        for (FlowRule r : flowRules) {
            datapaths.refusalLog().refuse(r, REASON);
            if (r instanceof StoredFlowEntry) {
                ((StoredFlowEntry) r).setState(FlowEntry.FlowEntryState.FAILED);
            }
        }
    }

    @Override
    public void removeFlowRule(FlowRule... flowRules) {
        for (FlowRule r : flowRules) {
            datapaths.refusalLog().forget(r);
        }
    }
}
