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

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void endsEarlyWhenClosedLeavesNoThreadAndIsDoneOnceOnly() throws Exception {
        Set<Thread> before = threadsSince(Set.of());
        WarmUp first = WarmUp.start();
        while (threadsSince(before).stream().noneMatch(t -> t.getName().startsWith("netmap-worker"))) {
            Thread.onSpinWait(); // its engine is not there yet
        }
        first.close();
        assertEquals(Set.of(), threadsSince(before));
        WarmUp second = WarmUp.start();
        second.await();
        second.close();
        assertEquals(Set.of(), threadsSince(before));
    }
}
