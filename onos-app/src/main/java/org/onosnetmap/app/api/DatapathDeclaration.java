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
    private final List<MirrorDeclaration> mirrors;

    /** A datapath without mirrors; see {@link #DatapathDeclaration(String, int, int, int, String, List, List)}. */
    public DatapathDeclaration(String name, int macAge, int maxPorts, int bufSize, String node, List<PortDeclaration> ports) {
        this(name, macAge, maxPorts, bufSize, node, ports, List.of());
    }

    /**
     * A datapath.
     *
     * @param name     1 to 63 letters, digits, '_', '.' and '-'; a name that begins with {@code vale} makes a VALE switch
     * @param macAge   seconds after which a learnt address is forgotten; 0 for the default
     * @param maxPorts how many ports it can have; 0 for the default
     * @param bufSize  bytes of the largest frame; 0 for the default
     * @param node     id of the cluster node whose ports it has; empty for the only node of a cluster of one
     * @param ports    its ports, in the order in which they are attached
     * @param mirrors  its mirrors
     */
    public DatapathDeclaration(String name, int macAge, int maxPorts, int bufSize, String node, List<PortDeclaration> ports, List<MirrorDeclaration> mirrors) {
        this.name = Objects.requireNonNull(name);
        this.macAge = macAge;
        this.maxPorts = maxPorts;
        this.bufSize = bufSize;
        this.node = Objects.requireNonNull(node);
        this.ports = Collections.unmodifiableList(new ArrayList<>(ports));
        this.mirrors = List.copyOf(mirrors);
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

    public List<MirrorDeclaration> mirrors() {
        return mirrors;
    }

    /** The same datapath with other ports. */
    public DatapathDeclaration withPorts(List<PortDeclaration> p) {
        return new DatapathDeclaration(name, macAge, maxPorts, bufSize, node, p, mirrors);
    }

    /** The same datapath with other mirrors. */
    public DatapathDeclaration withMirrors(List<MirrorDeclaration> m) {
        return new DatapathDeclaration(name, macAge, maxPorts, bufSize, node, ports, m);
    }

    /** The same datapath on a node. */
    public DatapathDeclaration withNode(String n) {
        return new DatapathDeclaration(name, macAge, maxPorts, bufSize, n, ports, mirrors);
    }

    /** Whether the other one differs in its ports and mirrors at most. */
    public boolean sameSettings(DatapathDeclaration o) {
        return name.equals(o.name) && macAge == o.macAge && maxPorts == o.maxPorts && bufSize == o.bufSize && node.equals(o.node);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof DatapathDeclaration && sameSettings((DatapathDeclaration) o) && ports.equals(((DatapathDeclaration) o).ports)
                && mirrors.equals(((DatapathDeclaration) o).mirrors);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, macAge, maxPorts, bufSize, node, ports, mirrors);
    }

    @Override
    public String toString() {
        return (vale() ? "VALE switch " : "datapath ") + name + " " + ports + (mirrors.isEmpty() ? "" : " " + mirrors);
    }
}
