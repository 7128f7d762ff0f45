package org.onosnetmap.app.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.NetmapException;

/** Removes a datapath. */
@Service
@Command(scope = "onos", name = "netmap-remove-datapath", description = "Removes a datapath or VALE switch, its ports, device and rules")
public class RemoveDatapathCommand extends NetmapCommand {

    @Argument(index = 0, name = "name", description = "Name of the datapath", required = true)
    @Completion(DatapathNameCompleter.class)
    private String name;

    @Override
    void run() throws NetmapException {
        service().removeDatapath(name);
    }
}
