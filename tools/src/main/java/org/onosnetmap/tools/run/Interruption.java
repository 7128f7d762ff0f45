package org.onosnetmap.tools.run;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C, and SIGTERM: the command is told to end, and the process waits until it has closed everything and written its last line. The exit
 * status is then that of the signal, 130 or 143.
 */
public final class Interruption implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 10;

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupted, "netmap-interruption");

    public Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    private void interrupted() {
        requested.countDown();
        try {
            done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the command is to end. */
    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Sleeps, unless the command is to end. Returns whether it is. */
    public boolean sleep(long millis) {
        try {
            return requested.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            requested.countDown();
            return true;
        }
    }

    /** The command has ended. */
    @Override
    public void close() {
        done.countDown();
        if (!isRequested()) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                requested.countDown(); // a signal came this very moment
            }
        }
    }
}
