package org.onosnetmap.app.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.MirrorStatus;
import org.onosnetmap.app.api.NetmapException;

/** Lists mirrors. */
@Service
@Command(scope = "onos", name = "netmap-mirrors", description = "Lists mirrors of datapaths")
public class MirrorsCommand extends NetmapCommand {

    @Argument(index = 0, name = "datapath", description = "Name of the datapath; all that run without one")
    @Completion(DatapathNameCompleter.class)
    private String name;

    @Override
    void run() throws NetmapException {
        ArrayNode all = mapper().createArrayNode();
        for (DatapathStatus d : datapaths(name)) {
            if (!d.running() && name == null) {
                continue;
            }
            for (MirrorStatus m : service().mirrors(d.name())) {
                ObjectNode n = all.addObject().put("datapath", d.name());
                n.setAll(codec(MirrorStatus.class).encode(m, this));
                if (!outputJson()) {
                    print("%s %s", d.name(), m);
                }
            }
        }
        if (outputJson()) {
            printJson(all);
        } else if (all.isEmpty()) {
            print("no datapath has mirrors");
        }
    }
}
