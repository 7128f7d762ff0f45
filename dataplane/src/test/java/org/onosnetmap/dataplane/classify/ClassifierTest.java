package org.onosnetmap.dataplane.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.packet.PacketKey;

class ClassifierTest {

    private static final class Rule extends Entry {
        final Match match;
        final int given;

        Rule(Match match, int priority, long order) {
            super(match, priority, order);
            this.match = match;
            given = priority;
        }
    }

    private final ClassifierBuilder<Rule> builder = new ClassifierBuilder<>();
    private final ByteBuffer memory = ByteBuffer.allocate(64);
    private final PacketKey key = new PacketKey();

    private Rule find(long dst, int inPort) {
        memory.putShort(0, (short) (dst >>> 32)).putInt(2, (int) dst);
        key.start(memory, 0, 60, inPort);
        return builder.build().lookup(key);
    }

    private static Match dst(long value, long mask) {
        return Match.builder().set(Field.ETH_DST, value, mask).build();
    }

    @Test
    void anEmptyClassifierFindsNothing() {
        assertNull(find(1, 1));
    }

    @Test
    void theSameClassifierIsPublishedUntilSomethingChanges() {
        assertSame(builder.build(), builder.build());
        builder.add(new Rule(dst(1, -1L >>> 16), 1, 0));
        assertSame(builder.build(), builder.build());
    }

    @Test
    void manyEntriesAreFoundAndForgottenWhileTheTableGrowsAndShrinks() {
        List<Rule> rules = new ArrayList<>();
        for (int n = 0; n < 5000; n++) {
            Rule r = new Rule(dst(n * 0x1_0000L, -1L >>> 16), 5, n);
            rules.add(r);
            builder.add(r);
        }
        for (int n = 0; n < 5000; n++) {
            assertSame(rules.get(n), find(n * 0x1_0000L, 1));
        }
        for (int n = 0; n < 5000; n++) {
            builder.remove(rules.get(n));
            if (n % 500 == 0) {
                assertNull(find(n * 0x1_0000L, 1));
                assertSame(rules.get(4999), find(4999 * 0x1_0000L, 1));
            }
        }
        assertNull(find(0, 1));
    }

    @Test
    void randomMasksAndPrioritiesFindWhatALinearSearchFinds() {
        Random r = new Random(11);
        List<Rule> rules = new ArrayList<>();
        for (int n = 0; n < 20_000; n++) {
            if (rules.isEmpty() || r.nextInt(3) > 0) {
                Match.Builder m = Match.builder().set(Field.ETH_DST, r.nextInt(16), r.nextInt(16));
                if (r.nextInt(3) == 0) {
                    m.set(Field.IN_PORT, 1 + r.nextInt(3));
                }
                Rule rule = new Rule(m.build(), r.nextInt(6), n);
                rules.add(rule);
                builder.add(rule);
            }
            if (rules.size() > 1 + r.nextInt(60)) {
                builder.remove(rules.remove(r.nextInt(rules.size())));
            }
            long packet = r.nextInt(16);
            int port = 1 + r.nextInt(3);
            assertEquals(linear(rules, packet, port), find(packet, port));
        }
    }

    private static Rule linear(List<Rule> rules, long dst, int port) {
        Rule best = null;
        for (Rule r : rules) {
            boolean match = (dst & r.match.mask(Field.ETH_DST)) == r.match.value(Field.ETH_DST)
                    && (!r.match.has(Field.IN_PORT) || r.match.value(Field.IN_PORT) == port);
            if (match && (best == null || r.given > best.given || r.given == best.given && r.order() < best.order())) {
                best = r;
            }
        }
        return best;
    }

    @Test
    void headersAreReadOnlyAsDeepAsTheRulesThatAreAskedNeed() {
        ByteBuffer tooSmallToRead = ByteBuffer.allocate(0);
        builder.add(new Rule(Match.builder().set(Field.IN_PORT, 1).build(), 9, 0));
        builder.add(new Rule(dst(1, 1), 3, 1));
        key.start(tooSmallToRead, 0, 60, 1);
        assertEquals(9, builder.build().lookup(key).given);
    }
}
