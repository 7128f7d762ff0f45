package org.onosnetmap.app.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.KernelSwitchService;
import org.onosnetmap.app.api.NetmapException;

/** Attaches an interface to a VALE switch of the kernel. */
@Service
@Command(scope = "onos", name = "netmap-kernel-attach", description = "Attaches an interface to a VALE switch of the kernel, which is made if there is none")
public class KernelAttachCommand extends NetmapCommand {

    @Option(name = "--host", description = "The interface's host side becomes a port, too; the host is cut off from it otherwise")
    private boolean host;

    @Argument(index = 0, name = "switch", description = "Name of the switch, vale…", required = true)
    private String name;

    @Argument(index = 1, name = "interface", description = "Name of the interface", required = true)
    @Completion(InterfaceNameCompleter.class)
    private String interfaceName;

    @Override
    void run() throws NetmapException {
        get(KernelSwitchService.class).attach(name, interfaceName, host);
    }
}
