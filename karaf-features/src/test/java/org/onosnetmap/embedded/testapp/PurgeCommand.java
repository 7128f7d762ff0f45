package org.onosnetmap.embedded.testapp;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosproject.cli.AbstractShellCommand;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.CoreService;
import org.onosproject.net.flow.FlowRuleService;
import org.onosproject.net.group.GroupService;
import org.onosproject.net.meter.MeterService;

/** Has the stores forget what the app put on the device: the calls the shims add. */
@Service
@Command(scope = "onos", name = "test-purge", description = "Purges rules, groups and meters of the test app")
public final class PurgeCommand extends AbstractShellCommand {
    @Override
    protected void doExecute() {
        ApplicationId app = get(CoreService.class).getAppId(TestDevice.APP);
        get(FlowRuleService.class).purgeFlowRules(TestDevice.ID, app);
        get(GroupService.class).purgeGroupEntries(TestDevice.ID, app);
        get(MeterService.class).purgeMeters(TestDevice.ID, app);
        print("purged");
    }
}
