package org.onosnetmap.app.api;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.onosproject.net.DeviceId;

/** A datapath as it is at one moment. */
public final class DatapathStatus {

    private final DatapathDeclaration declaration;
    private final DeviceId deviceId;
    private final boolean running;
    private final String reason;
    private final List<PortStatus> ports;
    private final int flows;
    private final int macs;
    private final DatapathCounters counters;
    private final RuleCounters ruleChanges;

    /** All values; see the getters. */
    public DatapathStatus(DatapathDeclaration declaration, DeviceId deviceId, boolean running, String reason, List<PortStatus> ports, int flows, int macs,
                          DatapathCounters counters, RuleCounters ruleChanges) {
        this.declaration = declaration;
        this.deviceId = deviceId;
        this.running = running;
        this.reason = reason;
        this.ports = List.copyOf(ports);
        this.flows = flows;
        this.macs = macs;
        this.counters = counters;
        this.ruleChanges = ruleChanges;
    }

    public String name() {
        return declaration.name();
    }

    /** What was asked for; numbers of ports as they were given out. */
    public DatapathDeclaration declaration() {
        return declaration;
    }

    /** {@code netmap:NAME}. */
    public DeviceId deviceId() {
        return deviceId;
    }

    /** Whether it forwards on this node. */
    public boolean running() {
        return running;
    }

    /** Why it does not run; empty if it does. */
    public String reason() {
        return reason;
    }

    /** Its ports by number, those that could not be attached included. */
    public List<PortStatus> ports() {
        return ports;
    }

    /** A port by its number in decimals, or by its name. */
    public Optional<PortStatus> port(String numberOrName) {
        return ports.stream().filter(p -> p.name().equals(numberOrName) || Integer.toString(p.number()).equals(numberOrName)).findFirst();
    }

    /**
     * A port that the caller takes for existing.
     *
     * @param numberOrName its number in decimals, or its name
     * @throws NetmapException NOT_FOUND; the message lists those there are
     */
    public PortStatus existingPort(String numberOrName) throws NetmapException {
        return port(numberOrName).orElseThrow(() -> new NetmapException(NetmapException.Kind.NOT_FOUND, "datapath '" + name() + "' has no port '" + numberOrName + "'; it has "
                + ports.stream().map(p -> p.number() + " " + p.name()).collect(Collectors.toList())));
    }

    /** Rules in force. */
    public int flows() {
        return flows;
    }

    /** Addresses that the learning switch knows. */
    public int macs() {
        return macs;
    }

    /** Why packets went no further, where no port and no rule tells. */
    public DatapathCounters counters() {
        return counters;
    }

    /** How often its rules were changed. */
    public RuleCounters ruleChanges() {
        return ruleChanges;
    }

    @Override
    public String toString() {
        return declaration + (running ? "" : " not running: " + reason);
    }
}
