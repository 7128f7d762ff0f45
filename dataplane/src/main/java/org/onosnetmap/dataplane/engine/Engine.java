package org.onosnetmap.dataplane.engine;

import java.util.List;
import java.util.Optional;
import org.onosnetmap.dataplane.flow.*;
import org.onosnetmap.dataplane.port.*;

/** Skeleton. */
public final class Engine implements AutoCloseable {
    public static Engine start(EngineConfig config) {
        throw new UnsupportedOperationException();
    }

    public Datapath addDatapath(DatapathSpec spec) throws DatapathException {
        throw new UnsupportedOperationException();
    }

    public void removeDatapath(String name) throws DatapathException {
        throw new UnsupportedOperationException();
    }

    public Optional<Datapath> datapath(String name) {
        throw new UnsupportedOperationException();
    }

    public List<Datapath> datapaths() {
        throw new UnsupportedOperationException();
    }

    public List<WorkerStats> workers() {
        throw new UnsupportedOperationException();
    }

    public Port openClient(String portName) throws PortException {
        throw new UnsupportedOperationException();
    }

    public void close() {
        throw new UnsupportedOperationException();
    }
}
