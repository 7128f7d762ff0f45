package org.onosnetmap.dataplane.worker;

import static org.junit.jupiter.api.Assertions.*;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sun.misc.Unsafe;

class PaddingTest {

    /** A cache line and its neighbour, which processors fetch with it. */
    private static final int PAIR = 128;

    @ParameterizedTest
    @ValueSource(classes = {Rx.class, Tx.class, Counts.class, Worker.class})
    void whatAWorkerWritesLiesTwoCacheLinesBehindTheObjectBefore(Class<?> c) throws ReflectiveOperationException {
        Field f = Unsafe.class.getDeclaredField("theUnsafe");
        f.setAccessible(true);
        Unsafe unsafe = (Unsafe) f.get(null);
        for (Field own : c.getDeclaredFields()) {
            if (!Modifier.isStatic(own.getModifiers())) {
                long at = unsafe.objectFieldOffset(own);
                assertTrue(at >= PAIR, () -> c.getSimpleName() + "." + own.getName() + " is at " + at);
            }
        }
    }
}
