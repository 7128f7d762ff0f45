package org.onosnetmap.embedded.store;

import java.util.ArrayList;
import java.util.List;
import org.onosproject.core.ApplicationId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.FlowEntry;
import org.onosproject.net.flow.FlowRuleStore;
import org.onosproject.store.flow.impl.ECFlowRuleStore;
import org.osgi.service.component.annotations.Component;

/** The flow rule store of ONOS 2.4, able to purge the rules one application put on one device. */
@Component(immediate = true, service = FlowRuleStore.class, property = {
        // The parent's defaults; its descriptor is not inherited.
        "msgHandlerPoolSize:Integer=8",
        "backupPeriod:Integer=2000",
        "antiEntropyPeriod:Integer=5000",
        "persistenceEnabled:Boolean=false",
        "backupCount:Integer=2"
})
public class PurgingFlowRuleStore extends ECFlowRuleStore {

    /** For the component runtime. */
    public PurgingFlowRuleStore() {
    }

    /**
     * Drops the rules from the store, without a word to the device.
     *
     * @return whether there was any
     */
    @Override
    public boolean purgeFlowRules(DeviceId deviceId, ApplicationId appId) {
        List<FlowEntry> purged = new ArrayList<>();
        for (FlowEntry entry : getFlowEntries(deviceId)) {
            if (entry.appId() == appId.id()) {
                purged.add(entry);
            }
        }
        purged.forEach(this::removeFlowRule);
        return !purged.isEmpty();
    }
}
