package org.onosnetmap.app.behaviour;

import java.util.Optional;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.NetmapService;
import org.onosnetmap.app.datapath.DatapathRegistry;
import org.onosnetmap.app.datapath.ManagedDatapath;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.driver.AbstractHandlerBehaviour;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the behaviours have in common. */
abstract class NetmapBehaviour extends AbstractHandlerBehaviour {

    private final Logger log = LoggerFactory.getLogger(getClass());

    /** A change that can be refused. */
    @FunctionalInterface
    interface Change {
        /** Makes it. */
        void make() throws NetmapException;
    }

    DeviceId deviceId() {
        return handler().data().deviceId();
    }

    NetmapService service() {
        return handler().get(NetmapService.class);
    }

    DatapathRegistry registry() {
        return handler().get(DatapathRegistry.class);
    }

    /** The datapath behind the device, if it runs on this node. */
    Optional<ManagedDatapath> running() {
        return registry().running(deviceId());
    }

    /** The datapath behind the device. */
    ManagedDatapath datapath() throws NetmapException {
        return running().orElseThrow(() -> new NetmapException(NetmapException.Kind.CONFLICT, "the datapath of " + deviceId() + " does not run on this node"));
    }

    /** Its name. */
    String name() throws NetmapException {
        return datapath().datapath().name();
    }

    /** A port as the service wants it. */
    static String port(PortNumber n) {
        return Long.toString(n.toLong());
    }

    /** Makes a change; false if it was refused, and the log has the reason. */
    boolean tryTo(String what, Change change) {
        try {
            change.make();
            return true;
        } catch (NetmapException e) {
            log.warn("{}: {} is refused: {}", deviceId(), what, e.getMessage());
            return false;
        }
    }
}
