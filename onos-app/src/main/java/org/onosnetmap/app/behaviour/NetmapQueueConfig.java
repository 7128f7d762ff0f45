package org.onosnetmap.app.behaviour;

import java.util.Collection;
import org.onosproject.net.behaviour.QueueConfigBehaviour;
import org.onosproject.net.behaviour.QueueDescription;
import org.onosproject.net.behaviour.QueueId;

/** Definitions of queues. They act when a QoS that has them is applied to a port. */
public class NetmapQueueConfig extends QosBehaviour implements QueueConfigBehaviour {

    @Override
    public Collection<QueueDescription> getQueues() {
        return definitions().queues(deviceId());
    }

    /** The one of that id; null if there is none. */
    @Override
    public QueueDescription getQueue(QueueDescription wanted) {
        return getQueues().stream().filter(q -> q.queueId().equals(wanted.queueId())).findFirst().orElse(null);
    }

    @Override
    public boolean addQueue(QueueDescription queue) {
        return tryTo("queue " + queue.queueId().name(), () -> {
            queue(0, queue);
            definitions().put(deviceId(), queue);
        });
    }

    @Override
    public void deleteQueue(QueueId id) {
        definitions().remove(deviceId(), id);
    }
}
