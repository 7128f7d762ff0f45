package org.onosnetmap.app.cli;

import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Lists VALE switches. */
@Service
@Command(scope = "onos", name = "netmap-vale", description = "Lists VALE switches")
public class ValeCommand extends DatapathsCommand {

    @Override
    void run() {
        show(service().datapaths().stream().filter(d -> d.declaration().vale()).collect(Collectors.toList()));
    }
}
