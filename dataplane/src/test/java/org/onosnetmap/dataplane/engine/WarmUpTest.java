package org.onosnetmap.dataplane.engine;

import static org.junit.jupiter.api.Assertions.*;

import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WarmUpTest {

    /** Threads of engines, but for those of tests before this one. */
    private static Set<Thread> threadsSince(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().startsWith("netmap-") && !before.contains(t)).collect(Collectors.toSet());
    }

    private static boolean isThere(String name, Set<Thread> before) {
        return threadsSince(before).stream().anyMatch(t -> t.getName().startsWith(name));
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void endsEarlyWhenClosedLeavesNoThreadAndIsDoneOnceOnly() throws Exception {
        Set<Thread> before = threadsSince(Set.of());
        WarmUp first = WarmUp.start();
        while (isThere("netmap-warm-up", before) && !isThere("netmap-worker", before)) {
            Thread.onSpinWait(); // its engine is not there yet; or has gone already, if this thread was held up
        }
        first.close();
        // A pool of threads has ended a moment before its last thread has.
        Await.equal(Set.of(), () -> threadsSince(before), "threads left behind");
        WarmUp second = WarmUp.start();
        assertEquals(Set.of(), threadsSince(before), "it was done before");
        second.await();
        second.close();
    }
}
