package org.onosnetmap.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.text.TextRules;
import org.onosproject.core.CoreService;
import org.onosproject.net.flow.FlowRuleService;

/** Lists rules as text. */
@Service
@Command(scope = "onos", name = "netmap-dump-flows", description = "Lists the rules of a datapath in the syntax of ovs-ofctl")
public class DumpFlowsCommand extends NetmapCommand {

    @Argument(index = 0, name = "datapath", description = "Name of the datapath", required = true)
    @Completion(DatapathNameCompleter.class)
    private String datapath;

    @Override
    void run() throws NetmapException {
        List<TextRules.Line> lines = new TextRules(get(FlowRuleService.class), get(CoreService.class)).list(service().existing(datapath).deviceId());
        if (outputJson()) {
            printJson(json(lines));
            return;
        }
        if (lines.isEmpty()) {
            print("%s has no rules", datapath);
        }
        for (TextRules.Line l : lines) {
            print("%s", l);
        }
    }

    private ArrayNode json(List<TextRules.Line> lines) {
        ArrayNode all = mapper().createArrayNode();
        for (TextRules.Line l : lines) {
            ObjectNode n = all.addObject().put("id", Long.toString(l.entry().id().value())).put("state", l.entry().state().name()).put("seconds", l.entry().life())
                    .put("packets", l.entry().packets()).put("bytes", l.entry().bytes());
            n.put(l.rule().isEmpty() ? "reason" : "rule", l.rule().isEmpty() ? l.reason() : l.rule());
        }
        return all;
    }
}
