package org.onosnetmap.app.behaviour;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.onlab.util.Bandwidth;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.PortShape;
import org.onosnetmap.app.api.QueueDeclaration;
import org.onosproject.net.PortNumber;
import org.onosproject.net.behaviour.QosDescription;
import org.onosproject.net.behaviour.QueueDescription;

/** A QoS of ONOS as rate and queues of a port. */
abstract class QosBehaviour extends NetmapBehaviour {

    QosDefinitions definitions() {
        return handler().get(QosDefinitions.class);
    }

    /** Gives a port what a QoS says; a port that is declared and absent gets it when it is attached. */
    void shape(PortNumber port, PortShape shape) throws NetmapException {
        service().shapePort(name(), port(port), before -> shape);
    }

    /**
     * Rate and queues of a QoS.
     *
     * @throws NetmapException BAD_INPUT if it asks for what ports cannot do
     */
    static PortShape shape(QosDescription qos) throws NetmapException {
        if (qos.type() == QosDescription.Type.NOOP) {
            return PortShape.NONE;
        }
        if (qos.type() != QosDescription.Type.HTB) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "QoS " + qos.qosId().name() + " is of type " + qos.type() + "; take HTB (rates and queues), or NOOP for none");
        }
        if (qos.cir().isPresent() || qos.cbs().isPresent()) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "QoS " + qos.qosId().name() + " has a committed rate or burst, which belong to policers; take the maximum rate");
        }
        List<QueueDeclaration> queues = new ArrayList<>();
        for (Map.Entry<Long, QueueDescription> q : qos.queues().orElse(Map.of()).entrySet()) {
            queues.add(queue(q.getKey(), q.getValue()));
        }
        return new PortShape(bps(qos.maxRate().orElse(null)), queues);
    }

    /**
     * A queue.
     *
     * @throws NetmapException BAD_INPUT if it asks for what queues cannot do
     */
    static QueueDeclaration queue(long id, QueueDescription q) throws NetmapException {
        if (q.dscp().isPresent()) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "queue " + q.queueId().name() + " sets the DSCP; let the rule do that which puts packets into the queue");
        }
        long priority = q.priority().orElse(0L);
        if (priority < 0 || priority > Integer.MAX_VALUE) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "queue " + q.queueId().name() + ": priority " + priority + " is out of range; take 0 to " + Integer.MAX_VALUE);
        }
        return new QueueDeclaration(id, bps(q.minRate().orElse(null)), bps(q.maxRate().orElse(null)), q.burst().orElse(0L), (int) priority);
    }

    private static long bps(Bandwidth b) {
        return b == null ? 0 : Math.round(b.bps());
    }
}
