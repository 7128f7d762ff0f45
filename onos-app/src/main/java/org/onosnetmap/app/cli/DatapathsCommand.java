package org.onosnetmap.app.cli;

import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.PortStatus;

/** Lists datapaths. */
@Service
@Command(scope = "onos", name = "netmap-datapaths", description = "Lists datapaths and VALE switches")
public class DatapathsCommand extends NetmapCommand {

    @Override
    void run() {
        show(service().datapaths());
    }

    void show(List<DatapathStatus> all) {
        if (outputJson()) {
            printJson(json(all, DatapathStatus.class));
            return;
        }
        if (all.isEmpty()) {
            print("there are none");
        }
        for (DatapathStatus d : all) {
            if (d.running()) {
                long up = d.ports().stream().filter(p -> p.state() == PortStatus.State.UP).count();
                print("%s: %s, device=%s, ports=%d (%d up), flows=%d, macs=%d, packetInsDropped=%d", d.name(), d.declaration().vale() ? "VALE switch" : "datapath", d.deviceId(),
                        d.ports().size(), up, d.flows(), d.macs(), d.counters().packetInsDropped());
            } else {
                print("%s: %s, not running: %s", d.name(), d.declaration().vale() ? "VALE switch" : "datapath", d.reason());
            }
        }
    }
}
