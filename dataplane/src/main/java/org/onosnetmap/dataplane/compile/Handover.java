package org.onosnetmap.dataplane.compile;

import java.util.Map;
import java.util.concurrent.Callable;

/** Objects for the static fields of a class, for its initializer to take. Public for the generated classes. */
public final class Handover {

    private static final ThreadLocal<Map<String, Object>> OBJECTS = new ThreadLocal<>();

    private Handover() {
    }

    /** Loads and initializes a class by {@code load}, and lets it take the objects. */
    static <T> T with(Map<String, Object> objects, Callable<T> load) throws Exception {
        OBJECTS.set(objects);
        try {
            return load.call();
        } finally {
            OBJECTS.remove();
        }
    }

    /** An object by its name, in the initializer of a class. */
    public static Object take(String name) {
        return OBJECTS.get().get(name);
    }
}
