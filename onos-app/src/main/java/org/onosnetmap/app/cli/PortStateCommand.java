package org.onosnetmap.app.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.PortStatus;
import org.onosproject.cli.UpDownCompleter;

/** Switches a port on or off. */
@Service
@Command(scope = "onos", name = "netmap-port-state", description = "Switches a port on (up) or off (down)")
public class PortStateCommand extends NetmapCommand {

    @Argument(index = 0, name = "datapath", description = "Name of the datapath", required = true)
    @Completion(DatapathNameCompleter.class)
    private String datapath;

    @Argument(index = 1, name = "port", description = "Number or name of the port", required = true)
    @Completion(PortNameCompleter.class)
    private String port;

    @Argument(index = 2, name = "state", description = "up or down", required = true)
    @Completion(UpDownCompleter.class)
    private String state;

    @Override
    void run() throws NetmapException {
        if (!state.equals("up") && !state.equals("down")) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "state '" + state + "' is not known; take up or down");
        }
        PortStatus p = service().enablePort(datapath, port, state.equals("up"));
        if (outputJson()) {
            printJson(jsonForEntity(p, PortStatus.class));
        } else {
            print("%s", p);
        }
    }
}
