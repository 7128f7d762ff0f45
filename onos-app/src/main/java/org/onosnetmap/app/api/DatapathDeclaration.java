package org.onosnetmap.app.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** A datapath that there shall be, with its ports. Immutable. */
public final class DatapathDeclaration {

    private final String name;
    private final int macAge;
    private final int maxPorts;
    private final int bufSize;
    private final String node;
    private final List<PortDeclaration> ports;

    /**
     * A datapath.
     *
     * @param name     1 to 63 letters, digits, '_', '.' and '-'; a name that begins with {@code vale} makes a VALE switch
     * @param macAge   seconds after which a learnt address is forgotten; 0 for the default
     * @param maxPorts how many ports it can have; 0 for the default
     * @param bufSize  bytes of the largest frame; 0 for the default
     * @param node     id of the cluster node whose ports it has; empty for the only node of a cluster of one
     * @param ports    its ports, in the order in which they are attached
     */
    public DatapathDeclaration(String name, int macAge, int maxPorts, int bufSize, String node, List<PortDeclaration> ports) {
        this.name = Objects.requireNonNull(name);
        this.macAge = macAge;
        this.maxPorts = maxPorts;
        this.bufSize = bufSize;
        this.node = Objects.requireNonNull(node);
        this.ports = Collections.unmodifiableList(new ArrayList<>(ports));
    }

    /** A datapath with default settings and no ports. */
    public static DatapathDeclaration of(String name) {
        return new DatapathDeclaration(name, 0, 0, 0, "", List.of());
    }

    public String name() {
        return name;
    }

    /** Whether it is a VALE switch: what no rule matches goes to the learning switch. */
    public boolean vale() {
        return name.startsWith("vale");
    }

    /** Seconds; 0 for the default. */
    public int macAge() {
        return macAge;
    }

    /** 0 for the default. */
    public int maxPorts() {
        return maxPorts;
    }

    /** Bytes; 0 for the default. */
    public int bufSize() {
        return bufSize;
    }

    /** Cluster node; empty for any. */
    public String node() {
        return node;
    }

    public List<PortDeclaration> ports() {
        return ports;
    }

    /** The same datapath with other ports. */
    public DatapathDeclaration withPorts(List<PortDeclaration> p) {
        return new DatapathDeclaration(name, macAge, maxPorts, bufSize, node, p);
    }

    /** The same datapath on a node. */
    public DatapathDeclaration withNode(String n) {
        return new DatapathDeclaration(name, macAge, maxPorts, bufSize, n, ports);
    }

    /** Whether the other one differs in its ports at most. */
    public boolean sameSettings(DatapathDeclaration o) {
        return name.equals(o.name) && macAge == o.macAge && maxPorts == o.maxPorts && bufSize == o.bufSize && node.equals(o.node);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof DatapathDeclaration && sameSettings((DatapathDeclaration) o) && ports.equals(((DatapathDeclaration) o).ports);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, macAge, maxPorts, bufSize, node, ports);
    }

    @Override
    public String toString() {
        return (vale() ? "VALE switch " : "datapath ") + name + " " + ports;
    }
}
