package org.onosnetmap.dataplane.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SequenceCheckTest {

    private final SequenceCheck check = new SequenceCheck();

    private void expect(long lost, long duplicates, long reordered) {
        assertEquals(List.of(lost, duplicates, reordered), List.of(check.lost.get(), check.duplicates.get(), check.reordered.get()), "lost, duplicates, reordered");
    }

    @Test
    void framesInOrderAreFineFromAnyNumberOnAndAroundTheEnd() {
        for (int i = -10; i < 100_000; i++) {
            check.accept(7, i);
        }
        expect(0, 0, 0);
        assertEquals(1, check.streams.get());
    }

    @Test
    void aGapIsLostUntilItComesLate() {
        check.accept(0, 5);
        check.accept(0, 9);
        expect(3, 0, 0);
        check.accept(0, 7);
        expect(2, 0, 1);
        check.accept(0, 7);
        expect(2, 1, 1);
        check.accept(0, 9);
        expect(2, 2, 1);
        check.accept(0, 10);
        expect(2, 2, 1);
    }

    @Test
    void aStreamThatBeginsAnewIsNotOneThatIsLate() {
        check.accept(0, 1_000_000);
        for (int i = 0; i < 10; i++) {
            check.accept(0, i);
        }
        expect(0, 0, 0);
    }

    /** Against sets: streams that lose, repeat and swap within the window, mixed with each other. */
    @Test
    void countsAsSetsWould() {
        Random random = new Random(1);
        for (int round = 0; round < 50; round++) {
            SequenceCheck c = new SequenceCheck();
            List<int[]> all = new ArrayList<>();
            int streams = 1 + random.nextInt(4);
            for (int s = 0; s < streams; s++) {
                int start = random.nextInt();
                all.add(new int[] {s, start});
                for (int i = 1; i < 3000; i++) {
                    int times = random.nextInt(20) == 0 ? random.nextInt(3) : 1;
                    for (int k = 0; k < times; k++) {
                        all.add(new int[] {s, start + i});
                    }
                }
            }
            int first = streams == 1 ? 1 : all.size();
            for (int i = first; i + 50 < all.size(); i += 1 + random.nextInt(100)) {
                Collections.swap(all, i, i + random.nextInt(50));
            }
            long duplicates = 0;
            long reordered = 0;
            long lost = 0;
            int[] highest = new int[streams];
            int[] lowest = new int[streams];
            Set<Long> seen = new HashSet<>();
            boolean[] begun = new boolean[streams];
            for (int[] f : all) {
                c.accept(f[0], f[1]);
                if (!seen.add((long) f[0] << 32 | f[1] & 0xffff_ffffL)) {
                    duplicates++;
                } else if (begun[f[0]] && f[1] - highest[f[0]] < 0) {
                    reordered++;
                }
                lowest[f[0]] = begun[f[0]] ? lowest[f[0]] : f[1];
                highest[f[0]] = !begun[f[0]] || f[1] - highest[f[0]] > 0 ? f[1] : highest[f[0]];
                begun[f[0]] = true;
            }
            for (int s = 0; s < streams; s++) {
                lost += highest[s] - lowest[s] + 1;
            }
            lost -= seen.size();
            assertEquals(List.of(lost, duplicates, reordered), List.of(c.lost.get(), c.duplicates.get(), c.reordered.get()), "round " + round);
        }
    }
}
