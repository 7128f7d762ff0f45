package org.onosnetmap.tools.run;

import java.util.List;
import org.onosnetmap.dataplane.traffic.Task;
import org.onosnetmap.dataplane.traffic.TaskLoop;

/** One thread that runs tasks, for commands that need no more. Closing it ends it. */
public final class TaskThread implements AutoCloseable {

    private final TaskLoop loop;
    private final Thread thread;

    /** Starts it. */
    public TaskThread(List<? extends Task> tasks) {
        loop = new TaskLoop(List.copyOf(tasks), null, Runtime.getRuntime().availableProcessors() == 1);
        thread = new Thread(loop, "netmap-packets");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Whether it still runs.
     *
     * @throws IllegalStateException if it has failed
     */
    public boolean isRunning() {
        if (loop.failure() != null) {
            throw new IllegalStateException("the thread that moves packets has failed", loop.failure());
        }
        return thread.isAlive();
    }

    @Override
    public void close() {
        loop.stop();
        Threads.join(thread);
    }
}
