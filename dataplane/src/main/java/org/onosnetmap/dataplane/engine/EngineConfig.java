package org.onosnetmap.dataplane.engine;

import java.util.EnumMap;
import java.util.Map;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.port.PortOpener;

/** Settings of an engine, all with defaults. */
public final class EngineConfig {

    /** Most workers an engine runs. */
    public static final int MAX_WORKERS = 64;

    private int workers = 1;
    private boolean threads = true;
    private boolean idleTimeouts = true;
    private long refreshNanos = 250_000_000;
    private final Map<PortName.Type, PortOpener> openers = new EnumMap<>(PortName.Type.class);

    /** Number of forwarding threads, 1 to {@link #MAX_WORKERS}; default 1. */
    public EngineConfig workers(int n) {
        if (n < 1 || n > MAX_WORKERS) {
            throw new IllegalArgumentException("workers: " + n + " is out of range; take 1 to " + MAX_WORKERS);
        }
        workers = n;
        return this;
    }

    public int workers() {
        return workers;
    }

    /**
     * Whether the engine has forwarding threads of its own; default true. Without, the program calls {@link Engine#drive}: for one that
     * shares a single processor with its switch.
     */
    public EngineConfig threads(boolean own) {
        threads = own;
        return this;
    }

    public boolean threads() {
        return threads;
    }

    /** Whether the engine removes rules that were idle for their timeout; a controller that does so itself says false. Default true. */
    public EngineConfig idleTimeouts(boolean on) {
        idleTimeouts = on;
        return this;
    }

    public boolean idleTimeouts() {
        return idleTimeouts;
    }

    /** How often a datapath looks at links, meters and learnt addresses, in nanoseconds; for tests. */
    EngineConfig refreshNanos(long period) {
        refreshNanos = period;
        return this;
    }

    long refreshNanos() {
        return refreshNanos;
    }

    /** Ports of this type are opened by the program's own opener, and not as they usually are. */
    public EngineConfig opener(PortName.Type type, PortOpener opener) {
        openers.put(type, opener);
        return this;
    }

    Map<PortName.Type, PortOpener> openers() {
        return openers;
    }
}
