package org.onosnetmap.dataplane.compile;

import java.lang.reflect.Field;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code sun.misc.Unsafe}, by which generated code reads memory at an address whose bounds were checked before. Found by reflection, because a later Java has none that does
 * (JEP 471): nothing is compiled there, and all goes on as before.
 */
final class RawMemory {

    /** The class's name in byte code. */
    static final String TYPE = "sun/misc/Unsafe";

    /** From this version on, the virtual machine complains of who reads memory so. */
    private static final int DEPRECATED = 24;
    private static final Object UNSAFE = Runtime.version().feature() < DEPRECATED ? find() : null;

    private RawMemory() {
    }

    private static Object find() {
        try {
            Field f = ClassLoader.getSystemClassLoader().loadClass(TYPE.replace('/', '.')).getDeclaredField("theUnsafe");
            f.setAccessible(true);
            return f.get(null);
        } catch (ReflectiveOperationException | RuntimeException e) {
            Logger log = LoggerFactory.getLogger(RawMemory.class);
            log.info("Pipelines are not compiled, because this Java has no sun.misc.Unsafe: {}", e.toString());
            return null;
        }
    }

    /** The instance; null if there is none. */
    static Object unsafe() {
        return UNSAFE;
    }
}
