package org.onosnetmap.dataplane.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What goes into a match comes out of it, and nothing else takes memory. */
class MatchTest {

    /** What the builder was told of a field: value hi, lo, mask hi, lo. */
    private static Map<Field, long[]> random(Random r) {
        Map<Field, long[]> all = new EnumMap<>(Field.class);
        for (Field f : Field.values()) {
            if (r.nextInt(4) == 0) {
                long hi = f.fullMaskHi();
                long lo = f.fullMaskLo();
                boolean exact = r.nextBoolean();
                all.put(f, new long[] {r.nextLong() & hi, r.nextLong() & lo, exact ? hi : r.nextLong() & hi, exact ? lo : r.nextLong() & lo | 1});
            }
        }
        return all;
    }

    private static Match build(Map<Field, long[]> all) {
        Match.Builder b = Match.builder();
        all.forEach((f, v) -> b.set(f, v[0], v[1], v[2], v[3]));
        return b.build();
    }

    @Test
    void everyFieldComesBackAsItWasSet() {
        Random r = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            Map<Field, long[]> all = random(r);
            Match m = build(all);
            assertEquals(all.keySet(), m.fields());
            for (Field f : Field.values()) {
                long[] v = all.getOrDefault(f, new long[4]);
                assertEquals(all.containsKey(f), m.has(f));
                assertEquals(v[0] & v[2], m.valueHi(f), f + " in " + m);
                assertEquals(v[1] & v[3], m.value(f), f + " in " + m);
                assertEquals(v[2], m.maskHi(f), f + " in " + m);
                assertEquals(v[3], m.mask(f), f + " in " + m);
                assertEquals(all.containsKey(f) && v[2] == f.fullMaskHi() && v[3] == f.fullMaskLo(), m.isExact(f));
            }
        }
    }

    @Test
    void matchesAreEqualIfTheyLookAtTheSameBitsAndWantTheSame() {
        Random r = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            Map<Field, long[]> all = random(r);
            Match m = build(all);
            assertEquals(m, build(all));
            assertEquals(m.hashCode(), build(all).hashCode());
            for (Map.Entry<Field, long[]> e : all.entrySet()) {
                long[] v = e.getValue();
                v[1] ^= 1;
                assertEquals((v[3] & 1) == 0, m.equals(build(all)), e.getKey() + ": another value");
                v[1] ^= 1;
                v[3] ^= 1;
                assertNotEquals(m, build(all), e.getKey() + ": another mask");
                v[3] ^= 1;
            }
        }
    }

    @Test
    void aMaskOfZeroLeavesTheFieldOutAndTheLastSettingCounts() {
        assertEquals(Match.ANY, Match.builder().set(Field.IPV4_SRC, 5).set(Field.IPV4_SRC, 5, 0).build());
        Match last = Match.builder().set(Field.IPV6_SRC, 1, 2, 3, 4).set(Field.IPV6_SRC, 7).build();
        assertEquals(Match.builder().set(Field.IPV6_SRC, 0, 7, -1, -1).build(), last);
        assertTrue(last.isExact(Field.IPV6_SRC));
        assertEquals(Set.of(), Match.ANY.fields());
    }

    @Test
    void bitsBeyondAFieldsWidthAreRefusedWithItsName() {
        for (Field f : Field.values()) {
            if (f.bits() < 64) {
                IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Match.builder().set(f, 1L << f.bits()));
                assertTrue(e.getMessage().startsWith(f.name()) && e.getMessage().contains(f.bits() + " bits"), e.getMessage());
                assertThrows(IllegalArgumentException.class, () -> Match.builder().set(f, 0, f.fullMaskLo() + 1));
            }
            if (f.bits() <= 64) {
                assertThrows(IllegalArgumentException.class, () -> Match.builder().set(f, 1, 0, 0, f.fullMaskLo()));
            }
        }
    }

    @Test
    void aBuilderThatGoesOnDoesNotChangeWhatItBuilt() {
        Match.Builder b = Match.builder().set(Field.IN_PORT, 1);
        Match one = b.build();
        Match two = b.set(Field.IN_PORT, 2).set(Field.ETH_TYPE, 0x800).build();
        assertEquals(1, one.value(Field.IN_PORT));
        assertFalse(one.has(Field.ETH_TYPE));
        assertNotEquals(one, two);
    }

    @Test
    void aFiveTupleTakesAHundredBytes() {
        Match.Builder b = Match.builder().set(Field.ETH_TYPE, 0x800).set(Field.IP_PROTO, 6).set(Field.IPV4_SRC, 1).set(Field.IPV4_DST, 2)
                .set(Field.TCP_SRC, 3).set(Field.TCP_DST, 4);
        Match[] kept = new Match[10_000];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long me = Thread.currentThread().getId();
        b.build();
        long before = threads.getThreadAllocatedBytes(me);
        for (int i = 0; i < kept.length; i++) {
            kept[i] = b.build();
        }
        long each = (threads.getThreadAllocatedBytes(me) - before) / kept.length;
        assertTrue(each <= 120, each + " bytes a match");
        assertEquals(kept[0], kept[kept.length - 1]);
    }
}
