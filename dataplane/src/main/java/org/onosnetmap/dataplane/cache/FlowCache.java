package org.onosnetmap.dataplane.cache;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.ThreadLocalRandom;
import org.onosnetmap.dataplane.sys.AnonymousMemory;

/**
 * From what rules read of a frame to what was decided for such a frame before. An entry is the key, whole, and a word with the generation of the
 * rules it was made by (upper half) and the outcome (lower half): a key is compared bit for bit, so that the answer is right or there is none.
 *
 * <pre>
 *  bucket   entry: key word 0 | 1 | 2 | generation, outcome     of three words: a bucket is one cache line, of one word half of it
 *           entry: the same
 * </pre>
 *
 * A key has its bucket of two entries, and may live in the three others of its aligned group of four, one after the other, if those before are
 * full: a look-up costs one place in memory, seldom two, and never more than the group, whose buckets lie side by side. What is empty
 * ends it. The table grows with the flows, up to a limit; beyond that, new flows push out others. A grown table starts empty. The memory lies
 * outside of the Java heap, in huge pages where the kernel has them. Owned by one worker.
 */
public final class FlowCache {

    private static final Cleaner CLEANER = Cleaner.create();
    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int MIN_BUCKETS = 1 << 9;
    /** Bytes a table can have. */
    private static final int MAX_BYTES = 1 << 28;
    /** A table of so many bytes is in the processor's second-level cache, or near to it. */
    private static final int NEAR_BYTES = 1 << 20;
    private static final int GROWTH = 4;
    /** A table grows when there is an entry for every so many buckets: then hardly any group of buckets is wanted by more than it holds. */
    private static final int SPARE = 4;
    /** Entries that a key can have. */
    private static final int WAYS = 8;
    /** Odd, and different in each process, so that nobody can prepare frames that meet in one bucket. */
    private static final long[] FACTORS = new long[KeyWindows.MAX + 1];

    static {
        for (int i = 0; i < FACTORS.length; i++) {
            FACTORS[i] = ThreadLocalRandom.current().nextLong() | 1;
        }
    }

    private final KeyWindows windows;
    private final int words;
    /** Log2 of the bytes of an entry. */
    private final int entryShift;
    private final long[] key;
    /** Buckets a table can have. */
    private final int maxBuckets;
    private ByteBuffer mem;
    /** Of {@link #mem}. */
    private long address;
    private int buckets;
    /** Entries that were free when they were written. */
    private int used;
    private int turn;
    private int found;
    /** Frames of a batch that are not in their bucket; one more place for the one that is not known yet. */
    private final int[] absent = new int[Batch.CAPACITY + 1];
    /** Of a batch that compiled code looks up: see {@link BatchLookup#locate}. {@link #touched} is what nobody needs, but that it is there to be waited for. */
    private final int[] places = new int[Batch.CAPACITY];
    private final long[] keys;
    private long touched;

    /** An empty cache for keys in these windows. */
    public FlowCache(KeyWindows windows) {
        this(windows, MAX_BYTES);
    }

    /** An empty cache that grows to so many bytes at most, which are a power of two. */
    FlowCache(KeyWindows windows, int maxBytes) {
        this.windows = windows;
        this.words = windows.words;
        this.entryShift = windows.bucketShift() - 1;
        this.key = new long[words];
        this.maxBuckets = maxBytes >>> entryShift + 1;
        this.keys = new long[words * Batch.CAPACITY];
        allocate(MIN_BUCKETS);
    }

    private void allocate(int n) {
        AnonymousMemory pages = AnonymousMemory.reserve((long) n << entryShift + 1);
        ByteBuffer buffer = pages.buffer().order(ByteOrder.nativeOrder());
        CLEANER.register(buffer, pages::release);
        mem = buffer;
        address = pages.address();
        buckets = n;
        used = 0;
    }

    /** What a word of a key is multiplied by for its hash, of which the sum has the upper half mixed into the lower, is multiplied by the last factor, and its upper half chooses the bucket. */
    public static long factor(int word) {
        return FACTORS[word];
    }

    /** See {@link #factor}. */
    public static long lastFactor() {
        return FACTORS[KeyWindows.MAX];
    }

    /** Size of the table. */
    public long bytes() {
        return (long) buckets << entryShift + 1;
    }

    /** Entries that hold something. */
    public int used() {
        return used;
    }

    /** Forgets everything. */
    public void clear() {
        allocate(MIN_BUCKETS);
    }

    /**
     * Looks up all frames of one shape.
     *
     * @param floor the generation from which on entries are valid
     */
    public void lookup(Batch b, int shape, int floor) {
        if (words == 1) {
            lookupShort(b, shape, floor);
        } else if (windows.areTwo()) {
            lookupTwo(b, shape, floor);
        } else if (words == KeyWindows.NARROW) {
            lookupNarrow(b, shape, floor);
        } else {
            for (int i = 0; i < b.size; i++) {
                if (b.shape[i] == shape) {
                    lookupOne(b, i, floor);
                }
            }
        }
    }

    /**
     * Looks up all frames that are of a look-up's shape.
     *
     * @param odd gets the numbers of the others
     * @return how many those are
     */
    public int lookup(BatchLookup compiled, Batch b, int floor, int[] odd) {
        int n = b.size;
        compiled.locate(n, b.at, b.address, buckets - 1, keys, places);
        touch(n);
        if (compiled.compare(n, keys, places, address, floor, b.outcome, b.generation) != 0) {
            findAbsent(b, floor);
        }
        return compiled.differ(n, b.at, b.length, b.address) == 0 ? 0 : compiled.others(n, b.at, b.length, b.address, odd);
    }

    /**
     * Has so many {@link #places} brought near, if the table is far. A loop that does nothing else has as many of them on their way at once as the processor can wait for; between them
     * the work on a frame would leave room for a few only.
     */
    private void touch(int n) {
        if (bytes() <= NEAR_BYTES) {
            return;
        }
        ByteBuffer m = mem;
        int[] all = places;
        long near = 0;
        for (int i = 0; i < n; i++) {
            near += (long) LONG.get(m, all[i]);
        }
        touched = near;
    }

    /** Looks again for frames that neither entry of their bucket has, in the others of its group; but for those whose bucket is not full, which are nowhere. */
    private void findAbsent(Batch b, int floor) {
        int[] outcome = b.outcome;
        int[] all = places;
        int n = 0;
        for (int i = 0; i < b.size; i++) {
            if (outcome[i] == 0 && word(entry(all[i], 1)) != 0) {
                all[n] = entry(all[i], 2);
                absent[n++] = i;
            }
        }
        touch(n);
        findEach(b, n, floor);
    }

    /*
     * The loops over a batch call nothing and branch on nothing that is not nearly always the same: what the buffers' fields hold stays in registers
     * then, which a call on the rarest way would prevent, and the processor works on many frames at once. Frames that neither entry of their bucket has
     * are looked for afterwards, one by one.
     */

    private void lookupNarrow(Batch b, int shape, int floor) {
        ByteBuffer frames = b.mem;
        ByteBuffer m = mem;
        int mask = buckets - 1;
        int at0 = windows.at[0];
        int at1 = windows.at[1];
        int at2 = windows.at[2];
        long mask0 = windows.mask[0];
        long mask1 = windows.mask[1];
        long mask2 = windows.mask[2];
        long f0 = FACTORS[0];
        long f1 = FACTORS[1];
        long f2 = FACTORS[2];
        long f3 = FACTORS[KeyWindows.MAX];
        int n = b.size;
        int[] at = b.at;
        int[] shapes = b.shape;
        int[] outcome = b.outcome;
        int[] generation = b.generation;
        int[] rest = absent;
        int absentees = 0;
        for (int i = 0; i < n; i++) {
            if (shapes[i] != shape) {
                continue;
            }
            int a = at[i];
            long k0 = ((long) LONG.get(frames, a + at0)) & mask0;
            long k1 = ((long) LONG.get(frames, a + at1)) & mask1;
            long k2 = ((long) LONG.get(frames, a + at2)) & mask2;
            long h = k0 * f0 + k1 * f1 + k2 * f2;
            int e = ((int) ((h ^ h >>> 32) * f3 >>> 32) & mask) << 6;
            long first = (((long) LONG.get(m, e)) ^ k0) | (((long) LONG.get(m, e + 8)) ^ k1) | (((long) LONG.get(m, e + 16)) ^ k2);
            long second = (((long) LONG.get(m, e + 32)) ^ k0) | (((long) LONG.get(m, e + 40)) ^ k1) | (((long) LONG.get(m, e + 48)) ^ k2);
            long notFirst = (first | -first) >>> 63;
            long notSecond = (second | -second) >>> 63;
            long word = (long) LONG.get(m, e + 24 + ((int) notFirst << 5));
            int age = (int) (word >>> 32);
            generation[i] = age;
            outcome[i] = (int) word & ~(age - floor >> 31);
            rest[absentees] = i;
            absentees += (int) (notFirst & notSecond);
        }
        findEach(b, absentees, floor);
    }

    /** As {@link #lookupNarrow}, for keys of one word. */
    private void lookupShort(Batch b, int shape, int floor) {
        ByteBuffer frames = b.mem;
        ByteBuffer m = mem;
        int mask = buckets - 1;
        int at0 = windows.at[0];
        int at1 = windows.at[1];
        long mask0 = windows.mask[0];
        long mask1 = windows.mask[1];
        int rotation = windows.rotation;
        long f0 = FACTORS[0];
        long f3 = FACTORS[KeyWindows.MAX];
        int n = b.size;
        int[] at = b.at;
        int[] shapes = b.shape;
        int[] outcome = b.outcome;
        int[] generation = b.generation;
        int[] rest = absent;
        int absentees = 0;
        for (int i = 0; i < n; i++) {
            if (shapes[i] != shape) {
                continue;
            }
            int a = at[i];
            long k = ((long) LONG.get(frames, a + at0)) & mask0 | Long.rotateLeft(((long) LONG.get(frames, a + at1)) & mask1, rotation);
            long h = k * f0;
            int e = ((int) ((h ^ h >>> 32) * f3 >>> 32) & mask) << 5;
            long first = ((long) LONG.get(m, e)) ^ k;
            long second = ((long) LONG.get(m, e + 16)) ^ k;
            long notFirst = (first | -first) >>> 63;
            long notSecond = (second | -second) >>> 63;
            long word = (long) LONG.get(m, e + 8 + ((int) notFirst << 4));
            int age = (int) (word >>> 32);
            generation[i] = age;
            outcome[i] = (int) word & ~(age - floor >> 31);
            rest[absentees] = i;
            absentees += (int) (notFirst & notSecond);
        }
        findEach(b, absentees, floor);
    }

    /** As {@link #lookupNarrow}, for keys whose third word is empty, as of five-tuples. A loop of its own, because the third word costs a fifth of a look-up. */
    private void lookupTwo(Batch b, int shape, int floor) {
        ByteBuffer frames = b.mem;
        ByteBuffer m = mem;
        int mask = buckets - 1;
        int at0 = windows.at[0];
        int at1 = windows.at[1];
        long mask0 = windows.mask[0];
        long mask1 = windows.mask[1];
        long f0 = FACTORS[0];
        long f1 = FACTORS[1];
        long f3 = FACTORS[KeyWindows.MAX];
        int n = b.size;
        int[] at = b.at;
        int[] shapes = b.shape;
        int[] outcome = b.outcome;
        int[] generation = b.generation;
        int[] rest = absent;
        int absentees = 0;
        for (int i = 0; i < n; i++) {
            if (shapes[i] != shape) {
                continue;
            }
            int a = at[i];
            long k0 = ((long) LONG.get(frames, a + at0)) & mask0;
            long k1 = ((long) LONG.get(frames, a + at1)) & mask1;
            long h = k0 * f0 + k1 * f1;
            int e = ((int) ((h ^ h >>> 32) * f3 >>> 32) & mask) << 6;
            long first = (((long) LONG.get(m, e)) ^ k0) | (((long) LONG.get(m, e + 8)) ^ k1);
            long second = (((long) LONG.get(m, e + 32)) ^ k0) | (((long) LONG.get(m, e + 40)) ^ k1);
            long notFirst = (first | -first) >>> 63;
            long notSecond = (second | -second) >>> 63;
            long word = (long) LONG.get(m, e + 24 + ((int) notFirst << 5));
            int age = (int) (word >>> 32);
            generation[i] = age;
            outcome[i] = (int) word & ~(age - floor >> 31);
            rest[absentees] = i;
            absentees += (int) (notFirst & notSecond);
        }
        findEach(b, absentees, floor);
    }

    /** Looks up one frame of a batch. */
    public void lookupOne(Batch b, int i, int floor) {
        b.outcome[i] = find(b.mem, b.at[i], floor);
        b.generation[i] = found;
    }

    private void findEach(Batch b, int n, int floor) {
        for (int j = 0; j < n; j++) {
            lookupOne(b, absent[j], floor);
        }
    }

    /** The outcome for one frame, 0 if there is none. */
    public int find(ByteBuffer frames, int at, int floor) {
        int place = locate(frames, at);
        for (int way = 0; way < WAYS; way++) {
            int e = entry(place, way);
            long word = word(e);
            if (word == 0) {
                return 0;
            }
            if (holds(e)) {
                found = (int) (word >>> 32);
                return found - floor >= 0 ? (int) word : 0;
            }
        }
        return 0;
    }

    /** Generation of the entry that {@link #find} found last. */
    public int generation() {
        return found;
    }

    /** Where a key's entries lie: two in its bucket, two in each of the others of its group. */
    private int entry(int place, int way) {
        return (place ^ (way & WAYS - 2) << entryShift) + ((way & 1) << entryShift);
    }

    /** Generation and outcome of an entry; 0 of one that was never written. A key takes the first of its entries that is free, so that none is behind an empty one. */
    private long word(int e) {
        return (long) LONG.get(mem, e + 8 * words);
    }

    /** Reads the key of a frame that {@link #insert} is to be called for; the frame may change in between. */
    public int locate(ByteBuffer frames, int at) {
        long h = 0;
        for (int w = 0; w < words; w++) {
            key[w] = windows.word(frames, at, w);
            h += key[w] * FACTORS[w];
        }
        return ((int) ((h ^ h >>> 32) * FACTORS[KeyWindows.MAX] >>> 32) & buckets - 1) << entryShift + 1;
    }

    /**
     * Has the memory brought near in which the frame's entry will be. Of many frames it takes little longer than of one.
     *
     * @return what nobody needs, but that it is there to be waited for
     */
    public long touch(ByteBuffer frames, int at) {
        return (long) LONG.get(mem, locate(frames, at));
    }

    /**
     * Keeps the outcome of the frame that was located last.
     *
     * @param place      what {@link #locate} said
     * @param generation of the rules it was decided by
     * @param outcome    not 0
     * @param floor      entries below this generation may be overwritten
     */
    public void insert(int place, int generation, int outcome, int floor) {
        insert(place, generation, outcome, floor, MAX_BYTES);
    }

    /** The same, but the table takes no step of growth beyond so many bytes: then new flows push out others. */
    public void insert(int place, int generation, int outcome, int floor, int growth) {
        int e = entry(place, chosen(place, floor));
        if (word(e) == 0) {
            used++;
        }
        for (int w = 0; w < words; w++) {
            LONG.set(mem, e + 8 * w, key[w]);
        }
        LONG.set(mem, e + 8 * words, (long) generation << 32 | outcome & 0xffffffffL);
        if (used > buckets / SPARE) {
            int next = Math.min(buckets * GROWTH, maxBuckets);
            if (next > buckets && (long) next << entryShift + 1 <= growth) {
                allocate(next);
            }
        }
    }

    /** The entry that has the key; else the first that is free or out of date; else one after the other. */
    private int chosen(int place, int floor) {
        int free = -1;
        for (int way = 0; way < WAYS; way++) {
            int e = entry(place, way);
            long word = word(e);
            if (word == 0) {
                return free >= 0 ? free : way;
            }
            if (holds(e)) {
                return way;
            }
            if (free < 0 && (int) (word >>> 32) - floor < 0) {
                free = way;
            }
        }
        return free >= 0 ? free : turn++ & WAYS - 1;
    }

    private boolean holds(int e) {
        for (int w = 0; w < words; w++) {
            if ((long) LONG.get(mem, e + 8 * w) != key[w]) {
                return false;
            }
        }
        return true;
    }
}
