package org.onosnetmap.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.PortStatus;
import org.onosnetmap.app.api.QueueStatus;

/** Lists the egress queues of ports. */
@Service
@Command(scope = "onos", name = "netmap-queues", description = "Lists rates and egress queues of ports")
public class QueuesCommand extends NetmapCommand {

    @Argument(index = 0, name = "datapath", description = "Name of the datapath; all without one")
    @Completion(DatapathNameCompleter.class)
    private String name;

    @Argument(index = 1, name = "port", description = "Number or name of the port; all without one")
    @Completion(PortNameCompleter.class)
    private String port;

    @Override
    void run() throws NetmapException {
        ArrayNode all = mapper().createArrayNode();
        for (DatapathStatus d : datapaths(name)) {
            for (PortStatus p : port == null ? d.ports() : List.of(d.existingPort(port))) {
                show(d, p, all);
            }
        }
        if (outputJson()) {
            printJson(all);
        } else if (all.isEmpty()) {
            print("no port has a rate or queues");
        }
    }

    /** A port without a rate and queues is left out of a list of all. */
    private void show(DatapathStatus d, PortStatus p, ArrayNode all) throws NetmapException {
        boolean attached = p.state() != PortStatus.State.ABSENT;
        List<QueueStatus> queues = attached ? service().queues(d.name(), p.name()) : new ArrayList<>();
        long rate = service().shape(d.name(), p.name()).rate();
        if (queues.isEmpty() && rate == 0 && port == null) {
            return;
        }
        ObjectNode n = all.addObject().put("datapath", d.name()).put("port", p.number()).put("name", p.name()).put("rate", rate);
        n.set("queues", json(queues, QueueStatus.class));
        if (!outputJson()) {
            print("%s port %d, %s%s%s", d.name(), p.number(), p.name(), rate == 0 ? "" : ", rate=" + rate + " bit/s", queues.isEmpty() ? " has no queues" : "");
            queues.forEach(q -> print("  %s", q));
        }
    }
}
