package org.onosnetmap.app.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.KernelSwitchService;
import org.onosnetmap.app.api.NetmapException;

/** Makes a persistent port of the kernel; an interface for programs, which can be attached to a VALE switch. */
@Service
@Command(scope = "onos", name = "netmap-kernel-add-if", description = "Makes a persistent port of the kernel; an interface for programs, which can be attached to a VALE switch")
public class KernelAddInterfaceCommand extends NetmapCommand {

    @Argument(index = 0, name = "interface", description = "Name of the interface", required = true)
    private String name;

    @Override
    void run() throws NetmapException {
        get(KernelSwitchService.class).addInterface(name);
    }
}
