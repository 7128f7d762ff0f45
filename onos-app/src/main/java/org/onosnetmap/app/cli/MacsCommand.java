package org.onosnetmap.app.cli;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.MacStatus;
import org.onosnetmap.app.api.NetmapException;

/** Lists or forgets learnt addresses. */
@Service
@Command(scope = "onos", name = "netmap-macs", description = "Lists the addresses that a learning switch knows, or makes it forget them")
public class MacsCommand extends NetmapCommand {

    private static final double NANOS = 1e9;

    @Argument(index = 0, name = "datapath", description = "Name of the VALE switch, or of a datapath with rules that output to NORMAL", required = true)
    @Completion(DatapathNameCompleter.class)
    private String datapath;

    @Option(name = "-f", aliases = "--flush", description = "Forget all addresses")
    private boolean flush;

    @Override
    void run() throws NetmapException {
        if (flush) {
            service().flushMacs(datapath);
            return;
        }
        List<MacStatus> all = service().macs(datapath);
        if (outputJson()) {
            printJson(json(all, MacStatus.class));
            return;
        }
        if (all.isEmpty()) {
            print("%s has learnt no addresses", datapath);
        }
        for (MacStatus m : all) {
            print("%s vlan=%s port=%d age=%.0f s", m.mac(), m.vlan() == 0 ? "none" : Integer.toString(m.vlan()), m.port(), m.ageNanos() / NANOS);
        }
    }
}
