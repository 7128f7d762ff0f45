package org.onosnetmap.dataplane.classify;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;

/** One object for equal masks: a million rules have some hundred masks, and look-ups find the few objects in the cache. Any thread. */
final class Masks {

    private static final Map<Mask, WeakReference<Mask>> ALL = new WeakHashMap<>();

    private Masks() {
    }

    static Mask same(Mask m) {
        synchronized (ALL) {
            WeakReference<Mask> known = ALL.get(m);
            Mask same = known == null ? null : known.get();
            if (same == null) {
                ALL.put(m, new WeakReference<>(m));
                same = m;
            }
            return same;
        }
    }
}
