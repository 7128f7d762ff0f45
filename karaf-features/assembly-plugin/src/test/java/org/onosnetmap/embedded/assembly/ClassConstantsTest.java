package org.onosnetmap.embedded.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class ClassConstantsTest {
    /** A class with constants of many kinds before and behind the one that is changed. */
    static final class Sample implements LongSupplier {
        double other = 2500.25;
        float third = 1.5f;
        int fourth = 1_000_000;
        Runnable fifth = () -> third = fourth;

        @Override
        public long getAsLong() {
            return fourth > 0 ? 2500L : Long.MAX_VALUE;
        }
    }

    private static byte[] sample() throws IOException {
        try (InputStream in = Sample.class.getResourceAsStream("ClassConstantsTest$Sample.class")) {
            return in.readAllBytes();
        }
    }

    @Test
    void codeThatLoadsTheConstantSeesTheNewValue() throws Exception {
        byte[] classFile = sample();
        assertTrue(ClassConstants.replaceLong(classFile, 2500, 260));
        ClassLoader loader = new ClassLoader(null) {
            @Override
            protected Class<?> findClass(String name) {
                return defineClass(name, classFile, 0, classFile.length);
            }
        };
        var constructor = loader.loadClass(Sample.class.getName()).getDeclaredConstructor();
        constructor.setAccessible(true);
        assertEquals(260, ((LongSupplier) constructor.newInstance()).getAsLong());
    }

    @Test
    void aConstantTheClassDoesNotHaveIsReported() throws IOException {
        assertFalse(ClassConstants.replaceLong(sample(), 2501, 260));
    }

    @Test
    void whatIsNoClassFileIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> ClassConstants.replaceLong(new byte[100], 1, 2));
        assertThrows(IllegalArgumentException.class, () -> ClassConstants.replaceLong(new byte[1], 1, 2));
    }
}
