package org.onosnetmap.dataplane.engine;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to know what happens in a datapath. Events are told on the control thread, in their order. Thread-safe. */
final class DatapathListeners {

    private static final Logger LOG = LoggerFactory.getLogger(DatapathListeners.class);

    private final Engine engine;
    private final List<DatapathListener> listeners = new CopyOnWriteArrayList<>();

    DatapathListeners(Engine engine) {
        this.engine = engine;
    }

    void add(DatapathListener l) {
        listeners.add(l);
    }

    void remove(DatapathListener l) {
        listeners.remove(l);
    }

    /** Tells everyone, after what was told before. */
    void tell(Consumer<DatapathListener> event) {
        for (DatapathListener l : listeners) {
            tell(l, event);
        }
    }

    /** Tells one of them, after what was told before. */
    void tell(DatapathListener l, Consumer<DatapathListener> event) {
        engine.onControlThread(() -> event.accept(l));
    }

    /** Control thread: tells everyone now. */
    void tellNow(Consumer<DatapathListener> event) {
        listeners.forEach(event);
    }

    /** Packet-in thread: hands out a packet. */
    void packetIn(Datapath d, PacketIn p) {
        for (DatapathListener l : listeners) {
            try {
                l.packetIn(d, p);
            } catch (RuntimeException e) {
                LOG.error("{}: a listener failed on a packet-in", d.name(), e);
            }
        }
    }
}
