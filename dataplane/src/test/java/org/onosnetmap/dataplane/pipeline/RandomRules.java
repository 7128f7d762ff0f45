package org.onosnetmap.dataplane.pipeline;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;

/**
 * Random rules over the pools of {@link RandomFrames}. Matches fulfil their prerequisites; actions sometimes do not, so that refusals
 * are part of the game.
 */
final class RandomRules {

    static final int[] TABLES = {0, 1, 2, 253};

    private final Random r;
    private final Focus focus;
    private final RandomFrames frames;
    private final RandomActions actions;

    /** Rules for these frames; many of them are made to be met by one. */
    RandomRules(Random r, Focus focus, RandomFrames frames) {
        this.r = r;
        this.focus = focus;
        this.frames = frames;
        this.actions = new RandomActions(r, focus);
    }

    RandomActions actions() {
        return actions;
    }

    FlowRule next() {
        boolean deep = focus == Focus.TABLES;
        int table = TABLES[r.nextInt(deep || r.nextBoolean() ? TABLES.length : 1)];
        Match m = r.nextInt(deep ? 2 : 8) == 0 ? Match.ANY : r.nextInt(3) > 0 ? MatchOfFrame.random(r, frames.earlier()) : match();
        // What matches much mostly ranks low, or nothing else would ever match.
        int highest = deep || r.nextInt(6) == 0 ? 5 : Math.min(5, 1 + m.fields().size());
        FlowRule.Builder b = FlowRule.builder().table(table).match(m).priority(r.nextInt(8) == 0 ? 0 : r.nextInt(highest)).cookie(r.nextInt(1000));
        List<Action> apply = actions.apply(m, r.nextInt(focus == Focus.HEADERS ? 8 : 4));
        b.apply(apply.toArray(new Action[0]));
        if (r.nextInt(3) == 0 || deep) {
            b.write(actions.write(m, apply, 1 + r.nextInt(focus == Focus.HEADERS ? 8 : 4)).toArray(new Action[0]));
        }
        if (r.nextInt(6) == 0) {
            b.clear();
        }
        if (r.nextInt(8) == 0) {
            b.meter(1 + r.nextInt(RandomGroups.METERS));
        }
        if (r.nextInt(4) == 0) {
            b.metadata(r.nextInt(4), r.nextInt(4));
        }
        if (r.nextBoolean()) {
            b.gotoTable(deep ? table + 1 : TABLES[r.nextInt(TABLES.length)]);
        }
        return b.build();
    }

    private Match match() {
        Match.Builder b = Match.builder();
        if (focus == Focus.NEIGHBOURS && r.nextBoolean()) {
            b.set(Field.ETH_TYPE, 0x86dd).set(Field.IP_PROTO, 58);
            icmp(b, false);
            return b.build();
        }
        besideThePacket(b);
        if (r.nextInt(4) == 0) {
            masked(b, Field.ETH_DST, anyMac());
        }
        if (r.nextInt(4) == 0) {
            masked(b, Field.ETH_SRC, anyMac());
        }
        if (r.nextInt(3) == 0) {
            vlan(b, Field.VLAN_VID, Field.VLAN_PCP);
        }
        if (r.nextInt(focus == Focus.LABELS ? 3 : 8) == 0) {
            vlan(b, Field.INNER_VLAN_VID, Field.INNER_VLAN_PCP);
        }
        switch (etherType()) {
            case 0:
                b.set(Field.ETH_TYPE, pick(0x5ff, 0x88b5, 0x800, 0x86dd, 0x806, 0x8847, 0x8848, 0x88e7));
                break;
            case 6:
                b.set(Field.ETH_TYPE, r.nextBoolean() ? 0x8847 : 0x8848);
                mpls(b);
                break;
            case 7:
                b.set(Field.ETH_TYPE, 0x88e7);
                pbb(b);
                break;
            case 1:
                b.set(Field.ETH_TYPE, 0x806);
                arp(b);
                break;
            case 2:
            case 3:
                b.set(Field.ETH_TYPE, 0x800);
                ipv4(b);
                break;
            case 4:
                b.set(Field.ETH_TYPE, 0x86dd);
                ipv6(b);
                break;
            default:
                break;
        }
        return b.build();
    }

    private int etherType() {
        switch (focus) {
            case LABELS:
                return r.nextInt(3) == 0 ? r.nextInt(6) : 6 + r.nextInt(2);
            case EXTENSIONS:
                return 4;
            default:
                return r.nextInt(8);
        }
    }

    private void besideThePacket(Match.Builder b) {
        if (r.nextInt(4) == 0) {
            int port = 1 + r.nextInt(4);
            b.set(Field.IN_PORT, port);
            if (r.nextInt(4) == 0) {
                b.set(Field.IN_PHY_PORT, r.nextInt(8) == 0 ? 1 : port);
            }
        }
        if (r.nextInt(6) == 0) {
            masked(b, Field.METADATA, r.nextInt(4));
        }
        if (r.nextInt(12) == 0) {
            masked(b, Field.TUNNEL_ID, r.nextInt(3));
        }
        if (r.nextInt(16) == 0) {
            b.set(Field.PACKET_TYPE, r.nextInt(8) == 0 ? 0x10800 : 0);
        }
        if (r.nextInt(focus == Focus.TABLES ? 2 : 12) == 0) {
            int output = pick(1, 2, 3, 4, PortNo.UNSET, PortNo.UNSET, PortNo.IN_PORT, PortNo.ALL, PortNo.FLOOD, PortNo.NORMAL, PortNo.CONTROLLER);
            b.set(Field.ACTSET_OUTPUT, output & 0xffffffffL);
        }
    }

    private void vlan(Match.Builder b, Field vid, Field pcp) {
        switch (r.nextInt(4)) {
            case 0:
                b.set(vid, 0);
                return;
            case 3:
                masked(b, vid, r.nextBoolean() ? 0 : pick(RandomFrames.VIDS));
                return;
            case 1:
                b.set(vid, 0x1000, 0x1000);
                break;
            default:
                int mask = r.nextBoolean() ? 0x1fff : 0x1000 | r.nextInt(0x1000);
                b.set(vid, 0x1000 | pick(RandomFrames.VIDS), mask);
                break;
        }
        if (r.nextInt(3) == 0) {
            b.set(pcp, r.nextInt(8));
        }
    }

    private void mpls(Match.Builder b) {
        if (r.nextBoolean()) {
            b.set(Field.MPLS_LABEL, pick(RandomFrames.LABELS));
        }
        if (r.nextInt(4) == 0) {
            b.set(Field.MPLS_TC, r.nextInt(8));
        }
        if (r.nextInt(3) == 0) {
            b.set(Field.MPLS_BOS, r.nextInt(2));
        }
    }

    private void pbb(Match.Builder b) {
        if (r.nextBoolean()) {
            masked(b, Field.PBB_ISID, pick(RandomFrames.ISIDS));
        }
        if (r.nextInt(3) == 0) {
            b.set(Field.PBB_UCA, r.nextInt(2));
        }
    }

    private void arp(Match.Builder b) {
        if (r.nextBoolean()) {
            b.set(Field.ARP_OP, 1 + r.nextInt(2));
        }
        for (Field f : new Field[] {Field.ARP_SPA, Field.ARP_TPA}) {
            if (r.nextInt(3) == 0) {
                masked(b, f, anyV4());
            }
        }
        for (Field f : new Field[] {Field.ARP_SHA, Field.ARP_THA}) {
            if (r.nextInt(3) == 0) {
                masked(b, f, anyMac());
            }
        }
    }

    private void ipv4(Match.Builder b) {
        for (Field f : new Field[] {Field.IPV4_SRC, Field.IPV4_DST}) {
            if (r.nextInt(3) == 0) {
                masked(b, f, anyV4());
            }
        }
        trafficClass(b);
        transport(b, true);
    }

    private void ipv6(Match.Builder b) {
        for (Field f : new Field[] {Field.IPV6_SRC, Field.IPV6_DST}) {
            if (r.nextInt(3) == 0) {
                BigInteger v = anyV6();
                boolean whole = r.nextBoolean();
                long maskHi = whole ? -1 : -1L << r.nextInt(64);
                long maskLo = whole ? -1 : r.nextBoolean() ? 0 : r.nextLong();
                b.set(f, v.shiftRight(64).longValue(), v.longValue(), maskHi, maskLo);
            }
        }
        if (r.nextInt(4) == 0) {
            masked(b, Field.IPV6_FLABEL, r.nextInt(3));
        }
        if (focus == Focus.EXTENSIONS || r.nextInt(6) == 0) {
            int mask = r.nextInt(4) == 0 ? 0x1ff : r.nextBoolean() ? 1 << r.nextInt(9) : r.nextInt(0x200);
            b.set(Field.IPV6_EXTHDR, r.nextBoolean() ? 0 : r.nextInt(0x200), mask);
        }
        trafficClass(b);
        transport(b, false);
    }

    private void trafficClass(Match.Builder b) {
        if (r.nextInt(5) == 0) {
            b.set(Field.IP_DSCP, pick(0, 10, 46, 63));
        }
        if (r.nextInt(5) == 0) {
            b.set(Field.IP_ECN, r.nextInt(4));
        }
    }

    private void transport(Match.Builder b, boolean v4) {
        switch (r.nextInt(6)) {
            case 0:
                b.set(Field.IP_PROTO, pick(1, 6, 17, 44, 47, 50, 51, 58, 59, 132));
                break;
            case 1:
                b.set(Field.IP_PROTO, 6);
                ports(b, Field.TCP_SRC, Field.TCP_DST);
                if (r.nextInt(3) == 0) {
                    masked(b, Field.TCP_FLAGS, pick(RandomFrames.FLAGS));
                }
                break;
            case 4:
                b.set(Field.IP_PROTO, 132);
                ports(b, Field.SCTP_SRC, Field.SCTP_DST);
                break;
            case 2:
                b.set(Field.IP_PROTO, 17);
                ports(b, Field.UDP_SRC, Field.UDP_DST);
                break;
            case 3:
                b.set(Field.IP_PROTO, v4 ? 1 : 58);
                icmp(b, v4);
                break;
            default:
                break;
        }
    }

    private void ports(Match.Builder b, Field src, Field dst) {
        if (r.nextBoolean()) {
            masked(b, src, pick(RandomFrames.PORTS));
        }
        if (r.nextBoolean()) {
            masked(b, dst, pick(RandomFrames.PORTS));
        }
    }

    private void icmp(Match.Builder b, boolean v4) {
        if (r.nextInt(3) == 0) {
            b.set(v4 ? Field.ICMPV4_CODE : Field.ICMPV6_CODE, r.nextInt(2));
        }
        if (v4) {
            if (r.nextBoolean()) {
                b.set(Field.ICMPV4_TYPE, pick(0, 3, 8));
            }
            return;
        }
        int type = pick(128, 135, 136);
        b.set(Field.ICMPV6_TYPE, type);
        if (type == 128) {
            return;
        }
        if (r.nextBoolean()) {
            BigInteger v = anyV6();
            b.set(Field.IPV6_ND_TARGET, v.shiftRight(64).longValue(), v.longValue(), -1, -1);
        }
        if (r.nextBoolean()) {
            b.set(type == 135 ? Field.IPV6_ND_SLL : Field.IPV6_ND_TLL, anyMac());
        }
    }

    /** One in so many packets is to be a packet-out. */
    int packetOutsOneIn() {
        return focus == Focus.HEADERS ? 2 : 8;
    }

    /** Actions of a packet-out: there, none needs a prerequisite. */
    List<Action> packetOut() {
        List<Action> all = new ArrayList<>();
        for (int n = r.nextInt(focus == Focus.HEADERS ? 9 : 5); n > 0; n--) {
            all.add(actions.any());
        }
        if (r.nextInt(3) == 0) {
            all.add(Action.output(PortNo.TABLE));
        }
        return all;
    }

    private void masked(Match.Builder b, Field f, long value) {
        switch (r.nextInt(4)) {
            case 0:
                b.set(f, value, f.fullMaskLo() << r.nextInt(f.bits()) & f.fullMaskLo());
                break;
            case 1:
                b.set(f, value, r.nextLong() & f.fullMaskLo());
                break;
            default:
                b.set(f, value);
                break;
        }
    }

    private long anyMac() {
        return RandomFrames.MACS[r.nextInt(RandomFrames.MACS.length)];
    }

    private long anyV4() {
        return new BigInteger(1, Frames.ip(RandomFrames.IPV4[r.nextInt(RandomFrames.IPV4.length)])).longValue();
    }

    private BigInteger anyV6() {
        return new BigInteger(1, Frames.ip(RandomFrames.IPV6[r.nextInt(RandomFrames.IPV6.length)]));
    }

    private int pick(int... values) {
        return values[r.nextInt(values.length)];
    }
}
