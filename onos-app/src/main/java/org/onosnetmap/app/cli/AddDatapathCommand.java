package org.onosnetmap.app.cli;

import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.PortDeclaration;

/** Makes a datapath. */
@Service
@Command(scope = "onos", name = "netmap-add-datapath", description = "Makes a datapath, or a VALE switch if its name begins with vale")
public class AddDatapathCommand extends NetmapCommand {

    @Argument(index = 0, name = "name", description = "Name of the datapath; the device will be netmap:NAME", required = true)
    private String name;

    @Argument(index = 1, name = "ports", description = "Ports to attach, as packet:eth1; they get the numbers 1, 2, …", multiValued = true)
    @Completion(InterfaceCompleter.class)
    private List<String> ports = new ArrayList<>();

    @Option(name = "--mac-age", description = "Seconds after which a learnt address is forgotten (300)")
    private Integer macAge;

    @Option(name = "--max-ports", description = "How many ports it can have (64)")
    private Integer maxPorts;

    @Option(name = "--buf-size", description = "Bytes of the largest frame (2048)")
    private Integer bufSize;

    @Override
    void run() throws NetmapException {
        List<PortDeclaration> declared = new ArrayList<>();
        ports.forEach(p -> declared.add(PortDeclaration.of(p, declared.size() + 1)));
        DatapathStatus d = service().addDatapath(new DatapathDeclaration(name, given("--mac-age", macAge), given("--max-ports", maxPorts),
                given("--buf-size", bufSize), "", declared));
        if (outputJson()) {
            printJson(jsonForEntity(d, DatapathStatus.class));
        } else {
            print("%s is device %s", d.name(), d.deviceId());
            d.ports().forEach(p -> print("  %s", p));
        }
    }
}
