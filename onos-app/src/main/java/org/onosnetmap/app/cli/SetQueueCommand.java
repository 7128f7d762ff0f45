package org.onosnetmap.app.cli;

import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.QueueDeclaration;
import org.onosnetmap.app.api.QueueStatus;

/** Gives a port an egress queue. */
@Service
@Command(scope = "onos", name = "netmap-set-queue", description = "Gives a port an egress queue, or changes one")
public class SetQueueCommand extends NetmapCommand {

    @Argument(index = 0, name = "datapath", description = "Name of the datapath", required = true)
    @Completion(DatapathNameCompleter.class)
    private String datapath;

    @Argument(index = 1, name = "port", description = "Number or name of the port", required = true)
    @Completion(PortNameCompleter.class)
    private String port;

    @Argument(index = 2, name = "queue", description = "Number of the queue; 0 is the queue of packets without a QUEUE instruction", required = true)
    private long queue;

    @Option(name = "--min", description = "Bits per second that it gets even if other queues want them too")
    private long min;

    @Option(name = "--max", description = "Bits per second that it does not exceed; 0 for no limit")
    private long max;

    @Option(name = "--burst", description = "Bits that it may send at once after it was idle, if it has a maximum; 0 for one frame")
    private long burst;

    @Option(name = "--priority", description = "Who gets what is left above all minimum rates: the lowest number first")
    private int priority;

    @Override
    void run() throws NetmapException {
        QueueDeclaration wanted = new QueueDeclaration(queue, min, max, burst, priority);
        service().shapePort(datapath, port, before -> before.with(wanted));
        for (QueueStatus q : service().queues(datapath, port)) {
            if (q.queue().id() == queue) {
                if (outputJson()) {
                    printJson(jsonForEntity(q, QueueStatus.class));
                } else {
                    print("%s", q);
                }
            }
        }
    }
}
