package org.onosnetmap.dataplane.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition, with a deadline. */
public final class Await {

    private static final long DEADLINE_SECONDS = 10;

    private Await() {
    }

    public static void until(BooleanSupplier condition, String what) {
        until(condition, what, DEADLINE_SECONDS);
    }

    public static void until(BooleanSupplier condition, String what, long seconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for " + what);
            }
            LockSupport.parkNanos(20_000);
        }
    }

    /** Waits until something is as it should be; fails with what it was last. */
    public static void equal(Object expected, Supplier<?> actual, String what) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        Object last = actual.get();
        while (!expected.equals(last) && System.nanoTime() < end) {
            LockSupport.parkNanos(20_000);
            last = actual.get();
        }
        assertEquals(expected, last, what);
    }
}
