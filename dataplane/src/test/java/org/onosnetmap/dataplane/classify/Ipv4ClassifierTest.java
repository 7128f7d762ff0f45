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

/** Rules on the five-tuple, whose masks share tuples and whose prefixes go into tries, against a search one by one. */
class Ipv4ClassifierTest {

    private static final int IPV4 = 0x0800;
    private static final int ARP = 0x0806;
    private static final int TCP = 6;

    private static final class Rule extends Entry {
        final Match match;

        Rule(Match match, int priority, long order) {
            super(match, priority, order);
            this.match = match;
        }
    }

    private final ClassifierBuilder<Rule> builder = new ClassifierBuilder<>();
    private final List<Rule> rules = new ArrayList<>();
    private final Random random = new Random(5);
    private final ByteBuffer frame = ByteBuffer.allocate(60);
    private final PacketKey key = new PacketKey();
    private long order;

    private Rule add(Match match, int priority) {
        Rule r = new Rule(match, priority, order++);
        builder.add(r);
        rules.add(r);
        return r;
    }

    private void removeAny() {
        builder.remove(rules.remove(random.nextInt(rules.size())));
    }

    private Rule find(int source, int destination, int sourcePort, int destinationPort) {
        frame.clear();
        frame.putShort(12, (short) IPV4).put(14, (byte) 0x45).putShort(16, (short) 46).put(23, (byte) TCP);
        frame.putInt(26, source).putInt(30, destination).putShort(34, (short) sourcePort).putShort(36, (short) destinationPort).put(46, (byte) 0x50);
        key.start(frame, 0, 60, 1);
        return builder.build().lookup(key);
    }

    private Rule oneByOne(int source, int destination, int sourcePort, int destinationPort) {
        Rule best = null;
        for (Rule r : rules) {
            if (has(r.match, Field.IPV4_SRC, source) && has(r.match, Field.IPV4_DST, destination) && has(r.match, Field.TCP_SRC, sourcePort)
                    && has(r.match, Field.TCP_DST, destinationPort) && has(r.match, Field.ETH_TYPE, IPV4) && (best == null || r.beats(best))) {
                best = r;
            }
        }
        return best;
    }

    private static boolean has(Match m, Field f, int value) {
        return !m.has(f) || (value & m.mask(f)) == m.value(f);
    }

    private static Match.Builder ipv4() {
        return Match.builder().set(Field.ETH_TYPE, IPV4);
    }

    private static void prefix(Match.Builder m, Field f, int address, int length) {
        if (length > 0) {
            long mask = 0xffff_ffffL & -1L << 32 - length;
            m.set(f, address & mask, mask);
        }
    }

    /** Addresses that have much in common, so that prefixes overlap. */
    private int address() {
        return 0x0a000000 | random.nextInt(4) << 16 | random.nextInt(4) << 8 | random.nextInt(4);
    }

    private int length() {
        return random.nextInt(4) == 0 ? 0 : 32 - random.nextInt(20);
    }

    private void compare(int packets) {
        for (int i = 0; i < packets; i++) {
            int source = address();
            int destination = address();
            int sourcePort = random.nextInt(8);
            int destinationPort = random.nextInt(8);
            assertSame(oneByOne(source, destination, sourcePort, destinationPort), find(source, destination, sourcePort, destinationPort));
        }
    }

    private Match fiveTuple() {
        Match.Builder m = ipv4();
        prefix(m, Field.IPV4_SRC, address(), length());
        prefix(m, Field.IPV4_DST, address(), length());
        if (random.nextBoolean()) {
            m.set(Field.IP_PROTO, TCP);
            int mask = 0xffff << random.nextInt(4) & 0xffff;
            m.set(Field.TCP_DST, random.nextInt(8) & mask, mask);
            if (random.nextBoolean()) {
                m.set(Field.TCP_SRC, random.nextInt(8));
            }
        }
        return m.build();
    }

    @Test
    void fiveTuplesOfManyMasksFindWhatASearchOneByOneFinds() {
        for (int round = 0; round < 400; round++) {
            for (int i = random.nextInt(12); i > 0; i--) {
                add(fiveTuple(), random.nextInt(200));
            }
            for (int i = random.nextInt(8); i > 0 && !rules.isEmpty(); i--) {
                removeAny();
            }
            compare(20);
        }
        while (!rules.isEmpty()) {
            removeAny();
            compare(1);
        }
    }

    @Test
    void prefixesOfAnyPriorityFindWhatASearchOneByOneFindsWhileTheyComeAndGo() {
        for (Field address : List.of(Field.IPV4_DST, Field.IPV4_SRC)) {
            for (int round = 0; round < 300; round++) {
                for (int i = random.nextInt(8); i > 0; i--) {
                    Match.Builder m = ipv4();
                    prefix(m, address, address(), 1 + random.nextInt(32));
                    add(m.build(), random.nextInt(40));
                }
                for (int i = random.nextInt(6); i > 0 && !rules.isEmpty(); i--) {
                    removeAny();
                }
                compare(20);
            }
            while (!rules.isEmpty()) {
                removeAny();
                compare(1);
            }
        }
    }

    @Test
    void prefixesAndFiveTuplesInOneTableOutrankEachOtherByPriority() {
        for (int round = 0; round < 200; round++) {
            Match.Builder m = ipv4();
            prefix(m, Field.IPV4_DST, address(), 1 + random.nextInt(32));
            add(m.build(), random.nextInt(100));
            add(fiveTuple(), random.nextInt(100));
            compare(20);
        }
    }

    @Test
    void aRuleForAllPacketsDoesNotGatherOthersAroundIt() {
        Rule all = add(Match.builder().build(), 0);
        for (int i = 0; i < 200; i++) {
            Match.Builder m = ipv4();
            prefix(m, Field.IPV4_SRC, 0x0a000000 + i, 32);
            add(m.build(), 5);
        }
        assertSame(all, find(1, 1, 1, 1));
        assertSame(rules.get(7), find(0x0a000006, 1, 1, 1));
    }

    @Test
    void manyRulesWithTheSameMatchAreFoundByRank() {
        for (int i = 0; i < 100; i++) {
            Match.Builder m = ipv4();
            prefix(m, Field.IPV4_SRC, 0x0a000001, 32);
            add(m.build(), i);
        }
        for (int i = 99; i >= 0; i--) {
            assertEquals(i, find(0x0a000001, 1, 1, 1).priority());
            builder.remove(rules.remove(i));
        }
        assertNull(find(0x0a000001, 1, 1, 1));
    }

    @Test
    void prefixesOfIpv4DoNotTakeArpPacketsWhoseAddressesLieInTheSameBits() {
        for (int i = 0; i < 100; i++) {
            Match.Builder m = ipv4();
            prefix(m, Field.IPV4_DST, i << 24, 8 + i % 5);
            add(m.build(), 5);
        }
        frame.clear();
        frame.putShort(12, (short) ARP).putLong(14, 0x0001_0800_0604_0001L).putInt(28, 0x01000001).putInt(38, 0x01000002);
        key.start(frame, 0, 60, 1);
        assertNull(builder.build().lookup(key));
        assertSame(rules.get(1), find(1, 0x01000002, 1, 1));
    }

    @Test
    void fieldsThatShareBitsAreReadAsDeepAsTheDeepestOfThemNeeds() {
        for (int op = 1; op <= 10; op++) {
            add(Match.builder().set(Field.ETH_TYPE, ARP).set(Field.ARP_OP, op).build(), 5);
        }
        Rule tcp = add(ipv4().set(Field.IP_PROTO, TCP).set(Field.IP_DSCP, 0).set(Field.TCP_SRC, 7).build(), 5);
        assertSame(tcp, find(1, 2, 7, 8));
    }
}
