package org.onosnetmap.app.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.NetmapException;

/** Detaches a port. */
@Service
@Command(scope = "onos", name = "netmap-remove-port", description = "Detaches a port from a datapath")
public class RemovePortCommand extends NetmapCommand {

    @Argument(index = 0, name = "datapath", description = "Name of the datapath", required = true)
    @Completion(DatapathNameCompleter.class)
    private String datapath;

    @Argument(index = 1, name = "port", description = "Number or name of the port", required = true)
    @Completion(PortNameCompleter.class)
    private String port;

    @Override
    void run() throws NetmapException {
        service().removePort(datapath, port);
    }
}
