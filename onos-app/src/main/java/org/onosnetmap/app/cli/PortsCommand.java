package org.onosnetmap.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onlab.packet.MacAddress;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.PortStatus;

/** Lists ports. */
@Service
@Command(scope = "onos", name = "netmap-ports", description = "Lists ports, their state, and why they are not up")
public class PortsCommand extends NetmapCommand {

    @Argument(index = 0, name = "datapath", description = "Name of the datapath; all without one")
    @Completion(DatapathNameCompleter.class)
    private String name;

    @Override
    void run() throws NetmapException {
        if (outputJson()) {
            ArrayNode all = mapper().createArrayNode();
            for (DatapathStatus d : datapaths(name)) {
                all.addObject().put("datapath", d.name()).set("ports", json(d.ports(), PortStatus.class));
            }
            printJson(all);
            return;
        }
        for (DatapathStatus d : datapaths(name)) {
            print("%s%s", d.name(), heading(d));
            for (PortStatus p : d.ports()) {
                print("  %d: %s, %s%s%s%s", p.number(), p.name(), p.state(), p.mac() == 0 ? "" : ", mac=" + MacAddress.valueOf(p.mac()),
                        p.speedMbps() == 0 ? "" : ", speed=" + p.speedMbps() + " Mbit/s", p.reason().isEmpty() ? "" : ", " + p.reason());
            }
        }
    }

    private static String heading(DatapathStatus d) {
        return !d.running() ? ", not running: " + d.reason() : d.ports().isEmpty() ? " has no ports" : "";
    }
}
