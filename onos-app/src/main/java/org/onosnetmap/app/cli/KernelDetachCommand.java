package org.onosnetmap.app.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.KernelSwitchService;
import org.onosnetmap.app.api.NetmapException;

/** Detaches an interface from a VALE switch of the kernel. */
@Service
@Command(scope = "onos", name = "netmap-kernel-detach", description = "Detaches an interface from a VALE switch of the kernel, and gives it back to the host")
public class KernelDetachCommand extends NetmapCommand {

    @Argument(index = 0, name = "switch", description = "Name of the switch, vale…", required = true)
    private String name;

    @Argument(index = 1, name = "interface", description = "Name of the interface", required = true)
    @Completion(InterfaceNameCompleter.class)
    private String interfaceName;

    @Override
    void run() throws NetmapException {
        get(KernelSwitchService.class).detach(name, interfaceName);
    }
}
