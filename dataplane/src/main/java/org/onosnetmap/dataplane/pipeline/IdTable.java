package org.onosnetmap.dataplane.pipeline;

import java.util.Collection;
import java.util.function.ToIntFunction;

/** Finds groups or meters by their numbers: an immutable hash table with linear probing, at most half full. */
final class IdTable<T> {

    private final int[] ids;
    private final Object[] values;
    private final int mask;

    IdTable(Collection<T> all, ToIntFunction<T> id) {
        int size = Integer.highestOneBit(Math.max(1, all.size())) * 4;
        ids = new int[size];
        values = new Object[size];
        mask = size - 1;
        for (T t : all) {
            int n = id.applyAsInt(t);
            int i = slot(n);
            while (values[i] != null) {
                i = i + 1 & mask;
            }
            ids[i] = n;
            values[i] = t;
        }
    }

    /** What has the number; null for nothing. */
    @SuppressWarnings("unchecked")
    T get(int id) {
        for (int i = slot(id); ; i = i + 1 & mask) {
            Object v = values[i];
            if (v == null || ids[i] == id) {
                return (T) v;
            }
        }
    }

    private int slot(int id) {
        int h = id * 0x9e3779b9;
        return (h ^ h >>> 16) & mask;
    }
}
