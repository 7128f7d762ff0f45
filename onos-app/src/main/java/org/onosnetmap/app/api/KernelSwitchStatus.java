package org.onosnetmap.app.api;

import java.util.List;
import org.onosproject.net.DeviceId;

/** A VALE switch of the kernel at one moment. */
public final class KernelSwitchStatus {

    private final String name;
    private final DeviceId deviceId;
    private final List<PortStatus> ports;

    /** All values; see the getters. */
    public KernelSwitchStatus(String name, DeviceId deviceId, List<PortStatus> ports) {
        this.name = name;
        this.deviceId = deviceId;
        this.ports = List.copyOf(ports);
    }

    /** {@code vale…}. */
    public String name() {
        return name;
    }

    public DeviceId deviceId() {
        return deviceId;
    }

    /** By number, which is the kernel's plus 1. Detail {@code kind} is interface, host, program, persistent or unknown. */
    public List<PortStatus> ports() {
        return ports;
    }
}
