package org.onosnetmap.app.cli;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosproject.cli.AbstractChoicesCompleter;

/** Names of network interfaces. */
@Service
public class InterfaceNameCompleter extends AbstractChoicesCompleter {

    @Override
    protected List<String> choices() {
        try {
            return NetworkInterface.networkInterfaces().map(NetworkInterface::getName).collect(Collectors.toList());
        } catch (SocketException e) {
            return List.of();
        }
    }
}
