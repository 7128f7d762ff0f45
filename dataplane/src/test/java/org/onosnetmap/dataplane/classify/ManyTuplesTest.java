package org.onosnetmap.dataplane.classify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.packet.PacketKey;

/** Tables of so many masks that the first bits of the addresses tell which of them to ask, against a search one by one. */
class ManyTuplesTest {

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
    private final Random random = new Random(3);
    private final ByteBuffer frame = ByteBuffer.allocate(80);
    private final PacketKey key = new PacketKey();
    private long order;

    private void add(Match match, int priority) {
        Rule r = new Rule(match, priority, order++);
        builder.add(r);
        rules.add(r);
    }

    private void removeAny() {
        builder.remove(rules.remove(random.nextInt(rules.size())));
    }

    private void compare() {
        Rule best = null;
        for (Rule r : rules) {
            if (r.matches(key) && (best == null || r.beats(best))) {
                best = r;
            }
        }
        assertSame(best, builder.build().lookup(key));
    }

    /** All over the address space, but few, so that packets match. */
    private int address() {
        return (random.nextInt(8) << 29 | random.nextInt(4) << 18 | random.nextInt(4) << 8 | random.nextInt(4)) ^ 0x1357_9bdf;
    }

    private static void prefix(Match.Builder m, Field f, int address, int length) {
        if (length > 0) {
            long mask = 0xffff_ffffL & -1L << 32 - length;
            m.set(f, address & mask, mask);
        }
    }

    private Match ipv4Rule() {
        Match.Builder m = Match.builder().set(Field.ETH_TYPE, IPV4);
        prefix(m, Field.IPV4_SRC, address(), random.nextInt(33));
        prefix(m, Field.IPV4_DST, address(), random.nextInt(33));
        if (random.nextInt(3) == 0) {
            m.set(Field.IP_PROTO, UDP).set(Field.UDP_DST, random.nextInt(4));
        }
        if (random.nextInt(4) == 0) {
            m.set(Field.IN_PORT, 1 + random.nextInt(2));
        }
        return m.build();
    }

    private Match ipv6Rule() {
        Match.Builder m = Match.builder().set(Field.ETH_TYPE, IPV6).set(Field.IP_PROTO, UDP);
        long mask = -1L << random.nextInt(64);
        m.set(Field.ETH_SRC, random.nextInt(2)).set(Field.UDP_DST, random.nextInt(2));
        m.set(Field.IPV6_SRC, 0x2001L << 48, random.nextInt(4) & mask, -1, mask);
        m.set(Field.IPV6_DST, 0x2001L << 48, random.nextInt(4) & mask, -1, mask);
        return m.build();
    }

    private Match otherRule() {
        return Match.builder().set(Field.ETH_SRC, random.nextInt(4), random.nextInt(4)).set(Field.ETH_DST, random.nextInt(4), random.nextInt(4)).build();
    }

    private void ethernet(int type) {
        frame.clear();
        frame.putShort(4, (short) random.nextInt(4)).putShort(10, (short) random.nextInt(4)).putShort(12, (short) type);
    }

    private void ipv4Packet() {
        ethernet(IPV4);
        frame.put(14, (byte) 0x45).putShort(16, (short) 46).put(23, (byte) UDP).putInt(26, address()).putInt(30, address());
        frame.putShort(34, (short) 9).putShort(36, (short) random.nextInt(4)).putShort(38, (short) 26);
        key.start(frame, 0, 60, 1 + random.nextInt(2));
    }

    private void ipv6Packet() {
        ethernet(IPV6);
        frame.putInt(14, 6 << 28).putShort(18, (short) 26).put(20, (byte) UDP);
        frame.putLong(22, 0x2001L << 48).putLong(30, random.nextInt(4)).putLong(38, 0x2001L << 48).putLong(46, random.nextInt(4));
        frame.putShort(54, (short) 9).putShort(56, (short) random.nextInt(2)).putShort(58, (short) 26);
        key.start(frame, 0, 80, 1);
    }

    private void otherPacket() {
        ethernet(0x1234);
        key.start(frame, 0, 60, 1);
    }

    @Test
    void rulesOfAllProtocolsAndPrefixLengthsFindWhatASearchOneByOneFindsWhileTheyComeAndGo() {
        for (int round = 0; round < 600; round++) {
            for (int i = random.nextInt(10); i > 0; i--) {
                int kind = random.nextInt(8);
                add(kind == 0 ? otherRule() : kind == 1 ? ipv6Rule() : ipv4Rule(), random.nextInt(100));
            }
            for (int i = random.nextInt(9); i > 0 && !rules.isEmpty(); i--) {
                removeAny();
            }
            for (int i = 0; i < 10; i++) {
                ipv4Packet();
                compare();
            }
            ipv6Packet();
            compare();
            otherPacket();
            compare();
        }
        while (!rules.isEmpty()) {
            removeAny();
            ipv4Packet();
            compare();
        }
    }

    @Test
    void aClassifierThatWasTakenEarlierFindsWhatWasThereThen() {
        for (int i = 0; i < 300; i++) {
            add(ipv4Rule(), random.nextInt(100));
        }
        List<Rule> then = new ArrayList<>(rules);
        Classifier<Rule> earlier = builder.build();
        for (int i = 0; i < 2000; i++) {
            add(ipv4Rule(), random.nextInt(100));
            removeAny();
            if (i % 10 == 0) {
                ipv4Packet();
                Rule best = null;
                for (Rule r : then) {
                    if (r.matches(key) && (best == null || r.beats(best))) {
                        best = r;
                    }
                }
                assertSame(best, earlier.lookup(key));
            }
        }
    }

    @Test
    void rankHoldsTheLargestPriorityAndTheLargestOrder() {
        Match all = Match.builder().build();
        Rule first = new Rule(all, 65_535, 0);
        Rule last = new Rule(all, 0, (1L << 47) - 1);
        assertEquals(65_535, first.priority());
        assertEquals(0, first.order());
        assertEquals(0, last.priority());
        assertEquals((1L << 47) - 1, last.order());
        assertEquals(0, last.rank);
    }
}
