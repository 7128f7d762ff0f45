package org.onosnetmap.app.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.KernelSwitchService;
import org.onosnetmap.app.api.NetmapException;

/** Makes a VALE switch in the kernel, without ports. */
@Service
@Command(scope = "onos", name = "netmap-kernel-add", description = "Makes a VALE switch in the kernel, without ports")
public class KernelCreateCommand extends NetmapCommand {

    @Argument(index = 0, name = "switch", description = "Name of the switch, vale…", required = true)
    private String name;

    @Override
    void run() throws NetmapException {
        get(KernelSwitchService.class).create(name);
    }
}
