package org.onosnetmap.dataplane.pipeline;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.packet.HeaderEditor;

/** Random actions of every kind; most of them need nothing that match and actions before do not promise. */
final class RandomActions {

    private static final List<Field> SETTABLE = Arrays.stream(Field.values()).filter(HeaderEditor::canSet).collect(Collectors.toList());
    private static final Action[] WITHOUT_ARGUMENT = {Action.popVlan(), Action.popPbb(), Action.copyTtlIn(), Action.copyTtlOut()};

    private final Random r;
    private final Focus focus;
    /** What is set in this round; few fields, where it is about headers, so that rare headers are met. */
    private final List<Field> fields = new ArrayList<>(SETTABLE);

    RandomActions(Random r, Focus focus) {
        this.r = r;
        this.focus = focus;
        while (focus == Focus.HEADERS && fields.size() > 8) {
            fields.remove(r.nextInt(fields.size()));
        }
    }

    /** Actions for a rule's apply-actions. */
    List<Action> apply(Match m, int n) {
        List<Action> all = new ArrayList<>();
        while (all.size() < n) {
            Action a = any();
            for (int tries = 0; tries < 8 && !isAllowed(m, all, List.of(a)); tries++) {
                a = any();
            }
            all.add(a);
        }
        return all;
    }

    /** Actions for a rule's write-actions, beside its apply-actions. */
    List<Action> write(Match m, List<Action> apply, int n) {
        List<Action> all = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            all.add(any());
            for (int tries = 0; tries < 8 && !isAllowed(m, apply, all); tries++) {
                all.set(i, any());
            }
        }
        return all;
    }

    private static boolean isAllowed(Match m, List<Action> apply, List<Action> write) {
        try {
            ActionChecks.checkRule(m, apply, write);
            return true;
        } catch (FlowException e) {
            return false;
        }
    }

    Action any() {
        int kinds = focus == Focus.HEADERS ? 6 : 12;
        switch (r.nextInt(kinds)) {
            case 0:
                return r.nextBoolean() ? push() : pop();
            case 1:
                return ttl();
            case 2:
            case 3:
            case 4:
                return set();
            case 5:
                if (r.nextInt(3) == 0) {
                    return Action.group(1 + r.nextInt(RandomGroups.GROUPS));
                }
                return r.nextInt(3) == 0 ? Action.setQueue(r.nextInt(3))
                        : Action.output(pick(1, 2, 3, 4, PortNo.IN_PORT, PortNo.ALL, PortNo.FLOOD, PortNo.NORMAL), pick(13, 14, 18, 20, 60, 128, Action.WHOLE));
            case 6:
                return Action.toController(pick(0, 64, 0xffff));
            default:
                return Action.output(pick(1, 2, 3, 4, PortNo.IN_PORT, PortNo.ALL, PortNo.FLOOD, PortNo.NORMAL));
        }
    }

    private Action push() {
        switch (r.nextInt(3)) {
            case 0:
                return Action.pushVlan(pick(0x8100, 0x88a8));
            case 1:
                return Action.pushMpls(pick(0x8847, 0x8848));
            default:
                return Action.pushPbb(0x88e7);
        }
    }

    private Action pop() {
        return r.nextInt(3) == 0 ? Action.popMpls(pick(0x8847, 0x8848, 0x800, 0x86dd, 0x88b5, 0x8100, 0x88e7, 0x806)) : WITHOUT_ARGUMENT[r.nextInt(2)];
    }

    private Action ttl() {
        switch (r.nextInt(6)) {
            case 0:
                return Action.decTtl(r.nextBoolean());
            case 1:
                return Action.decMplsTtl(r.nextBoolean());
            case 2:
                return Action.setTtl(pick(0, 1, 2, 64, 255));
            case 3:
                return Action.setMplsTtl(pick(0, 1, 2, 64, 255));
            default:
                return WITHOUT_ARGUMENT[2 + r.nextInt(2)];
        }
    }

    private Action set() {
        Field f = fields.get(r.nextInt(fields.size()));
        BigInteger v = value(f);
        long hi = v.shiftRight(64).longValue();
        if (!f.maskable() || r.nextInt(4) > 0) {
            return Action.set(f, hi, v.longValue());
        }
        return Action.setMasked(f, hi, v.longValue(), r.nextLong() & f.fullMaskHi(), r.nextLong() & f.fullMaskLo());
    }

    private BigInteger value(Field f) {
        if (r.nextInt(4) == 0) {
            return new BigInteger(f.bits(), r);
        }
        switch (f) {
            case ETH_TYPE:
                return number(pick(0x800, 0x86dd, 0x806, 0x8847, 0x88e7, 0x88b5, 0x8100, 5));
            case VLAN_VID:
            case INNER_VLAN_VID:
                return number(0x1000 | pick(RandomFrames.VIDS));
            case IP_PROTO:
                return number(pick(1, 4, 6, 17, 41, 58, 132, 136, 0, 60));
            case ICMPV6_TYPE:
                return number(pick(128, 135, 136));
            case IPV4_SRC:
            case IPV4_DST:
            case ARP_SPA:
            case ARP_TPA:
                return new BigInteger(1, Frames.ip(RandomFrames.IPV4[r.nextInt(RandomFrames.IPV4.length)]));
            case IPV6_SRC:
            case IPV6_DST:
            case IPV6_ND_TARGET:
                return new BigInteger(1, Frames.ip(RandomFrames.IPV6[r.nextInt(RandomFrames.IPV6.length)]));
            case MPLS_LABEL:
                return number(pick(RandomFrames.LABELS));
            case PBB_ISID:
                return number(pick(RandomFrames.ISIDS));
            case TUNNEL_ID:
                return number(r.nextInt(3));
            default:
                return f.bits() == 16 ? number(pick(RandomFrames.PORTS))
                        : f.bits() == 48 ? number(RandomFrames.MACS[r.nextInt(RandomFrames.MACS.length)]) : new BigInteger(f.bits(), r);
        }
    }

    private static BigInteger number(long n) {
        return BigInteger.valueOf(n);
    }

    private int pick(int... values) {
        return values[r.nextInt(values.length)];
    }
}
