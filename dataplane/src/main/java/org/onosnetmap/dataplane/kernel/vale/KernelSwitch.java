package org.onosnetmap.dataplane.kernel.vale;

import java.util.List;
import java.util.Optional;

/** A VALE switch of the kernel at one moment. */
public final class KernelSwitch {

    private final String name;
    private final List<KernelPort> ports;

    public KernelSwitch(String name, List<KernelPort> ports) {
        this.name = name;
        this.ports = List.copyOf(ports);
    }

    /** {@code vale…}. */
    public String name() {
        return name;
    }

    /** By number. */
    public List<KernelPort> ports() {
        return ports;
    }

    public Optional<KernelPort> port(String portName) {
        return ports.stream().filter(p -> p.name().equals(portName)).findFirst();
    }
}
