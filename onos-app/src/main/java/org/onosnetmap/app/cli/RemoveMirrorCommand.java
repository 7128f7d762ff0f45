package org.onosnetmap.app.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.NetmapException;

/** Removes a mirror. */
@Service
@Command(scope = "onos", name = "netmap-remove-mirror", description = "Removes a mirror of a datapath")
public class RemoveMirrorCommand extends NetmapCommand {

    @Argument(index = 0, name = "datapath", description = "Name of the datapath", required = true)
    @Completion(DatapathNameCompleter.class)
    private String datapath;

    @Argument(index = 1, name = "mirror", description = "Name of the mirror", required = true)
    @Completion(MirrorNameCompleter.class)
    private String mirror;

    @Override
    void run() throws NetmapException {
        service().removeMirror(datapath, mirror);
    }
}
