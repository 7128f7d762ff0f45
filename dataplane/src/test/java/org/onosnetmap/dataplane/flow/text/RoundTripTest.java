package org.onosnetmap.dataplane.flow.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowFlag;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.flow.StatTrigger;

/** What is written and read again is the same. Rules here may be such as no datapath takes: fields without their prerequisites, masks anywhere. */
class RoundTripTest {

    private static final int CASES = 50_000;

    private final Set<Field> fields = EnumSet.noneOf(Field.class);
    private final Set<Action.Type> types = EnumSet.noneOf(Action.Type.class);
    private Random r;

    @Test
    void rulesOfEveryFieldAndActionAreTheSameAgain() {
        for (long seed = 0; seed < CASES; seed++) {
            r = new Random(seed);
            FlowRule rule = rule();
            String text = FlowText.format(rule);
            try {
                FlowRule again = FlowText.parse(text);
                assertEquals(rule, again, () -> text);
                assertEquals(text, FlowText.format(again));
            } catch (FlowTextException e) {
                throw new AssertionError("seed " + seed + ": " + text, e);
            }
        }
        assertEquals(EnumSet.allOf(Field.class), fields, "every field was there");
        assertEquals(EnumSet.allOf(Action.Type.class), types, "every action was there");
    }

    @Test
    void groupsAreTheSameAgain() throws FlowTextException {
        for (long seed = 0; seed < CASES / 10; seed++) {
            r = new Random(seed);
            List<Bucket> buckets = new ArrayList<>();
            for (int n = r.nextInt(4); n > 0; n--) {
                buckets.add(Bucket.of(r.nextInt(3), r.nextBoolean() ? PortNo.ANY : 1 + r.nextInt(5), r.nextBoolean() ? Group.ANY : r.nextInt(), actions()));
            }
            Group g = new Group(r.nextBoolean() ? r.nextInt(100) : Group.MAX, Group.Type.values()[r.nextInt(Group.Type.values().length)], buckets);
            assertEquals(g, GroupText.parse(GroupText.format(g)), GroupText.format(g));
        }
    }

    @Test
    void metersAreTheSameAgain() throws FlowTextException {
        for (long seed = 0; seed < CASES / 10; seed++) {
            r = new Random(seed);
            List<Meter.Band> bands = new ArrayList<>();
            for (int n = r.nextInt(4); n > 0; n--) {
                long rate = r.nextInt() & 0xffffffffL;
                long burst = r.nextBoolean() ? 0 : r.nextInt(1000);
                bands.add(r.nextBoolean() ? Meter.Band.drop(rate, burst) : Meter.Band.remark(rate, burst, 1 + r.nextInt(2)));
            }
            Meter m = new Meter(r.nextBoolean() ? r.nextInt(100) : Meter.MAX, Meter.Unit.values()[r.nextInt(3)], bands);
            assertEquals(m, MeterText.parse(MeterText.format(m)), MeterText.format(m));
        }
    }

    @Test
    void brokenLinesAreRefusedAndNothingElse() {
        int refused = 0;
        for (long seed = 0; seed < CASES; seed++) {
            r = new Random(seed);
            StringBuilder text = new StringBuilder(r.nextInt(3) == 0 ? GroupText.format(new Group(1, Group.Type.ALL, List.of(Bucket.of(1, 2, 3, actions()))))
                    : FlowText.format(rule()));
            for (int n = 1 + r.nextInt(3); n > 0 && text.length() > 0; n--) {
                int at = r.nextInt(text.length());
                switch (r.nextInt(3)) {
                    case 0:
                        text.deleteCharAt(at);
                        break;
                    case 1:
                        text.insert(at, "=:,()/->|+ #x0\t9*".charAt(r.nextInt(17)));
                        break;
                    default:
                        text.setCharAt(at, (char) (32 + r.nextInt(95)));
                        break;
                }
            }
            String line = text.toString();
            try {
                FlowText.parseAll(line);
            } catch (FlowTextException e) {
                refused++;
                assertTrue(e.column() >= 1 && e.column() <= line.length() + 1, e.getMessage());
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + line, e);
            }
            try {
                GroupText.parseAll(line);
                MeterText.parseAll(line);
            } catch (FlowTextException e) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + line, e);
            }
        }
        assertTrue(refused > CASES, "most are broken: " + refused);
    }

    private FlowRule rule() {
        FlowRule.Builder b = FlowRule.builder().table(r.nextInt(256)).priority(r.nextInt(65536)).match(match());
        if (r.nextBoolean()) {
            b.cookie(r.nextLong()).idleTimeout(r.nextInt(3) * r.nextInt(Integer.MAX_VALUE / 3)).hardTimeout(r.nextInt(100));
        }
        if (r.nextInt(4) == 0) {
            b.flag(FlowFlag.values()[r.nextInt(5)], FlowFlag.values()[r.nextInt(5)]);
        }
        for (int n = r.nextInt(3) - 1; n > 0; n--) {
            b.meter(r.nextInt());
        }
        b.apply(actions().toArray(new Action[0]));
        if (r.nextInt(4) == 0) {
            b.clear();
        }
        if (r.nextInt(3) == 0) {
            b.write(actions().toArray(new Action[0]));
        }
        if (r.nextInt(3) == 0) {
            b.metadata(r.nextLong(), r.nextBoolean() ? -1 : r.nextLong());
        }
        if (r.nextInt(3) == 0) {
            b.gotoTable(r.nextInt(256));
        }
        if (r.nextInt(5) == 0) {
            b.statTrigger(new StatTrigger(r.nextInt(5), r.nextInt(5), r.nextInt(2) * (r.nextLong() >>> 10), r.nextBoolean(), r.nextBoolean()));
        }
        return b.build();
    }

    private Match match() {
        Match.Builder b = Match.builder();
        if (r.nextBoolean()) {
            b.set(Field.ETH_TYPE, pick(0x800, 0x86dd, 0x806, 0x8035, 0x8847, 0x8848, 0x88e7));
            if (r.nextBoolean()) {
                b.set(Field.IP_PROTO, pick(1, 6, 17, 58, 132, 47));
            }
        }
        for (int n = r.nextInt(6); n > 0; n--) {
            Field f = Field.values()[r.nextInt(Field.values().length)];
            long[] mask = mask(f);
            b.set(f, value(f.fullMaskHi()), value(f.fullMaskLo()), mask[0], mask[1]);
        }
        Match m = b.build();
        fields.addAll(m.fields());
        return m;
    }

    private long value(long limit) {
        return (r.nextInt(3) == 0 ? r.nextInt(3) : r.nextInt(3) == 0 ? -1L - r.nextInt(10) : r.nextLong()) & limit;
    }

    private long[] mask(Field f) {
        switch (r.nextInt(4)) {
            case 0:
                return new long[] {r.nextLong() & f.fullMaskHi(), r.nextLong() & f.fullMaskLo()};
            case 1: // a prefix
                int n = r.nextInt(f.bits());
                int zeros = f.bits() - n;
                return new long[] {zeros >= 64 ? f.fullMaskHi() << zeros - 64 & f.fullMaskHi() : f.fullMaskHi(), zeros >= 64 ? 0 : f.fullMaskLo() << zeros & f.fullMaskLo()};
            default:
                return new long[] {f.fullMaskHi(), f.fullMaskLo()};
        }
    }

    private List<Action> actions() {
        List<Action> all = new ArrayList<>();
        for (int n = r.nextInt(5); n > 0; n--) {
            all.add(action());
        }
        all.forEach(a -> types.add(a.type()));
        return all;
    }

    private Action action() {
        switch (r.nextInt(18)) {
            case 0:
                return Action.output(pick(1, 77, -1, PortNo.IN_PORT, PortNo.TABLE, PortNo.NORMAL, PortNo.FLOOD, PortNo.ALL, PortNo.CONTROLLER, PortNo.LOCAL));
            case 1:
                return Action.output(pick(1, PortNo.IN_PORT, PortNo.NORMAL, PortNo.CONTROLLER, PortNo.LOCAL), r.nextInt(65536));
            case 2:
                return Action.pushVlan(pick(0x8100, 0x88a8, 5));
            case 3:
                return Action.pushMpls(0x8847 + r.nextInt(2));
            case 4:
                return Action.pushPbb(0x88e7);
            case 5:
                return Action.popVlan();
            case 6:
                return Action.popMpls(pick(0x800, 0x86dd, 0x8847));
            case 7:
                return Action.popPbb();
            case 8:
                return Action.copyTtlIn();
            case 9:
                return Action.copyTtlOut();
            case 10:
                return Action.setTtl(r.nextInt(256));
            case 11:
                return Action.setMplsTtl(r.nextInt(256));
            case 12:
                return Action.decTtl(r.nextBoolean());
            case 13:
                return Action.decMplsTtl(r.nextBoolean());
            case 14:
                return Action.setQueue(r.nextBoolean() ? r.nextInt(10) : r.nextInt());
            case 15:
                return Action.group(r.nextBoolean() ? r.nextInt(10) : r.nextInt());
            default:
                return set();
        }
    }

    private Action set() {
        Field f = Field.values()[r.nextInt(Field.values().length)];
        long hi = value(f.fullMaskHi());
        long lo = value(f.fullMaskLo());
        long[] mask = mask(f);
        return (mask[0] | mask[1]) == 0 ? Action.set(f, hi, lo) : Action.setMasked(f, hi, lo, mask[0], mask[1]);
    }

    private int pick(int... values) {
        return values[r.nextInt(values.length)];
    }
}
