package org.onosnetmap.app.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.Refusal;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.FlowRule;

/** Says why rules, groups and meters were refused. */
@Service
@Command(scope = "onos", name = "netmap-refusals", description = "Lists rules, groups and meters that were refused, and why")
public class RefusalsCommand extends NetmapCommand {

    @Argument(index = 0, name = "datapath", description = "Name of the datapath; all without one")
    @Completion(DatapathNameCompleter.class)
    private String name;

    @Override
    void run() throws NetmapException {
        DeviceId only = name == null ? null : service().existing(name).deviceId();
        List<Refusal> all = service().refusals().stream().filter(r -> only == null || r.deviceId().equals(only)).collect(Collectors.toList());
        if (outputJson()) {
            printJson(json(all, Refusal.class));
            return;
        }
        if (all.isEmpty()) {
            print("no rule, group or meter is refused%s", name == null ? "" : " by " + name);
        }
        for (Refusal r : all) {
            print("%s: %s, asked for %d times", r.deviceId(), r.rule().map(RefusalsCommand::text).orElse(r.kind().name().toLowerCase(Locale.ROOT) + " id=" + r.id() + ", " + r.definition()),
                    r.count());
            print("  %s", r.reason());
        }
    }

    private static String text(FlowRule f) {
        return "flow id=" + f.id().value() + ", table=" + f.table() + ", priority=" + f.priority() + ", selector=" + f.selector().criteria() + ", treatment="
                + f.treatment().allInstructions();
    }
}
