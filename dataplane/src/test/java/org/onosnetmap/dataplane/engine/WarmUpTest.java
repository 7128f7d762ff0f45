package org.onosnetmap.dataplane.engine;

import static org.junit.jupiter.api.Assertions.*;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    /** Threads of engines; those of earlier tests may still be ending. */
    private static long threads() {
        return Arrays.stream(ManagementFactory.getThreadMXBean().dumpAllThreads(false, false)).map(ThreadInfo::getThreadName).filter(n -> n.startsWith("netmap-")).count();
    }

    @Test
    void endsEarlyWhenClosedLeavesNoThreadAndIsDoneOnceOnly() throws Exception {
        long before = threads();
        WarmUp first = WarmUp.start();
        Thread.sleep(200); // it is sending by now, or soon
        first.close();
        assertTrue(threads() <= before);
        WarmUp second = WarmUp.start();
        second.await();
        second.close();
        assertTrue(threads() <= before);
    }
}
