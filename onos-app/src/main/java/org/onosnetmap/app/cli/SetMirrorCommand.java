package org.onosnetmap.app.cli;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.MirrorStatus;
import org.onosnetmap.app.api.NetmapException;

/** Makes a mirror. */
@Service
@Command(scope = "onos", name = "netmap-set-mirror", description = "Copies frames of ports to a port, or changes a mirror that does. Without --in and --out: what comes in by any port")
public class SetMirrorCommand extends NetmapCommand {

    @Argument(index = 0, name = "datapath", description = "Name of the datapath", required = true)
    @Completion(DatapathNameCompleter.class)
    private String datapath;

    @Argument(index = 1, name = "mirror", description = "Name of the mirror", required = true)
    @Completion(MirrorNameCompleter.class)
    private String mirror;

    @Argument(index = 2, name = "port", description = "Number or name of the port that copies go to", required = true)
    @Completion(PortNameCompleter.class)
    private String port;

    @Option(name = "--in", description = "Number or name of a port whose incoming frames are copied; may be given several times", multiValued = true)
    @Completion(PortNameCompleter.class)
    private List<String> in = List.of();

    @Option(name = "--out", description = "Number or name of a port whose outgoing frames are copied; may be given several times", multiValued = true)
    @Completion(PortNameCompleter.class)
    private List<String> out = List.of();

    @Option(name = "--vlan", description = "VLAN whose frames are copied, 0 for those without a tag; may be given several times; all without one", multiValued = true)
    private List<Integer> vlans = List.of();

    @Override
    void run() throws NetmapException {
        MirrorStatus m = service().setMirror(datapath, new MirrorDeclaration(mirror, in, out, vlans, port));
        if (outputJson()) {
            printJson(jsonForEntity(m, MirrorStatus.class));
        } else {
            print("%s", m);
        }
    }
}
