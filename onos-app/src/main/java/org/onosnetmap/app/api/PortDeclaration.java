package org.onosnetmap.app.api;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A port that a datapath shall have. Immutable. */
public final class PortDeclaration {

    /** Highest port number. */
    public static final int MAX_NUMBER = 0xfeff;

    private final String name;
    private final int number;
    private final boolean enabled;
    private final Map<String, String> options;
    private final PortShape shape;

    /**
     * A port that sends as fast as it can.
     *
     * @param name    as {@code packet:eth1}, {@code tap:tap0}, {@code pcap:/tmp/in.pcap}, {@code vale0:p1}, {@code netmap:pipe{1}, {@code null:x}
     * @param number  1 to {@link #MAX_NUMBER}; 0 takes the lowest number that no other port of the datapath has
     * @param enabled whether it carries packets
     * @param options of the port's type, as text
     */
    public PortDeclaration(String name, int number, boolean enabled, Map<String, String> options) {
        this(name, number, enabled, options, PortShape.NONE);
    }

    /** The same with a rate and queues. */
    public PortDeclaration(String name, int number, boolean enabled, Map<String, String> options, PortShape shape) {
        this.name = Objects.requireNonNull(name);
        this.shape = Objects.requireNonNull(shape);
        this.number = number;
        this.enabled = enabled;
        this.options = Collections.unmodifiableMap(new TreeMap<>(options));
    }

    /** An enabled port without options. */
    public static PortDeclaration of(String name, int number) {
        return new PortDeclaration(name, number, true, Map.of());
    }

    public String name() {
        return name;
    }

    /** Wanted number; 0 for any. */
    public int number() {
        return number;
    }

    public boolean enabled() {
        return enabled;
    }

    /** Options by name, sorted. */
    public Map<String, String> options() {
        return options;
    }

    /** Rate and queues of what leaves by it. */
    public PortShape shape() {
        return shape;
    }

    /** The same port with another number. */
    public PortDeclaration withNumber(int n) {
        return new PortDeclaration(name, n, enabled, options, shape);
    }

    /** The same port, enabled or not. */
    public PortDeclaration withEnabled(boolean on) {
        return new PortDeclaration(name, number, on, options, shape);
    }

    /** The same port with another rate and other queues. */
    public PortDeclaration withShape(PortShape other) {
        return new PortDeclaration(name, number, enabled, options, other);
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof PortDeclaration)) {
            return false;
        }
        PortDeclaration p = (PortDeclaration) o;
        return name.equals(p.name) && number == p.number && enabled == p.enabled && options.equals(p.options) && shape.equals(p.shape);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, number, enabled, options, shape);
    }

    @Override
    public String toString() {
        return name + (number == 0 ? "" : "=" + number) + (enabled ? "" : " disabled") + (options.isEmpty() ? "" : " " + options) + (shape.equals(PortShape.NONE) ? "" : " " + shape);
    }
}
