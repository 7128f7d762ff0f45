package org.onosnetmap.app.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.KernelSwitchService;
import org.onosnetmap.app.api.NetmapException;

/** Detaches all interfaces of a VALE switch of the kernel, which makes it vanish. */
@Service
@Command(scope = "onos", name = "netmap-kernel-remove", description = "Detaches all interfaces of a VALE switch of the kernel, which makes it vanish")
public class KernelRemoveCommand extends NetmapCommand {

    @Argument(index = 0, name = "switch", description = "Name of the switch, vale…", required = true)
    private String name;

    @Override
    void run() throws NetmapException {
        get(KernelSwitchService.class).remove(name);
    }
}
