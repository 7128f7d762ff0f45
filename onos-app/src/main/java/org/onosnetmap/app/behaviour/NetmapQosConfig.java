package org.onosnetmap.app.behaviour;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.PortShape;
import org.onosproject.net.PortNumber;
import org.onosproject.net.behaviour.DefaultQosDescription;
import org.onosproject.net.behaviour.QosConfigBehaviour;
import org.onosproject.net.behaviour.QosDescription;
import org.onosproject.net.behaviour.QosId;
import org.onosproject.net.behaviour.QueueDescription;

/** Definitions of QoS: a rate and queues by number. What changes here changes at the ports that go by it. */
public class NetmapQosConfig extends QosBehaviour implements QosConfigBehaviour {

    @Override
    public Collection<QosDescription> getQoses() {
        return definitions().qoses(deviceId());
    }

    /** The one of that id; null if there is none. */
    @Override
    public QosDescription getQos(QosDescription wanted) {
        return definitions().qos(deviceId(), wanted.qosId()).orElse(null);
    }

    @Override
    public boolean addQoS(QosDescription qos) {
        return tryTo("QoS " + qos.qosId().name(), () -> put(qos));
    }

    @Override
    public void deleteQoS(QosId id) {
        tryTo("removing QoS " + id.name(), () -> {
            List<PortNumber> ports = definitions().remove(deviceId(), id);
            if (ports == null) {
                throw missing(id);
            }
            for (PortNumber p : ports) {
                shape(p, PortShape.NONE);
            }
        });
    }

    @Override
    public void insertQueues(QosId id, Map<Long, QueueDescription> queues) {
        change(id, all -> all.putAll(queues));
    }

    @Override
    public void deleteQueues(QosId id, List<Long> queues) {
        change(id, all -> all.keySet().removeAll(queues));
    }

    private void change(QosId id, Consumer<Map<Long, QueueDescription>> change) {
        tryTo("changing QoS " + id.name(), () -> {
            QosDescription before = definitions().qos(deviceId(), id).orElseThrow(() -> missing(id));
            Map<Long, QueueDescription> queues = new TreeMap<>(before.queues().orElse(Map.of()));
            change.accept(queues);
            QosDescription.Builder b = DefaultQosDescription.builder().qosId(id).type(before.type()).queues(queues);
            before.maxRate().ifPresent(b::maxRate);
            before.cir().ifPresent(b::cir);
            before.cbs().ifPresent(b::cbs);
            put(b.build());
        });
    }

    private void put(QosDescription qos) throws NetmapException {
        PortShape shape = shape(qos);
        for (PortNumber p : definitions().ports(deviceId(), qos.qosId())) {
            shape(p, shape);
        }
        definitions().put(deviceId(), qos);
    }

    private static NetmapException missing(QosId id) {
        return new NetmapException(NetmapException.Kind.NOT_FOUND, "there is no QoS " + id.name() + "; add it first");
    }
}
