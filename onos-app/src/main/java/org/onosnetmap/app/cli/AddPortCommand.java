package org.onosnetmap.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.api.PortStatus;

/** Attaches a port. */
@Service
@Command(scope = "onos", name = "netmap-add-port", description = "Attaches a port to a datapath")
public class AddPortCommand extends NetmapCommand {

    @Argument(index = 0, name = "datapath", description = "Name of the datapath", required = true)
    @Completion(DatapathNameCompleter.class)
    private String datapath;

    @Argument(index = 1, name = "port", description = "What to attach, as packet:eth1, xdp:eth1, netmap:eth1, tap:tap0, pcap:FILE, vale0:p1, null:", required = true)
    @Completion(InterfaceCompleter.class)
    private String port;

    @Argument(index = 2, name = "options", description = "Options of the port as KEY=VALUE", multiValued = true)
    private List<String> options = new ArrayList<>();

    @Option(name = "--number", description = "Number of the port; the lowest free one without")
    private Integer number;

    @Override
    void run() throws NetmapException {
        Map<String, String> map = new TreeMap<>();
        for (String o : options) {
            int equals = o.indexOf('=');
            if (equals < 1) {
                throw new NetmapException(NetmapException.Kind.BAD_INPUT, "option '" + o + "' of port '" + port + "' is not of the form KEY=VALUE"
                        + (o.startsWith("-") ? "; options of the command stand before the name of the datapath" : ""));
            }
            map.put(o.substring(0, equals), o.substring(equals + 1));
        }
        PortStatus p = service().addPort(datapath, new PortDeclaration(port, given("--number", number), true, map));
        if (outputJson()) {
            printJson(jsonForEntity(p, PortStatus.class));
        } else {
            print("%s", p);
        }
    }
}
