package org.onosnetmap.dataplane.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.packet.KeyLayout;

/** Look-ups of many keys, before and after a classifier is frozen, against a search one by one. */
class FrozenClassifierTest {

    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int UDP = 17;

    private static final class Rule extends Entry {

        Rule(Match match, int priority, long order) {
            super(match, priority, order);
        }
    }

    private final ClassifierBuilder<Rule> builder = new ClassifierBuilder<>();
    private final List<Rule> rules = new ArrayList<>();
    private final Random random = new Random(11);
    private final LookupBatch batch = new LookupBatch();
    private long order;

    private void add(Match match, int priority) {
        Rule r = new Rule(match, priority, order++);
        builder.add(r);
        rules.add(r);
    }

    private void add(int n, Supplier<Match> match) {
        for (int i = 0; i < n; i++) {
            add(match.get(), 1 + random.nextInt(n));
        }
    }

    private Match.Builder prefix(Match.Builder m, Field f, int length) {
        long mask = f.fullMaskLo() & ~(f.fullMaskLo() >>> length);
        return length == 0 ? m : m.set(f, random.nextLong() & mask, mask);
    }

    private static Match.Builder ipv4() {
        return Match.builder().set(Field.ETH_TYPE, IPV4);
    }

    /** Keys near to rules, which few of them match by chance. */
    private long[] keys(int n) {
        long[] keys = new long[n * KeyLayout.WORDS];
        for (int i = 0; i < n; i++) {
            Rule near = rules.get(random.nextInt(rules.size()));
            Rule other = rules.get(random.nextInt(rules.size()));
            for (int w = 0; w < KeyLayout.WORDS; w++) {
                long rest = random.nextBoolean() ? random.nextLong() : 0;
                long all = take(other, w, rest);
                keys[i * KeyLayout.WORDS + w] = take(near, w, all) ^ (random.nextInt(8) == 0 ? 1L << random.nextInt(Long.SIZE) : 0);
            }
        }
        return keys;
    }

    /** The same, but most of them with addresses that no rule names, if rules name few. */
    private long[] attack(int n) {
        long[] keys = keys(n);
        for (int i = 0; i < n; i++) {
            if (random.nextInt(20) > 0) {
                keys[i * KeyLayout.WORDS + KeyLayout.IPV4] = random.nextLong();
            }
        }
        return keys;
    }

    private static long take(Rule r, int word, long rest) {
        long mask = r.mask.at(word);
        return mask == 0 ? rest : rest & ~mask | r.value(word);
    }

    private Rule oneByOne(long[] keys, int at) {
        Rule best = null;
        for (Rule r : rules) {
            if (r.matches(keys, at) && (best == null || r.beats(best))) {
                best = r;
            }
        }
        return best;
    }

    private void compare(Classifier<Rule> classifier, int batches) {
        for (int b = 0; b < batches; b++) {
            int n = 1 + random.nextInt(LookupBatch.CAPACITY);
            long[] keys = b % 2 == 0 ? keys(n) : attack(n);
            classifier.lookup(keys, KeyLayout.WORDS, n, batch);
            for (int i = 0; i < n; i++) {
                Rule best = oneByOne(keys, i * KeyLayout.WORDS);
                assertSame(best, batch.found(i));
                if (classifier.frozen() != null) {
                    assertSame(best, classifier.frozen().find(keys, i * KeyLayout.WORDS));
                }
            }
        }
    }

    /** Before, after, and with other rules; returns what it is frozen to. */
    private FrozenEntries compareAll(int batches) {
        Classifier<Rule> classifier = builder.build();
        compare(classifier, batches);
        classifier.freeze();
        compare(classifier, batches);
        FrozenEntries frozen = classifier.frozen();
        for (int i = rules.size() / 4; i > 0; i--) {
            builder.remove(rules.remove(random.nextInt(rules.size())));
        }
        assertNull(builder.build().frozen(), "a changed classifier is another one");
        builder.build().freeze();
        compare(builder.build(), batches);
        return frozen;
    }

    private Match fiveTuple() {
        Match.Builder m = ipv4();
        prefix(m, Field.IPV4_SRC, random.nextInt(4) * 8 + (random.nextBoolean() ? random.nextInt(9) : 0));
        prefix(m, Field.IPV4_DST, random.nextInt(4) * 8 + (random.nextBoolean() ? random.nextInt(9) : 0));
        if (random.nextBoolean()) {
            m.set(Field.IP_PROTO, UDP);
            prefix(m, Field.UDP_DST, random.nextBoolean() ? 16 : random.nextInt(17));
            prefix(m, Field.UDP_SRC, random.nextInt(4) > 0 ? 0 : random.nextInt(17));
        }
        return m.build();
    }

    @Test
    void bitVectorsFindTheBestOfFiveTuples() {
        add(1500, this::fiveTuple);
        add(Match.ANY, 0);
        assertInstanceOf(BitVectors.class, compareAll(20));
    }

    @Test
    void addressesThatNoRuleNamesGoToNone() {
        add(800, this::fiveTupleOfLongPrefixes);
        assertInstanceOf(BitVectors.class, compareAll(40));
    }

    @Test
    void addressesThatNoRuleNamesGoToTheRuleForTheirType() {
        add(800, this::fiveTupleOfLongPrefixes);
        add(ipv4().build(), 0);
        assertInstanceOf(BitVectors.class, compareAll(40));
    }

    @Test
    void addressesThatNoRuleNamesGoToTheRuleForAll() {
        add(800, this::fiveTupleOfLongPrefixes);
        add(Match.ANY, 0);
        assertInstanceOf(BitVectors.class, compareAll(40));
    }

    private Match fiveTupleOfLongPrefixes() {
        Match.Builder m = ipv4();
        prefix(m, random.nextBoolean() ? Field.IPV4_SRC : Field.IPV4_DST, 16 + random.nextInt(17));
        prefix(m, Field.IPV4_DST, 12 + random.nextInt(21));
        return random.nextBoolean() ? m.build() : m.set(Field.IP_PROTO, UDP).set(Field.UDP_DST, random.nextInt(50)).build();
    }

    @Test
    void bitVectorsOfManyWordsHaveSummariesOfSeveral() {
        add(9000, this::fiveTuple);
        assertInstanceOf(BitVectors.class, compareAll(2));
    }

    @Test
    void bitVectorsCompareWhatNoFieldHas() {
        add(300, () -> {
            Match.Builder m = ipv4();
            prefix(m, Field.IPV4_DST, 8 + random.nextInt(25));
            if (random.nextBoolean()) {
                m.set(Field.IPV4_SRC, random.nextLong() & 0x00ff00ffL, 0x00ff00ffL); // no prefix
            }
            if (random.nextBoolean()) {
                m.set(Field.IP_DSCP, random.nextInt(3));
            }
            if (random.nextInt(4) == 0) {
                m.set(Field.ETH_SRC, random.nextInt(2));
            }
            return m.build();
        });
        assertInstanceOf(BitVectors.class, compareAll(20));
    }

    @Test
    void tagsPortsAndTypesAreFieldsToo() {
        add(400, () -> {
            Match.Builder m = Match.builder().set(Field.IN_PORT, 1 + random.nextInt(8));
            if (random.nextBoolean()) {
                m.set(Field.VLAN_VID, 0x1000 | random.nextInt(32));
            }
            if (random.nextBoolean()) {
                m.set(Field.METADATA, random.nextInt(4), random.nextBoolean() ? 3 : 0xff);
            }
            if (random.nextBoolean()) {
                m.set(Field.ETH_TYPE, random.nextBoolean() ? IPV4 : IPV6);
            }
            return random.nextBoolean() ? m.build() : m.set(Field.ETH_DST, random.nextInt(64)).build();
        });
        assertInstanceOf(BitVectors.class, compareAll(20));
    }

    @Test
    void fewMasksAreHashTables() {
        add(500, () -> Match.builder().set(Field.IN_PORT, 1 + random.nextInt(4)).set(Field.ETH_DST, random.nextInt(300)).set(Field.ETH_SRC, random.nextInt(300)).build());
        add(300, () -> ipv4().set(Field.IPV4_SRC, random.nextInt(400)).build());
        add(ipv4().set(Field.IP_PROTO, UDP).set(Field.UDP_DST, 53).build(), 250);
        add(Match.builder().set(Field.ETH_TYPE, 0x88cc).build(), 9000);
        add(Match.ANY, 0);
        assertInstanceOf(FewMasks.class, compareAll(40));
    }

    @Test
    void rulesThatNoFieldTellsApartStayInTuples() {
        add(600, () -> {
            Match.Builder m = Match.builder().set(Field.ETH_TYPE, IPV6);
            int length = 33 + random.nextInt(30);
            long mask = -1L << 64 - length;
            return m.set(Field.IPV6_DST, random.nextLong() & mask, 0, mask, 0).build();
        });
        assertNull(compareAll(4));
    }

    @Test
    void tooManyRulesOfTooManyMasksStayInTuplesAndTries() {
        add(20_000, () -> prefix(ipv4(), Field.IPV4_DST, 8 + random.nextInt(25)).build());
        add(50, this::fiveTuple);
        add(Match.ANY, 0);
        assertNull(compareAll(2));
    }

    @Test
    void prefixesOfBothAddressesAreFlattenedBesideHashTables() {
        add(20_000, () -> prefix(ipv4(), Field.IPV4_DST, 8 + random.nextInt(25)).build());
        add(2_000, () -> prefix(ipv4(), Field.IPV4_SRC, 8 + random.nextInt(25)).build());
        add(500, () -> Match.builder().set(Field.ETH_DST, random.nextInt(300)).build());
        assertInstanceOf(FewMasks.class, compareAll(2));
    }

    @Test
    void routesAreFlattenedHoweverFewTheyAre() {
        add(1_000, () -> prefix(ipv4(), Field.IPV4_DST, 8 + random.nextInt(25)).build());
        add(ipv4().set(Field.IP_PROTO, UDP).set(Field.UDP_DST, 53).build(), 500);
        add(Match.ANY, 0);
        assertInstanceOf(FewMasks.class, compareAll(20));
    }

    @Test
    void anEmptyClassifierAndOneOfFewRulesFindWhatTheyHave() {
        Classifier<Rule> empty = builder.build();
        empty.freeze();
        empty.lookup(new long[2 * KeyLayout.WORDS], KeyLayout.WORDS, 2, batch);
        assertNull(batch.found(1));
        add(3, this::fiveTuple);
        builder.build().freeze();
        compare(builder.build(), 10);
    }
}
