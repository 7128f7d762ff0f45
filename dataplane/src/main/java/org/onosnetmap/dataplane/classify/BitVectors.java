package org.onosnetmap.dataplane.classify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.onosnetmap.dataplane.packet.KeyLayout;

/**
 * All entries of a classifier as bit vectors (Lakshman and Stiliadis, SIGCOMM 1998; summaries after Baboescu and Varghese, SIGCOMM 2001): for what a packet has in a field a table gives
 * the entries that want it, and the first entry that is in the tables' answers for all fields is the best. Takes about the same time whatever the packet has, goes to few places in memory, and branches on
 * little that cannot be foreseen; but it cannot be changed, and it needs a bit for each entry and class of values. So it is made for tables of up to some thousand entries that have been quiet.
 *
 * <p>There are three answers: for both IPv4 addresses, and for all other fields together, whose classes are combined before. A field may be left out, and masks may be of bits that
 * are in no field: what is found is compared whole before it counts. Immutable.
 */
final class BitVectors extends FrozenEntries {

    private static final int MAX_ENTRIES = 1 << 14;
    /** Longs of each answer's table, 16 MB. */
    private static final int MAX_LONGS = 1 << 21;
    private static final int MAX_COMBINATIONS = 1 << 16;
    /** Entries that are compared on average until one is found; with more, fields tell too little. */
    private static final int MAX_COMPARED = 4;
    /** Keys by which a batch is judged, and how many of them may differ from the first where all are taken to be alike. */
    private static final int JUDGED = 16;
    private static final int MAX_OTHERS = 4;

    /** The entries as rows. */
    private final Row row;
    private final long[] rows;
    private final int words;
    private final int summary;
    /** Null where no entry looks at the address. */
    private final AddressClasses sources;
    private final AddressClasses destinations;
    private final FieldClasses[] others;
    /** By place in {@link #others}: classes. */
    private final int[] otherClasses;
    /** Class of all others together, by their combined classes. */
    private final char[] combined;
    private final long[] sourceBits;
    private final long[] destinationBits;
    private final long[] otherBits;

    private BitVectors(Entry[] entries, EntryBits source, EntryBits destination, Others other) {
        super(entries);
        Row r = Row.of(entries[0].mask);
        for (Entry e : entries) {
            r = r.with(e.mask);
        }
        this.row = r;
        this.rows = new long[entries.length * r.length];
        for (int i = 0; i < entries.length; i++) {
            r.write(entries[i], rows, i * r.length);
        }
        this.words = (entries.length + Long.SIZE - 1) / Long.SIZE;
        this.summary = EntryBits.summary(words);
        this.sources = source.classes() == 1 ? null : source.ofAddresses();
        this.destinations = destination.classes() == 1 ? null : destination.ofAddresses();
        this.others = other.values.toArray(new FieldClasses[0]);
        this.otherClasses = other.classes.stream().mapToInt(n -> n).toArray();
        this.combined = other.combined;
        this.sourceBits = source.table();
        this.destinationBits = destination.table();
        this.otherBits = other.bits.table();
    }

    /** Fields that are combined, as they come. */
    private static final class Others {
        final List<FieldClasses> values = new ArrayList<>();
        final List<Integer> classes = new ArrayList<>();
        char[] combined = {0};
        EntryBits bits;

        Others(EntryBits all) {
            this.bits = all;
        }

        /** With one more field, if it tells something and does not cost too much. */
        void add(EntryBits b, int words) {
            long combinations = (long) combined.length * b.classes();
            if (b.classes() == 1 || combinations > MAX_COMBINATIONS) {
                return;
            }
            int[] classOf = new int[bits.classes() * b.classes()];
            EntryBits both = bits.and(b, classOf);
            if ((long) both.classes() * words > MAX_LONGS) {
                return;
            }
            char[] all = new char[(int) combinations];
            for (int i = 0; i < all.length; i++) {
                all[i] = (char) classOf[combined[i / b.classes()] * b.classes() + i % b.classes()];
            }
            values.add(b.ofValues());
            classes.add(b.classes());
            combined = all;
            bits = both;
        }
    }

    /** Of these entries, by falling rank; null if they are too many, or the fields do not tell them apart. */
    static BitVectors of(Entry[] entries) {
        if (entries.length > MAX_ENTRIES) {
            return null;
        }
        int words = (entries.length + Long.SIZE - 1) / Long.SIZE;
        EntryBits source = EntryBits.of(KeyField.SOURCE, entries);
        EntryBits destination = EntryBits.of(KeyField.DESTINATION, entries);
        if ((long) Math.max(source.classes(), destination.classes()) * words > MAX_LONGS) {
            return null;
        }
        Others others = new Others(EntryBits.ofAll(entries.length));
        for (KeyField f : KeyField.OTHERS) {
            others.add(EntryBits.of(f, entries), words);
        }
        BitVectors b = new BitVectors(entries, source, destination, others);
        return b.tells() ? b : null;
    }

    /** Whether few entries are compared until the right one is found, judged by packets that have what the entries want and 0 elsewhere. */
    private boolean tells() {
        long[] key = new long[KeyLayout.WORDS];
        long compared = 0;
        int step = Math.max(1, entries.length / 1000);
        int n = 0;
        for (int i = 0; i < entries.length - 1; i += step, n++) {
            for (int w = 0; w < key.length; w++) {
                key[w] = entries[i].mask.at(w) == 0 ? 0 : entries[i].value(w);
            }
            compared += compared(key);
        }
        return compared <= (long) MAX_COMPARED * n;
    }

    private int compared(long[] key) {
        int size = summary + words;
        int a = source(key, 0) * size + summary;
        int d = destination(key, 0) * size + summary;
        int o = other(key, 0) * size + summary;
        int n = 0;
        for (int w = 0; w < words; w++) {
            for (long hit = sourceBits[a + w] & destinationBits[d + w] & otherBits[o + w]; hit != 0; hit &= hit - 1) {
                n++;
                if (matches(key, 0, w * Long.SIZE + Long.numberOfTrailingZeros(hit))) {
                    return n;
                }
            }
        }
        return n;
    }

    private int source(long[] keys, int at) {
        return sources == null ? 0 : sources.of(keys, at);
    }

    private int destination(long[] keys, int at) {
        return destinations == null ? 0 : destinations.of(keys, at);
    }

    private int other(long[] keys, int at) {
        int sum = 0;
        for (int i = 0; i < others.length; i++) {
            sum = sum * otherClasses[i] + others[i].of(keys, at);
        }
        return combined[sum];
    }

    @Override
    int first(long[] keys, int at) {
        return find(keys, at, source(keys, at), destination(keys, at), other(keys, at), 0);
    }

    @Override
    void first(long[] keys, int stride, int n, LookupBatch b) {
        classes(sources, keys, stride, n, b.source, b.open);
        classes(destinations, keys, stride, n, b.destination, b.open);
        if (n >= JUDGED && firstOfCommonPair(keys, stride, n, b)) {
            return;
        }
        if (others.length == 0) {
            Arrays.fill(b.other, 0, n, 0);
        }
        for (int i = 0; i < others.length; i++) {
            others[i].add(keys, stride, n, b.other, i == 0 ? 0 : otherClasses[i]);
        }
        firstOfFirstWord(b, n);
        int[] number = b.number;
        int length = row.length; // the loop is slower by a twelfth if it is read anew
        for (int i = 0; i < n; i++) {
            int first = number[i];
            if (first < 0 || !row.matches(keys, i * stride, rows, first * length)) {
                number[i] = find(keys, i * stride, b.source[i], b.destination[i], b.other[i], first >= 0 ? first / Long.SIZE : ~first);
            }
        }
    }

    private static void classes(AddressClasses addresses, long[] keys, int stride, int n, int[] to, int[] open) {
        if (addresses == null) {
            Arrays.fill(to, 0, n, 0);
        } else {
            addresses.of(keys, stride, n, to, open);
        }
    }

    /**
     * Where nearly all keys have addresses of the same two classes, and one entry at most is for both, as under random headers, whose addresses no rule names: nothing else needs to be looked at
     * but by the other keys.
     *
     * @return whether it is so, judged by the first keys; else nothing has been found
     */
    private boolean firstOfCommonPair(long[] keys, int stride, int n, LookupBatch b) {
        int[] source = b.source;
        int[] destination = b.destination;
        int s = source[0];
        int d = destination[0];
        int others = 0;
        for (int i = 1; i < JUDGED; i++) {
            others += (source[i] ^ s | destination[i] ^ d) == 0 ? 0 : 1;
        }
        int only = others > MAX_OTHERS ? -1 : only(s, d);
        if (only < 0) {
            return false;
        }
        int[] number = b.number;
        int[] open = b.open;
        int left = 0;
        for (int i = 0; i < n; i++) {
            int differs = source[i] ^ s | destination[i] ^ d;
            number[i] = only;
            open[left] = i;
            left += (differs | -differs) >>> 31;
        }
        int none = entries.length - 1;
        if (only < none && entries[only].mask.index.length > 0) {
            for (int i = 0; i < n; i++) {
                number[i] = matches(keys, i * stride, only) ? only : none;
            }
        }
        for (int j = 0; j < left; j++) {
            int i = open[j];
            number[i] = find(keys, i * stride, source[i], destination[i], other(keys, i * stride), 0);
        }
        return true;
    }

    /** Number of the only entry that is for a class of sources and one of destinations, or that of none; -1 if there are several. */
    private int only(int source, int destination) {
        int size = summary + words;
        int a = source * size;
        int d = destination * size;
        int none = entries.length - 1;
        int only = none;
        for (int s = 0; s < summary; s++) {
            for (long some = sourceBits[a + s] & destinationBits[d + s]; some != 0; some &= some - 1) {
                int w = s * Long.SIZE + Long.numberOfTrailingZeros(some);
                long hit = sourceBits[a + summary + w] & destinationBits[d + summary + w];
                if (hit != 0) {
                    if (only != none || (hit & hit - 1) != 0) {
                        return -1;
                    }
                    only = w * Long.SIZE + Long.numberOfTrailingZeros(hit);
                }
            }
        }
        return only;
    }

    /** The first entry of the first word that all summaries have, nearly always the best; if there is none in that word, the word, negated. */
    private void firstOfFirstWord(LookupBatch b, int n) {
        long[] sourceTable = sourceBits;
        long[] destinationTable = destinationBits;
        long[] otherTable = otherBits;
        int[] source = b.source;
        int[] destination = b.destination;
        int[] other = b.other;
        int[] number = b.number;
        char[] comb = combined;
        int head = summary;
        int size = head + words;
        for (int i = 0; i < n; i++) {
            int a = source[i] * size;
            int d = destination[i] * size;
            int o = comb[other[i]];
            other[i] = o;
            o *= size;
            int s = 0;
            long some = sourceTable[a] & destinationTable[d] & otherTable[o];
            while (some == 0 && s < head - 1) {
                s++;
                some = sourceTable[a + s] & destinationTable[d + s] & otherTable[o + s];
            }
            int w = s * Long.SIZE + (Long.numberOfTrailingZeros(some) & Long.SIZE - 1); // the first if there is none
            int place = head + w;
            long hit = sourceTable[a + place] & destinationTable[d + place] & otherTable[o + place];
            number[i] = hit == 0 ? ~w : w * Long.SIZE + Long.numberOfTrailingZeros(hit);
        }
    }

    /** Number of the best entry from a word on. */
    private int find(long[] keys, int at, int source, int destination, int other, int from) {
        int size = summary + words;
        int a = source * size;
        int d = destination * size;
        int o = other * size;
        long mask = -1L << from;
        for (int s = from / Long.SIZE; s < summary; s++, mask = -1) {
            for (long some = sourceBits[a + s] & destinationBits[d + s] & otherBits[o + s] & mask; some != 0; some &= some - 1) {
                int w = s * Long.SIZE + Long.numberOfTrailingZeros(some);
                int place = summary + w;
                for (long hit = sourceBits[a + place] & destinationBits[d + place] & otherBits[o + place]; hit != 0; hit &= hit - 1) {
                    int i = w * Long.SIZE + Long.numberOfTrailingZeros(hit);
                    if (matches(keys, at, i)) {
                        return i;
                    }
                }
            }
        }
        return entries.length - 1;
    }

    private boolean matches(long[] keys, int key, int i) {
        return row.matches(keys, key, rows, i * row.length);
    }
}
