package org.onosnetmap.dataplane.pipeline;

import static org.onosnetmap.dataplane.packet.Protocols.*;

import java.util.List;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FieldText;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.flow.QueueSpec;
import org.onosnetmap.dataplane.packet.HeaderEditor;

/**
 * What actions must fulfil: OpenFlow 1.3.5 sections 5.12 and 7.2.4. Goes through a rule's actions in the order of their execution and
 * keeps what is known about the packet from the match and from the actions before.
 */
final class ActionChecks {

    private static final int UNKNOWN = -1;

    /** False for packet-outs: there is no match, and an action on a header that is not there changes nothing. */
    private final boolean hasMatch;
    private final int etherType;
    private final int ipProtocol;
    private boolean tagged;

    private ActionChecks(Match m) {
        hasMatch = m != null;
        etherType = hasMatch && m.has(Field.ETH_TYPE) ? (int) m.value(Field.ETH_TYPE) : UNKNOWN;
        ipProtocol = hasMatch && m.has(Field.IP_PROTO) ? (int) m.value(Field.IP_PROTO) : UNKNOWN;
        tagged = hasMatch && (m.value(Field.VLAN_VID) & MatchChecks.VID_PRESENT) != 0;
    }

    /** Checks a rule's apply-actions, and then its write-actions in the order in which the action set runs them. */
    static void checkRule(Match m, List<Action> apply, List<Action> write) throws FlowException {
        ActionChecks c = new ActionChecks(m);
        for (Action a : apply) {
            c.check(a);
        }
        for (Action a : ActionOrder.of(write)) {
            c.check(a);
        }
    }

    /** Checks the actions of a packet-out. */
    static void checkPacketOut(List<Action> actions) throws FlowException {
        ActionChecks c = new ActionChecks(null);
        for (int i = 0; i < actions.size(); i++) {
            Action a = actions.get(i);
            boolean table = a.type() == Action.Type.OUTPUT && ((Action.Output) a).port() == PortNo.TABLE;
            if (table && i < actions.size() - 1) {
                throw new FlowException("OFPBAC_UNSUPPORTED_ORDER", "output to TABLE is followed by " + actions.get(i + 1)
                        + ", but the tables take the packet over; put output to TABLE last");
            }
            if (!table) {
                c.check(a);
            } else if (((Action.Output) a).maxLen() != Action.WHOLE) {
                throw new FlowException("OFPBAC_BAD_ARGUMENT", "output to TABLE of " + ((Action.Output) a).maxLen()
                        + " bytes is not possible: the tables take the packet itself; send it whole and cut it at an output");
            }
        }
    }

    private void check(Action a) throws FlowException {
        switch (a.type()) {
            case OUTPUT:
                checkOutput((Action.Output) a);
                break;
            case SET_FIELD:
                checkSet((Action.SetField) a);
                break;
            case PUSH_VLAN:
                checkPush((Action.Push) a);
                tagged = true;
                break;
            case POP_VLAN:
                need(tagged, a, "a VLAN tag", "match VLAN_VID with the present bit 0x1000; for a second tag go to a further table that does so again");
                tagged = false;
                break;
            case DEC_NW_TTL:
                need(isIp(), a, "an IP header", "match ETH_TYPE 0x800 or 0x86dd");
                break;
            case SET_QUEUE:
                checkQueue(((Action.SetQueue) a).queue());
                break;
            default:
                throw new FlowException("OFPBAC_BAD_TYPE", "action " + a + " is not supported; use output, set-field, push or pop VLAN, or decrement TTL");
        }
    }

    private void checkOutput(Action.Output o) throws FlowException {
        if (o.maxLen() < 0 || o.maxLen() > 0xffff) {
            throw new FlowException("OFPBAC_BAD_ARGUMENT", "output to " + PortNo.toString(o.port()) + " has a length of " + o.maxLen()
                    + ", which is out of range; use 0 to 65535, 65535 for whole packets");
        }
        // What leaves by a port is a frame still; the learning switch looks at the VLAN tag.
        int least = o.port() == PortNo.CONTROLLER ? 0 : o.port() == PortNo.NORMAL ? 18 : 14;
        if (o.maxLen() < least) {
            throw new FlowException("OFPBAC_BAD_ARGUMENT", "output to port " + PortNo.toString(o.port()) + " of " + o.maxLen()
                    + " bytes is not possible: that cuts the Ethernet header; take " + least + " bytes or more");
        }
        switch (o.port()) {
            case PortNo.IN_PORT:
            case PortNo.NORMAL:
            case PortNo.FLOOD:
            case PortNo.ALL:
            case PortNo.CONTROLLER:
                return;
            case PortNo.TABLE:
                throw badPort(o, "only packet-outs may go to the first table; use a goto instruction");
            case PortNo.LOCAL:
                throw badPort(o, "the switch has no network stack of its own; attach a TAP port and output there");
            default:
                if (o.port() == 0 || Integer.compareUnsigned(o.port(), PortNo.MAX) > 0) {
                    throw badPort(o, "it is no port; use 1 to 0xfffffeff, or IN_PORT, NORMAL, FLOOD, ALL or CONTROLLER");
                }
        }
    }

    private static void checkQueue(int queue) throws FlowException {
        if (queue == QueueSpec.ALL_QUEUES) {
            throw new FlowException("OFPBAC_BAD_QUEUE", "set-queue to 0xffffffff is not possible: that means all queues; take the number of one, or 0 for the default queue");
        }
    }

    private static FlowException badPort(Action.Output o, String why) {
        return new FlowException("OFPBAC_BAD_OUT_PORT", "output to port " + PortNo.toString(o.port()) + " is not possible: " + why);
    }

    private void checkPush(Action.Push p) throws FlowException {
        if (!isVlan(p.etherType())) {
            throw new FlowException("OFPBAC_BAD_ARGUMENT", "push VLAN with EtherType 0x" + Integer.toHexString(p.etherType())
                    + " is not possible: no VLAN tag has that type; use 0x8100 or 0x88a8");
        }
    }

    private void checkSet(Action.SetField s) throws FlowException {
        Field f = s.field();
        if (!HeaderEditor.canSet(f)) {
            throw new FlowException("OFPBAC_BAD_SET_TYPE", "set-field of " + f + " is not supported; fields that can be set are ETH_DST, ETH_SRC, VLAN_VID, VLAN_PCP, "
                    + "IP_DSCP, IP_ECN, IPV4_SRC, IPV4_DST, IPV6_SRC, IPV6_DST, TCP_SRC, TCP_DST, UDP_SRC, UDP_DST"
                    + (f == Field.METADATA ? "; use the write-metadata instruction" : ""));
        }
        switch (f) {
            case VLAN_VID:
                if ((s.value() & MatchChecks.VID_PRESENT) == 0) {
                    throw new FlowException("OFPBAC_BAD_SET_ARGUMENT", "set-field of VLAN_VID to " + FieldText.format(f, 0, s.value())
                            + " lacks the present bit; add 0x1000, or use pop VLAN to take the tag off");
                }
                need(tagged, s, "a VLAN tag", "match VLAN_VID with the present bit 0x1000, or push a tag first");
                break;
            case VLAN_PCP:
                need(tagged, s, "a VLAN tag", "match VLAN_VID with the present bit 0x1000, or push a tag first");
                break;
            case IP_DSCP:
            case IP_ECN:
                need(isIp(), s, "an IP header", "match ETH_TYPE 0x800 or 0x86dd");
                break;
            case IPV4_SRC:
            case IPV4_DST:
                need(etherType == ETH_IPV4, s, "an IPv4 header", "match ETH_TYPE 0x800");
                break;
            case IPV6_SRC:
            case IPV6_DST:
                need(etherType == ETH_IPV6, s, "an IPv6 header", "match ETH_TYPE 0x86dd");
                break;
            case TCP_SRC:
            case TCP_DST:
                need(ipProtocol == IP_TCP, s, "a TCP header", "match ETH_TYPE 0x800 or 0x86dd and IP_PROTO 6");
                break;
            case UDP_SRC:
            case UDP_DST:
                need(ipProtocol == IP_UDP, s, "a UDP header", "match ETH_TYPE 0x800 or 0x86dd and IP_PROTO 17");
                break;
            default:
                break;
        }
    }

    private boolean isIp() {
        return etherType == ETH_IPV4 || etherType == ETH_IPV6;
    }

    private void need(boolean known, Action a, String what, String remedy) throws FlowException {
        if (hasMatch && !known) {
            throw new FlowException("OFPBAC_MATCH_INCONSISTENT", "action " + a + " needs " + what + ", which the match does not promise; " + remedy);
        }
    }
}
