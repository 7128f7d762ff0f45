package org.onosnetmap.app.behaviour;

import org.onosnetmap.app.api.PortShape;
import org.onosproject.net.PortNumber;
import org.onosproject.net.behaviour.PortConfigBehaviour;
import org.onosproject.net.behaviour.QosDescription;
import org.onosproject.net.device.PortDescription;

/** Lets ports go by a QoS, or by none. */
public class NetmapPortConfig extends QosBehaviour implements PortConfigBehaviour {

    /** A QoS that was added counts as it was added; one that was not, as it is given here. */
    @Override
    public void applyQoS(PortDescription port, QosDescription qos) {
        tryTo("QoS " + qos.qosId().name() + " at port " + port.portNumber(), () -> {
            shape(port.portNumber(), shape(definitions().qos(deviceId(), qos.qosId()).orElse(qos)));
            definitions().apply(deviceId(), port.portNumber(), qos.qosId());
        });
    }

    @Override
    public void removeQoS(PortNumber port) {
        tryTo("removing the QoS of port " + port, () -> {
            shape(port, PortShape.NONE);
            definitions().unapply(deviceId(), port);
        });
    }
}
