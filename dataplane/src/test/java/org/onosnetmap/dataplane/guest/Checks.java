package org.onosnetmap.dataplane.guest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.onosnetmap.dataplane.port.PortException;

/** Checks that print what they found, and go on. */
final class Checks {

    private static final long DEADLINE_NANOS = 60_000_000_000L;

    private static final long START = System.nanoTime();

    private static int failed;

    private Checks() {
    }

    /** What the next checks are about, and how long the tests have taken. */
    static void subject(String what) {
        System.out.println("# " + what + ", at " + (System.nanoTime() - START) / 100_000_000 / 10.0 + " s");
    }

    static int failed() {
        return failed;
    }

    static void ok(boolean good, String what) {
        System.out.println((good ? "ok - " : "not ok - ") + what);
        failed += good ? 0 : 1;
    }

    static void equal(Object wanted, Object found, String what) {
        boolean good = wanted.equals(found);
        ok(good, good ? what : what + ": wanted " + wanted + ", found " + found);
    }

    /** Waits until something is so. */
    static void until(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + DEADLINE_NANOS;
        boolean good;
        while (!(good = condition.getAsBoolean()) && System.nanoTime() < end) {
            sleep(1);
        }
        ok(good, what);
    }

    static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opening fails in this way, and the message has these words. */
    static void refused(PortException.Kind kind, String words, Callable<? extends AutoCloseable> open) throws Exception {
        try {
            open.call().close();
            ok(false, "refused with '" + words + "'; but it was opened");
        } catch (PortException e) {
            ok(e.kind() == kind && e.getMessage().contains(words), "refused: " + e.getMessage() + (e.kind() == kind ? "" : " (" + e.kind() + ", wanted " + kind + ")"));
        }
    }

    /** Runs a command and returns what it prints. */
    static String run(String... command) throws IOException {
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (p.waitFor() != 0) {
                throw new IOException(Arrays.toString(command) + ": " + out);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return out;
    }
}
