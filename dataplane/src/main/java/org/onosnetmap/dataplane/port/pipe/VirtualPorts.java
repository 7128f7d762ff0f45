package org.onosnetmap.dataplane.port.pipe;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortException.Kind;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.port.PortName.Type;
import org.onosnetmap.dataplane.port.PortOptions;
import org.onosnetmap.dataplane.port.PortRings;
import org.onosnetmap.dataplane.port.PortSpec;

/**
 * The names of an engine's pipes and VALE ports: where the two ends of each meet. Thread-safe.
 *
 * <p>An end that is opened first makes the rings of both: its transmit rings are the other's receive rings. Option {@code rxRings}
 * (default: as many as transmit rings) is the number of the other's transmit rings, and has to be at least the number of workers there.
 */
public final class VirtualPorts {

    private static final int FIRST = 0;
    private static final int SECOND = 1;

    /** By device and id. Guarded by this, as the opening and closing of the pipes themselves. */
    private final Map<String, Pipe> pipes = new HashMap<>();

    /**
     * Opens an end of a pipe, or the switch's end of a VALE port. A {@link org.onosnetmap.dataplane.port.PortOpener}.
     *
     * @param spec options {@code rxRings} and {@code slots}
     */
    public Port open(PortSpec spec, NetmapMemory memory, int txRings) throws PortException {
        return open(spec, memory, txRings, end(spec.name(), false));
    }

    /**
     * Opens an end for a program of this process: the program's end of a VALE port, or the end of the pipe that the name says. It is
     * used with the rings and {@code rxsync}/{@code txsync}, a ring by one thread at a time.
     *
     * <p>The rings are in the region of the other end. An end of a pipe that is opened first gets a region of its own, with one transmit
     * ring and one receive ring of 1,024 slots.
     *
     * @throws PortException {@link Kind#NOT_FOUND} for a VALE port that no datapath has
     */
    public Port openClient(String name) throws PortException {
        return openClient(PortSpec.of(name), null, 1);
    }

    /**
     * Opens an end for a program, with rings in a region of its choice.
     *
     * @param memory  region for the rings; null for that of the other end
     * @param txRings transmit rings wanted; if the other end is open already it has fixed the number, and at least so many are there
     */
    public Port openClient(PortSpec spec, NetmapMemory memory, int txRings) throws PortException {
        return open(spec, memory, txRings, end(spec.name(), true));
    }

    private static int end(PortName name, boolean program) throws PortException {
        switch (name.type()) {
            case PIPE_MASTER:
                return FIRST;
            case PIPE_SLAVE:
                return SECOND;
            case VALE:
                return program ? SECOND : FIRST;
            default:
                throw new PortException(Kind.BAD_NAME, name + " is neither a pipe nor a VALE port; write netmap:NAME{ID, netmap:NAME}ID or valeX:P");
        }
    }

    private synchronized Port open(PortSpec spec, NetmapMemory memory, int txRings, int end) throws PortException {
        PortOptions.check(spec, Set.of());
        int slots = PortOptions.slots(spec);
        String key = spec.name().device() + " " + spec.name().id();
        Pipe pipe = pipes.get(key);
        if (pipe == null) {
            return openFirst(spec, memory, txRings, end, slots, key);
        }
        if (pipe.isOpen(end)) {
            throw new PortException(Kind.IN_USE, spec.name() + ": is open already; close that end first, or use another name");
        }
        if (txRings > pipe.txRings(end)) {
            throw new PortException(Kind.REFUSED, spec.name() + ": needs " + txRings + " transmit rings, one for each worker, but the other end has "
                    + pipe.txRings(end) + " receive rings; open that end with option rxRings=" + txRings);
        }
        int rxRings = pipe.txRings(1 - end);
        if (spec.intOption("rxRings", rxRings, 1, 16) != rxRings) {
            throw new PortException(Kind.REFUSED, spec.name() + ": has " + rxRings + " receive rings because the other end has " + rxRings
                    + " transmit rings; leave option rxRings out");
        }
        if (spec.options().containsKey("slots") && slots != pipe.slots()) {
            throw new PortException(Kind.REFUSED, spec.name() + ": has " + pipe.slots() + " slots because the other end has; leave option slots out");
        }
        if (memory == null || memory == pipe.memory()) {
            return pipe.open(end, spec.name());
        }
        NetmapIf nif = PortRings.allocate(() -> memory.allocate(spec.name().toString(), pipe.txRings(end), rxRings, pipe.slots(), pipe.slots()));
        return new CopyingPipePort(spec.name(), nif, memory, pipe.open(end, spec.name()));
    }

    private Port openFirst(PortSpec spec, NetmapMemory memory, int txRings, int end, int slots, String key) throws PortException {
        PortName name = spec.name();
        if (name.type() == Type.VALE && end == SECOND) {
            throw new PortException(Kind.NOT_FOUND, name + ": no datapath has this port; add it to the VALE switch first");
        }
        int rxRings = spec.intOption("rxRings", txRings, 1, 16);
        NetmapMemory region = memory != null ? memory : new NetmapMemory(2, 2 * (txRings + rxRings), slots, slots * (txRings + rxRings), 2048);
        Runnable whenGone = () -> pipes.remove(key);
        Pipe pipe = PortRings.allocate(() -> end == FIRST
                ? new Pipe(this, region, name, other(name), txRings, rxRings, slots, whenGone)
                : new Pipe(this, region, other(name), name, rxRings, txRings, slots, whenGone));
        pipes.put(key, pipe);
        return pipe.open(end, name);
    }

    /** The name of the other end. The two ends of a VALE port share one name. */
    private static PortName other(PortName name) {
        if (name.type() == Type.VALE) {
            return name;
        }
        char brace = name.type() == Type.PIPE_MASTER ? '}' : '{';
        try {
            return PortName.parse("netmap:" + name.device() + brace + name.id());
        } catch (PortException e) {
            throw new IllegalStateException("the mirror image of a good pipe name is good", e);
        }
    }
}
