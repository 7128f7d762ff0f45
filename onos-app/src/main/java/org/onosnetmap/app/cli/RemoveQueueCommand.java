package org.onosnetmap.app.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.NetmapException;

/** Removes an egress queue. */
@Service
@Command(scope = "onos", name = "netmap-remove-queue", description = "Removes an egress queue of a port")
public class RemoveQueueCommand extends NetmapCommand {

    @Argument(index = 0, name = "datapath", description = "Name of the datapath", required = true)
    @Completion(DatapathNameCompleter.class)
    private String datapath;

    @Argument(index = 1, name = "port", description = "Number or name of the port", required = true)
    @Completion(PortNameCompleter.class)
    private String port;

    @Argument(index = 2, name = "queue", description = "Number of the queue", required = true)
    private long queue;

    @Override
    void run() throws NetmapException {
        service().removeQueue(datapath, port, queue);
    }
}
