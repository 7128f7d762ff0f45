package org.onosnetmap.app.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.KernelSwitchService;
import org.onosnetmap.app.api.NetmapException;

/** Removes a persistent port of the kernel. */
@Service
@Command(scope = "onos", name = "netmap-kernel-remove-if", description = "Removes a persistent port of the kernel")
public class KernelRemoveInterfaceCommand extends NetmapCommand {

    @Argument(index = 0, name = "interface", description = "Name of the interface", required = true)
    private String name;

    @Override
    void run() throws NetmapException {
        get(KernelSwitchService.class).removeInterface(name);
    }
}
