package org.onosnetmap.app.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.NetmapException;

/** Limits what leaves by a port. */
@Service
@Command(scope = "onos", name = "netmap-port-rate", description = "Limits what leaves by a port")
public class PortRateCommand extends NetmapCommand {

    @Argument(index = 0, name = "datapath", description = "Name of the datapath", required = true)
    @Completion(DatapathNameCompleter.class)
    private String datapath;

    @Argument(index = 1, name = "port", description = "Number or name of the port", required = true)
    @Completion(PortNameCompleter.class)
    private String port;

    @Argument(index = 2, name = "rate", description = "Bits per second of all its queues together; 0 for no limit", required = true)
    private long rate;

    @Override
    void run() throws NetmapException {
        service().shapePort(datapath, port, before -> before.withRate(rate));
    }
}
