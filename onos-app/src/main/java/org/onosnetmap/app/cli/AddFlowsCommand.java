package org.onosnetmap.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.text.TextRules;
import org.onosproject.core.CoreService;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleService;

/** Adds rules that are written as text. */
@Service
@Command(scope = "onos", name = "netmap-add-flows", description = "Adds rules in the syntax of ovs-ofctl add-flows")
public class AddFlowsCommand extends NetmapCommand {

    @Argument(index = 0, name = "datapath", description = "Name of the datapath", required = true)
    @Completion(DatapathNameCompleter.class)
    private String datapath;

    @Argument(index = 1, name = "rules", description = "Rules in quotes, as \"tcp,tp_dst=80 actions=output:2\"", multiValued = true)
    private List<String> rules = new ArrayList<>();

    @Option(name = "--file", description = "A file of ONOS's machine with rules, one a line")
    private String file;

    @Override
    void run() throws NetmapException {
        DeviceId device = service().existing(datapath).deviceId();
        List<FlowRule> added = new TextRules(get(FlowRuleService.class), get(CoreService.class)).add(device, text());
        if (outputJson()) {
            ArrayNode ids = mapper().createArrayNode();
            added.forEach(r -> ids.add(Long.toString(r.id().value())));
            printJson(ids);
        } else {
            print("%d rules are given to ONOS; flows and netmap-dump-flows show what became of them", added.size());
        }
    }

    private String text() throws NetmapException {
        List<String> lines = new ArrayList<>(rules);
        if (file != null) {
            try {
                // first, so that the numbers of its lines are right
                lines.add(0, new String(Files.readAllBytes(Path.of(file)), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new NetmapException(NetmapException.Kind.NOT_FOUND, "file '" + file + "' cannot be read: " + e, e);
            }
        }
        return String.join("\n", lines);
    }
}
