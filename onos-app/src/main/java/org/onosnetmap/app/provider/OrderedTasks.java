package org.onosnetmap.app.provider;

import static org.onlab.util.Tools.groupedThreads;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One thread that does what the core and the data plane ask for, in the order they ask. An exception ends one task only. Thread-safe. */
public final class OrderedTasks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OrderedTasks.class);

    private final String name;
    private final ExecutorService thread;

    /** @param name names the thread */
    public OrderedTasks(String name) {
        this.name = name;
        this.thread = Executors.newSingleThreadExecutor(groupedThreads("onos/netmap", name + "-%d", LOG));
    }

    /** Runs it after all that were given before; forgets it if the component is going down. */
    public void run(Runnable task) {
        try {
            thread.execute(() -> logged(task));
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: going down", name, e);
        }
    }

    private void logged(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("{}: unexpected error; the next report lets the core repair what is missing", name, e);
        }
    }

    /** Ends the thread; what it has not begun is forgotten. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
