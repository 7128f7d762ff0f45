package org.onosnetmap.dataplane.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.packet.KeyLayout;

/** Classes of addresses and of other fields, against the ranges that they were made of. */
class ClassesTest {

    private static final int KEYS = LookupBatch.CAPACITY;

    private final Random random = new Random(12);
    private final long[] keys = new long[KEYS * KeyLayout.WORDS];
    private final int[] wanted = new int[KEYS];
    private long[] starts;
    private int[] classOf;

    private void makeRanges(KeyField f, int most, int classes) {
        long max = (1L << f.bits) - 1;
        starts = random.longs(random.nextInt(most)).map(v -> v & max >>> random.nextInt(f.bits)).toArray();
        starts = Arrays.copyOf(starts, starts.length + 1); // one more 0
        starts = Arrays.stream(starts).sorted().distinct().toArray();
        classOf = random.ints(starts.length, 0, classes).toArray();
    }

    /** Keys at both ends of ranges and within; or, if they are spread, anywhere. */
    private void makeKeys(KeyField f, boolean spread) {
        long max = (1L << f.bits) - 1;
        for (int i = 0; i < KEYS; i++) {
            int range = random.nextInt(starts.length);
            long last = range + 1 < starts.length ? starts[range + 1] - 1 : max;
            long value = i % 3 == 0 ? starts[range] : i % 3 == 1 ? last : starts[range] + (long) ((last - starts[range]) * random.nextDouble());
            if (spread && random.nextInt(8) > 0) {
                value = random.nextLong() & max;
                int at = Arrays.binarySearch(starts, value);
                range = at >= 0 ? at : -at - 2;
            }
            keys[i * KeyLayout.WORDS + f.word] = random.nextLong() & ~(max << f.shift) | value << f.shift;
            wanted[i] = classOf[range];
        }
    }

    @Test
    void addressesHaveTheClassesOfTheirRangesWhetherFewOrManyLeadFurtherThanTheFirstStep() {
        int[] got = new int[KEYS];
        int[] open = new int[KEYS];
        for (int round = 0; round < 300; round++) {
            KeyField f = round % 2 == 0 ? KeyField.SOURCE : KeyField.DESTINATION;
            makeRanges(f, 1 + random.nextInt(2_000), Integer.MAX_VALUE);
            AddressClasses classes = new AddressClasses(f, starts, classOf, starts.length);
            for (int n : new int[] {1, 7, 16, KEYS}) {
                makeKeys(f, random.nextBoolean());
                classes.of(keys, KeyLayout.WORDS, n, got, open);
                for (int i = 0; i < n; i++) {
                    assertEquals(wanted[i], got[i]);
                    assertEquals(wanted[i], classes.of(keys, i * KeyLayout.WORDS));
                }
            }
        }
    }

    @Test
    void valuesOfOtherFieldsHaveTheClassesOfTheirRangesWhetherOfOneByteOrTwo() {
        for (int round = 0; round < 200; round++) {
            KeyField f = KeyField.OTHERS[round % KeyField.OTHERS.length];
            makeRanges(f, 1 + random.nextInt(400), round % 3 == 0 ? 256 : 65_536);
            FieldClasses classes = new FieldClasses(f, starts, classOf, starts.length);
            makeKeys(f, random.nextBoolean());
            int[] sums = random.ints(KEYS).toArray();
            int[] before = sums.clone();
            classes.add(keys, KeyLayout.WORDS, KEYS, sums, 5);
            for (int i = 0; i < KEYS; i++) {
                assertEquals(5 * before[i] + wanted[i], sums[i]);
                assertEquals(wanted[i], classes.of(keys, i * KeyLayout.WORDS));
            }
        }
    }
}
