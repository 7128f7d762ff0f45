package org.onosnetmap.embedded.testapp;

import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosproject.cli.AbstractShellCommand;
import org.onosproject.net.device.DeviceService;

/** Says hello. */
@Service
@Command(scope = "onos", name = "test-hello", description = "Says hello")
public final class HelloCommand extends AbstractShellCommand {
    @Override
    protected void doExecute() {
        print("hello from the shell, %d device(s)", get(DeviceService.class).getDeviceCount());
    }
}
