package org.onosnetmap.dataplane.program;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathException;
import org.onosnetmap.dataplane.engine.DatapathSpec;
import org.onosnetmap.dataplane.engine.Engine;
import org.onosnetmap.dataplane.engine.EngineConfig;
import org.onosnetmap.dataplane.netmap.NetmapAbi;
import org.onosnetmap.dataplane.netmap.NetmapMemory;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortException.Kind;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.port.Ports;

/**
 * The ports of a program, opened by name, and the VALE switches of its process that they hang on. {@code vale0:a} and {@code vale0:b} opened
 * here are two ports of one switch; <code>netmap:x{1</code> and <code>netmap:x}1</code> are the ends of a pipe; everything else is the
 * interface, file or device that its name says.
 *
 * <p>Opened, closed and refreshed by one thread. Closing puts everything back, the last port first.
 */
public final class PortSet implements AutoCloseable {

    private static final int MAX_PORTS = 32;
    private static final int MAX_RINGS = 256;
    private static final int MAX_SLOTS = 4096;
    /** Address space that costs nothing before it is used. */
    private static final int BUFFERS = 256 * NetmapAbi.DEFAULT_SLOTS;

    private final int bufSize;
    private final EngineConfig config;
    private final Ports opener = new Ports();
    private final NetmapMemory memory;
    private final List<Port> open = new ArrayList<>();
    private Engine engine;

    /** Ports with buffers of 2,048 bytes or a little more; each VALE switch forwards by a thread of the process. */
    public PortSet() {
        this(NetmapAbi.DEFAULT_BUF_SIZE, 1, true);
    }

    /**
     * Ports as a program wants them.
     *
     * @param bufSize     bytes of a buffer, a multiple of 64 from 2,048 to 16,384; a frame has room in one
     * @param valeWorkers forwarding threads of the VALE switches, and so the number of receive rings of each VALE port
     * @param valeThreads false if the program itself calls {@link #drive}
     */
    public PortSet(int bufSize, int valeWorkers, boolean valeThreads) {
        this.bufSize = bufSize;
        this.config = new EngineConfig().workers(valeWorkers).threads(valeThreads);
        int spread = NetmapMemory.spread(bufSize);
        this.memory = new NetmapMemory(MAX_PORTS, MAX_RINGS, MAX_SLOTS, Math.min(BUFFERS, NetmapMemory.maxBuffers(MAX_PORTS, MAX_RINGS, MAX_SLOTS, spread)), spread);
    }

    /** Opens a port with one transmit ring. */
    public Port open(String name) throws PortException {
        return open(name, 1, Map.of());
    }

    /** Opens several ports, each as {@link #open(String)}. */
    public List<Port> openAll(String... names) throws PortException {
        List<Port> all = new ArrayList<>();
        for (String name : names) {
            all.add(open(name));
        }
        return all;
    }

    /**
     * Opens a port.
     *
     * @param txRings transmit rings wanted, one for each thread that sends
     * @param options by name, see docs/ports.md
     * @throws PortException with the cause and the remedy; nothing is changed then
     */
    public Port open(String name, int txRings, Map<String, String> options) throws PortException {
        PortSpec spec = PortSpec.of(name, 0, options);
        Port port;
        try {
            switch (spec.name().type()) {
                case VALE:
                    port = openVale(spec, txRings);
                    break;
                case PIPE_MASTER:
                case PIPE_SLAVE:
                    port = opener.virtual().openClient(spec, memory, txRings);
                    break;
                default:
                    port = opener.open(spec, memory, txRings);
            }
        } catch (NetmapMemory.OutOfMemoryException e) {
            throw new PortException(Kind.FAILED, e.getMessage(), e);
        }
        open.add(port);
        return port;
    }

    /** The switch, made if it is not there; on it the port, with as many receive rings as the program has transmit rings. */
    private Port openVale(PortSpec spec, int txRings) throws PortException {
        PortName name = spec.name();
        try {
            if (engine == null) {
                engine = Engine.start(config);
            }
            Datapath sw = engine.datapath(name.device()).orElse(null);
            if (sw == null) {
                sw = engine.addDatapath(DatapathSpec.vale(name.device()).maxPorts(MAX_PORTS).bufSize(bufSize));
            }
            Map<String, String> options = new HashMap<>(spec.options());
            options.put("rxRings", Integer.toString(txRings));
            int number = sw.addPort(PortSpec.of(name.toString(), 0, options)).number();
            try {
                return engine.openClient(name.toString(), txRings);
            } catch (PortException e) {
                sw.removePort(number);
                throw e;
            }
        } catch (DatapathException e) {
            throw new PortException(e.kind() == DatapathException.Kind.EXISTS ? Kind.IN_USE : Kind.BAD_NAME, e.getMessage(), e);
        }
    }

    /** Without threads of their own: lets the VALE switches forward what is there. Returns the number of frames. */
    public int drive() {
        return engine == null ? 0 : engine.drive();
    }

    /** Asks the system for link states and counters of all ports; to be called a few times a second. */
    public void refresh() {
        open.forEach(Port::refresh);
    }

    /** The switch of that name in this process, for its MAC table and counters; null if no port hangs on it. */
    public Datapath vale(String name) {
        return engine == null ? null : engine.datapath(name).orElse(null);
    }

    @Override
    public void close() {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
        open.clear();
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }
}
