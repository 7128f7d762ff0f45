package org.onosnetmap.app.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.Refusal;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.FlowRule;

/** Says why rules were refused. */
@Service
@Command(scope = "onos", name = "netmap-refusals", description = "Lists rules that were refused, and why")
public class RefusalsCommand extends NetmapCommand {

    @Argument(index = 0, name = "datapath", description = "Name of the datapath; all without one")
    @Completion(DatapathNameCompleter.class)
    private String name;

    @Override
    void run() throws NetmapException {
        DeviceId only = name == null ? null : service().existing(name).deviceId();
        List<Refusal> all = service().refusals().stream().filter(r -> only == null || r.rule().deviceId().equals(only)).collect(Collectors.toList());
        if (outputJson()) {
            printJson(json(all, Refusal.class));
            return;
        }
        if (all.isEmpty()) {
            print("no rule is refused%s", name == null ? "" : " by " + name);
        }
        for (Refusal r : all) {
            FlowRule f = r.rule();
            print("%s: flow id=%s, table=%s, priority=%d, selector=%s, treatment=%s, asked for %d times", f.deviceId(), Long.toString(f.id().value()), f.table(), f.priority(),
                    f.selector().criteria(), f.treatment().allInstructions(), r.count());
            print("  %s", r.reason());
        }
    }
}
