package org.onosnetmap.dataplane.port;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What to open and how: a name, and options as text. Options common to all ports: {@code rxRings} (default 1), {@code slots} (default
 * 1024), {@code force} ({@code true} takes an interface that would be refused). Others belong to a type; an unknown option is refused
 * when the port is opened.
 */
public final class PortSpec {

    private final PortName name;
    private final int number;
    private final Map<String, String> options;

    private PortSpec(PortName name, int number, Map<String, String> options) {
        this.name = name;
        this.number = number;
        this.options = Collections.unmodifiableMap(new TreeMap<>(options));
    }

    /** A port with no options and the next free number. */
    public static PortSpec of(String name) throws PortException {
        return of(name, 0, Map.of());
    }

    /**
     * A port.
     *
     * @param name    as {@link PortName#parse} takes it
     * @param number  its number on the datapath, 1 to 65,279 (0xfeff); 0 takes the lowest free one
     * @param options by name
     * @throws PortException {@link PortException.Kind#BAD_NAME}
     */
    public static PortSpec of(String name, int number, Map<String, String> options) throws PortException {
        if (number < 0 || number > 0xfeff) {
            throw new PortException(PortException.Kind.BAD_NAME, name + ": port number " + number + " is out of range; take 1 to 65279, or 0 for the next free one");
        }
        return new PortSpec(PortName.parse(name), number, options);
    }

    public PortName name() {
        return name;
    }

    /** Wanted port number; 0 for any. */
    public int number() {
        return number;
    }

    /** Options by name, sorted. */
    public Map<String, String> options() {
        return options;
    }

    /** An option, or the default if it is not given. */
    public String option(String key, String otherwise) {
        return options.getOrDefault(key, otherwise);
    }

    /**
     * A whole number among the options.
     *
     * @throws PortException if it is none or out of range
     */
    public int intOption(String key, int otherwise, int min, int max) throws PortException {
        String s = options.get(key);
        if (s == null) {
            return otherwise;
        }
        try {
            int n = Integer.parseInt(s.trim());
            if (n >= min && n <= max) {
                return n;
            }
        } catch (NumberFormatException e) {
            // the message below says it all
        }
        throw new PortException(PortException.Kind.BAD_NAME, name + ": option " + key + " is '" + s + "'; take a whole number from " + min + " to " + max);
    }

    /**
     * A truth value among the options.
     *
     * @throws PortException if it is neither {@code true} nor {@code false}
     */
    public boolean boolOption(String key, boolean otherwise) throws PortException {
        String s = options.get(key);
        if (s == null) {
            return otherwise;
        }
        if (s.equals("true") || s.equals("false")) {
            return s.equals("true");
        }
        throw new PortException(PortException.Kind.BAD_NAME, name + ": option " + key + " is '" + s + "'; take true or false");
    }

    /** Whether an interface is taken although it would be refused otherwise. */
    public boolean force() throws PortException {
        return boolOption("force", false);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof PortSpec && ((PortSpec) o).name.equals(name) && ((PortSpec) o).number == number && ((PortSpec) o).options.equals(options);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, number, options);
    }

    @Override
    public String toString() {
        return name + (number == 0 ? "" : "=" + number) + (options.isEmpty() ? "" : options.toString());
    }
}
