package org.onosnetmap.app.api;

import java.util.List;
import java.util.Objects;

/** A mirror that a datapath shall have: a port that gets copies of other ports' frames. Immutable. Ports are those that are declared, by their names. */
public final class MirrorDeclaration {

    /** Mirrors that a datapath can have. */
    public static final int MAX_MIRRORS = 64;

    private final String name;
    private final List<String> in;
    private final List<String> out;
    private final List<Integer> vlans;
    private final String port;

    /**
     * A mirror.
     *
     * @param name  what it is called, unlike the datapath's other mirrors
     * @param in    ports whose incoming frames are copied, as they come in
     * @param out   ports whose outgoing frames are copied, as they leave; if both are empty, what comes in by any port but the mirror's own
     * @param vlans VLANs whose frames are copied, 0 for those without a tag; empty for all frames
     * @param port  where copies go
     */
    public MirrorDeclaration(String name, List<String> in, List<String> out, List<Integer> vlans, String port) {
        this.name = Objects.requireNonNull(name);
        this.in = List.copyOf(in);
        this.out = List.copyOf(out);
        this.vlans = List.copyOf(vlans);
        this.port = Objects.requireNonNull(port);
    }

    public String name() {
        return name;
    }

    public List<String> in() {
        return in;
    }

    public List<String> out() {
        return out;
    }

    public List<Integer> vlans() {
        return vlans;
    }

    /** Where copies go. */
    public String port() {
        return port;
    }

    /** Whether the mirror has to do with a port of that name. */
    public boolean uses(String portName) {
        return port.equals(portName) || in.contains(portName) || out.contains(portName);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof MirrorDeclaration)) {
            return false;
        }
        MirrorDeclaration o = (MirrorDeclaration) other;
        return name.equals(o.name) && in.equals(o.in) && out.equals(o.out) && vlans.equals(o.vlans) && port.equals(o.port);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, in, out, vlans, port);
    }

    @Override
    public String toString() {
        String all = in.isEmpty() && out.isEmpty() ? ", in by any port" : "";
        return "mirror " + name + " to " + port + all + (in.isEmpty() ? "" : ", in by " + in) + (out.isEmpty() ? "" : ", out by " + out) + (vlans.isEmpty() ? "" : ", VLANs " + vlans);
    }
}
