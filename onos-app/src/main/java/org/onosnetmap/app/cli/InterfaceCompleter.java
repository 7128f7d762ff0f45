package org.onosnetmap.app.cli;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosproject.cli.AbstractChoicesCompleter;

/** Names of ports that could be attached: the network interfaces, and the other types' beginnings. */
@Service
public class InterfaceCompleter extends AbstractChoicesCompleter {

    @Override
    protected List<String> choices() {
        Stream<String> others = Stream.of("tap:", "pcap:", "null:", "netmap:", "vale");
        try {
            return Stream.concat(NetworkInterface.networkInterfaces().flatMap(i -> Stream.of("packet:" + i.getName(), "xdp:" + i.getName())), others).collect(Collectors.toList());
        } catch (SocketException e) {
            return others.collect(Collectors.toList());
        }
    }
}
