package org.onosnetmap.dataplane.classify;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The entries of a tuple in buckets by their hashes, those of a bucket by falling rank. Control side. What look-ups read are two arrays of chunks
 * of 16 buckets: the entries as objects, and as {@link Row}s in one array of longs, before which there is for each bucket the number of its first
 * row (upper half) and of the one behind its last. Once published, a chunk is copied when it changes.
 */
final class Buckets {

    private static final int CHUNK = 16;
    /** What is added to both ends of a range. */
    private static final long ONE_LATER = 1L << 32 | 1;

    private final Row row;
    private final int count;
    /** In a chunk. */
    private final int buckets;
    private long[][] rows;
    private Entry[][] entries;
    /** The arrays of chunks are read by others. */
    private boolean published;

    /** @param count a power of two */
    Buckets(Row row, int count) {
        this.row = row;
        this.count = count;
        this.buckets = Math.min(count, CHUNK);
        this.rows = new long[count / buckets][];
        this.entries = new Entry[rows.length][];
        Arrays.fill(rows, new long[buckets]);
        Arrays.fill(entries, new Entry[0]);
    }

    Row row() {
        return row;
    }

    int count() {
        return count;
    }

    void forEach(Consumer<Entry> action) {
        for (Entry[] chunk : entries) {
            for (Entry e : chunk) {
                action.accept(e);
            }
        }
    }

    /** Those in the bucket of a hash, best first. */
    void forEach(long hash, Consumer<Entry> action) {
        int chunk = chunk(hash);
        long range = rows[chunk][bucket(hash)];
        for (int i = first(range); i < end(range); i++) {
            action.accept(entries[chunk][i]);
        }
    }

    void add(Entry e) {
        int chunk = chunk(e.hash);
        long range = rows[chunk][bucket(e.hash)];
        int at = first(range);
        while (at < end(range) && entries[chunk][at].beats(e)) {
            at++;
        }
        move(chunk, bucket(e.hash), at, at, 1);
        entries[chunk][at] = e;
        row.write(e, rows[chunk], buckets + at * row.length);
    }

    void remove(Entry e) {
        int chunk = chunk(e.hash);
        int at = first(rows[chunk][bucket(e.hash)]);
        while (entries[chunk][at] != e) {
            at++;
        }
        move(chunk, bucket(e.hash), at, at + 1, -1);
    }

    /** Copies a chunk without the entries between from and to, or with an empty place there; the bucket and those behind it end and begin elsewhere by so many. */
    private void move(int chunk, int bucket, int from, int to, int by) {
        if (published) {
            published = false;
            rows = rows.clone();
            entries = entries.clone();
        }
        Entry[] old = entries[chunk];
        int at = by > 0 ? from + by : from;
        Entry[] some = new Entry[old.length + by];
        System.arraycopy(old, 0, some, 0, from);
        System.arraycopy(old, to, some, at, old.length - to);
        long[] oldRows = rows[chunk];
        long[] someRows = new long[buckets + some.length * row.length];
        System.arraycopy(oldRows, 0, someRows, 0, buckets + from * row.length);
        System.arraycopy(oldRows, buckets + to * row.length, someRows, buckets + at * row.length, (old.length - to) * row.length);
        someRows[bucket] += by;
        for (int i = bucket + 1; i < buckets; i++) {
            someRows[i] += by * ONE_LATER;
        }
        entries[chunk] = some;
        rows[chunk] = someRows;
    }

    private int chunk(long hash) {
        return Hash.chunk(hash) & rows.length - 1;
    }

    private int bucket(long hash) {
        return Hash.bucket(hash) & buckets - 1;
    }

    static int first(long range) {
        return (int) (range >>> 32);
    }

    static int end(long range) {
        return (int) range;
    }

    /** What a look-up reads; never written again. */
    TupleTable publish(Mask mask, int depth, Filter filter, long maxRank) {
        published = true;
        return new TupleTable(mask, depth, filter.words(), row, buckets, rows, entries, maxRank);
    }
}
