package org.onosnetmap.app.behaviour;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.behaviour.QosDescription;
import org.onosproject.net.behaviour.QosId;
import org.onosproject.net.behaviour.QueueDescription;
import org.onosproject.net.behaviour.QueueId;
import org.osgi.service.component.annotations.Component;

/** Queues and QoS that applications have defined, and the ports that go by them, in memory. Thread-safe. */
@Component(immediate = true, service = QosDefinitions.class)
public class QosDefinitions {

    private static final class Definitions {
        final Map<String, QueueDescription> queues = new TreeMap<>();
        final Map<String, QosDescription> qoses = new TreeMap<>();
        final Map<PortNumber, String> applied = new HashMap<>();
    }

    private final Map<DeviceId, Definitions> devices = new HashMap<>();

    private Definitions of(DeviceId d) {
        return devices.computeIfAbsent(d, k -> new Definitions());
    }

    synchronized void put(DeviceId d, QueueDescription queue) {
        of(d).queues.put(queue.queueId().name(), queue);
    }

    synchronized boolean remove(DeviceId d, QueueId queue) {
        return of(d).queues.remove(queue.name()) != null;
    }

    synchronized Collection<QueueDescription> queues(DeviceId d) {
        return new ArrayList<>(of(d).queues.values());
    }

    synchronized void put(DeviceId d, QosDescription qos) {
        of(d).qoses.put(qos.qosId().name(), qos);
    }

    synchronized Optional<QosDescription> qos(DeviceId d, QosId id) {
        return Optional.ofNullable(of(d).qoses.get(id.name()));
    }

    synchronized Collection<QosDescription> qoses(DeviceId d) {
        return new ArrayList<>(of(d).qoses.values());
    }

    /** Forgets a QoS; its ports go by none then. Null if there is none, otherwise these ports. */
    synchronized List<PortNumber> remove(DeviceId d, QosId id) {
        if (of(d).qoses.remove(id.name()) == null) {
            return null;
        }
        List<PortNumber> ports = ports(d, id);
        ports.forEach(of(d).applied::remove);
        return ports;
    }

    /** Remembers that a port goes by a QoS. */
    synchronized void apply(DeviceId d, PortNumber port, QosId id) {
        of(d).applied.put(port, id.name());
    }

    /** Remembers that a port goes by none. */
    synchronized void unapply(DeviceId d, PortNumber port) {
        of(d).applied.remove(port);
    }

    /** Ports that go by a QoS. */
    synchronized List<PortNumber> ports(DeviceId d, QosId id) {
        List<PortNumber> ports = new ArrayList<>();
        of(d).applied.forEach((port, qos) -> {
            if (qos.equals(id.name())) {
                ports.add(port);
            }
        });
        return ports;
    }
}
