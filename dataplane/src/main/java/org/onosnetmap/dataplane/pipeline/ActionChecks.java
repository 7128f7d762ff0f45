package org.onosnetmap.dataplane.pipeline;

import static org.onosnetmap.dataplane.packet.Protocols.*;

import java.util.List;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.flow.QueueSpec;

/**
 * What actions must fulfil: OpenFlow 1.3.5 sections 5.12 and 7.2.4. Goes through a rule's actions in the order of their execution and
 * keeps what is known about the packet from the match and from the actions before.
 */
final class ActionChecks {

    /** Null for packet-outs and buckets: there is no match, and an action on a header that is not there changes nothing. */
    private final KnownHeaders known;

    private ActionChecks(KnownHeaders known) {
        this.known = known;
    }

    /** Checks a rule's apply-actions, and then its write-actions in the order in which the action set runs them. */
    static void checkRule(Match m, List<Action> apply, List<Action> write) throws FlowException {
        ActionChecks c = new ActionChecks(new KnownHeaders(m));
        for (Action a : apply) {
            c.check(a);
        }
        for (Action a : ActionOrder.of(write)) {
            c.check(a);
        }
    }

    /** Checks a bucket's action set. As with a packet-out there is no match, and an action on a header that is not there changes nothing. */
    static void checkBucket(List<Action> actions) throws FlowException {
        ActionChecks c = new ActionChecks(null);
        for (Action a : ActionOrder.of(actions)) {
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
        checkArgument(a);
        if (known != null) {
            checkHeader(a);
            known.after(a);
        }
    }

    /** What holds whatever the packet is. */
    private static void checkArgument(Action a) throws FlowException {
        switch (a.type()) {
            case OUTPUT:
                checkOutput((Action.Output) a);
                break;
            case SET_FIELD:
                SetFieldChecks.check((Action.SetField) a);
                break;
            case PUSH_VLAN:
                int tag = ((Action.Push) a).etherType();
                checkPush(isVlan(tag), a, "VLAN tag", "0x8100 or 0x88a8");
                break;
            case PUSH_MPLS:
                int label = ((Action.Push) a).etherType();
                checkPush(isMpls(label), a, "MPLS label", "0x8847 or 0x8848");
                break;
            case PUSH_PBB:
                int service = ((Action.Push) a).etherType();
                checkPush(service == ETH_PBB, a, "PBB header", "0x88e7");
                break;
            case POP_MPLS:
                int type = ((Action.PopMpls) a).etherType();
                if (type < ETH_MIN_TYPE || type > 0xffff) {
                    throw new FlowException("OFPBAC_BAD_ARGUMENT", "action " + a + " is not possible: the number is no EtherType; use that of what the label is in front of, such as 0x800");
                }
                break;
            case SET_NW_TTL:
            case SET_MPLS_TTL:
                int ttl = ((Action.SetTtl) a).ttl();
                if (ttl < 0 || ttl > 255) {
                    throw new FlowException("OFPBAC_BAD_ARGUMENT", "action " + a + " is not possible: a TTL has 8 bits; use 0 to 255");
                }
                break;
            case SET_QUEUE:
                checkQueue(((Action.SetQueue) a).queue());
                break;
            default: // with groups: that they exist is checked elsewhere
                break;
        }
    }

    /** What the action needs the packet to have. */
    private void checkHeader(Action a) throws FlowException {
        switch (a.type()) {
            case SET_FIELD:
                SetFieldChecks.checkHeader((Action.SetField) a, known);
                break;
            case POP_VLAN:
                need(known.tag(), a, "a VLAN tag", "match VLAN_VID with the present bit 0x1000; for a second tag match INNER_VLAN_VID so, or go to a further table");
                break;
            case POP_MPLS:
            case SET_MPLS_TTL:
            case DEC_MPLS_TTL:
                need(known.mpls(), a, "an MPLS label", "match ETH_TYPE 0x8847 or 0x8848, or push a label first");
                break;
            case POP_PBB:
                need(known.pbb(), a, "an I-TAG", "match ETH_TYPE 0x88e7");
                break;
            case SET_NW_TTL:
            case DEC_NW_TTL:
                need(known.ip(), a, "an IP header", "match ETH_TYPE 0x800 or 0x86dd");
                break;
            case COPY_TTL_IN:
            case COPY_TTL_OUT:
                need(known.ip() || known.mpls(), a, "headers with a TTL", "match ETH_TYPE 0x8847, 0x8848, 0x800 or 0x86dd, or push an MPLS label first");
                break;
            default:
                break;
        }
    }

    private static void checkOutput(Action.Output o) throws FlowException {
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

    private static void checkPush(boolean possible, Action push, String what, String types) throws FlowException {
        if (!possible) {
            throw new FlowException("OFPBAC_BAD_ARGUMENT", "action " + push + " is not possible: no " + what + " has that type; use " + types);
        }
    }

    private static void need(boolean there, Action a, String what, String remedy) throws FlowException {
        if (!there) {
            throw inconsistent(a, what, remedy);
        }
    }

    static FlowException inconsistent(Action a, String what, String remedy) {
        return new FlowException("OFPBAC_MATCH_INCONSISTENT", "action " + a + " needs " + what + ", which neither the match nor an action before it promises; " + remedy);
    }
}
