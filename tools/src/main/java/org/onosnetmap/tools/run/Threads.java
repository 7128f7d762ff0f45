package org.onosnetmap.tools.run;

/** Threads of a command. */
public final class Threads {

    private Threads() {
    }

    /** Waits for the end of a thread, which an interrupt does not shorten. */
    public static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
