package org.onosnetmap.app.cli;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.TraceStep;

/** Explains what would happen to a packet. */
@Service
@Command(scope = "onos", name = "netmap-trace", description = "Explains what a datapath would do with a packet: tables, rules, groups, meters, and what leaves where;"
        + " sends nothing and counts nothing")
public class TraceCommand extends NetmapCommand {

    @Argument(index = 0, name = "datapath", description = "Name or device id of the datapath", required = true)
    @Completion(DatapathNameCompleter.class)
    private String datapath;

    @Argument(index = 1, name = "port", description = "Number or name of the port that the packet comes in by", required = true)
    @Completion(PortNameCompleter.class)
    private String port;

    @Argument(index = 2, name = "packet", description = "Its bytes in hex, or field values as tcp,nw_src=10.0.0.1,nw_dst=10.0.0.2,tp_dst=80", required = true)
    private String packet;

    @Override
    void run() throws NetmapException {
        List<TraceStep> steps = service().trace(datapath, port, packet);
        if (outputJson()) {
            printJson(json(steps, TraceStep.class));
            return;
        }
        for (TraceStep s : steps) {
            print("%s%s", "  ".repeat(s.depth()), s.text());
        }
    }
}
