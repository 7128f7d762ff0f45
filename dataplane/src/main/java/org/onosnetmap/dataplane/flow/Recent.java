package org.onosnetmap.dataplane.flow;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Makes one of equal values that come again and again, so that a million rules with the same few actions do not keep a million copies. Remembers
 * the last value of each hash and nothing more: it never grows, and a value that is missed is merely kept twice. Thread-safe.
 *
 * @param <T> immutable, with {@code equals} by value
 */
public final class Recent<T> {

    private static final int SLOTS = 1 << 10;

    private final AtomicReferenceArray<T> slots = new AtomicReferenceArray<>(SLOTS);

    /** An equal value that was seen before, or this one. */
    public T same(T value) {
        int h = value.hashCode() * 0x9e3779b9;
        int slot = h >>> 22;
        T seen = slots.get(slot);
        if (value.equals(seen)) {
            return seen;
        }
        slots.set(slot, value);
        return value;
    }
}
