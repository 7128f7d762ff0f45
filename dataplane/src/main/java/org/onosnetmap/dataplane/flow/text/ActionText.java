package org.onosnetmap.dataplane.flow.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;

/** Actions (ovs-actions(7)). One object reads one list, because some actions mean what the match and the actions before make of them. */
final class ActionText {

    private static final long VID_PRESENT = 0x1000;

    /** For suggestions. */
    static final Set<String> NAMES = new TreeSet<>(List.of("output", "drop", "set_field", "mod_dl_src", "mod_dl_dst", "mod_vlan_vid", "mod_vlan_pcp",
            "mod_nw_src", "mod_nw_dst", "mod_nw_tos", "mod_nw_ecn", "mod_nw_ttl", "mod_tp_src", "mod_tp_dst", "strip_vlan", "push_vlan", "pop_vlan", "push_mpls",
            "pop_mpls", "push_pbb", "pop_pbb", "set_mpls_label", "set_mpls_tc", "set_mpls_ttl", "dec_ttl", "dec_mpls_ttl", "copy_ttl_in", "copy_ttl_out",
            "set_queue", "pop_queue", "enqueue", "group", "in_port", "table", "normal", "flood", "all", "controller", "local"));

    private final Match match;
    private final List<Action> actions = new ArrayList<>();
    private boolean tagged;
    private int queue;

    private ActionText(Match match) {
        this.match = match;
        this.tagged = (match.value(Field.VLAN_VID) & VID_PRESENT) != 0;
    }

    static List<Action> read(List<Word> words, Match match) throws FlowTextException {
        ActionText t = new ActionText(match);
        for (Word w : words) {
            t.read(w);
        }
        return t.actions;
    }

    private void add(Action a) {
        actions.add(a);
    }

    private void read(Word w) throws FlowTextException {
        if (Character.isDigit(w.text().charAt(0))) {
            add(Action.output(FieldValue.port(w)));
            return;
        }
        Args a = new Args(w);
        switch (a.name.lower()) {
            case "output":
                output(a);
                break;
            case "controller":
                controller(a);
                break;
            case "in_port":
            case "table":
            case "normal":
            case "flood":
            case "all":
            case "local":
                a.none();
                add(Action.output(FieldValue.port(a.name)));
                break;
            case "enqueue":
                enqueue(a);
                break;
            case "set_queue":
                queue = a.one("set_queue:1").number32();
                add(Action.setQueue(queue));
                break;
            case "pop_queue":
                a.none();
                queue = 0;
                add(Action.setQueue(0));
                break;
            case "group":
                add(Action.group(a.one("group:1").number32()));
                break;
            case "set_field":
                setField(a);
                break;
            default:
                headers(a);
                break;
        }
    }

    private void output(Args a) throws FlowTextException {
        Word arg = a.one("output:2");
        if (!arg.has('=')) {
            add(Action.output(FieldValue.port(arg)));
            return;
        }
        Integer port = null;
        int maxLen = Action.WHOLE;
        for (Word w : a.list()) {
            String key = w.before('=').lower();
            if (key.equals("port") && w.has('=')) {
                port = FieldValue.port(w.after('='));
            } else if (key.equals("max_len") && w.has('=')) {
                maxLen = (int) w.after('=').number(0xffff);
            } else {
                throw w.error("is nothing that output has; write output(port=2,max_len=64)");
            }
        }
        if (port == null) {
            throw a.word.error("names no port; write output(port=2,max_len=64)");
        }
        add(Action.output(port, maxLen));
    }

    private void controller(Args a) throws FlowTextException {
        int maxLen = Action.WHOLE;
        if (a.rest != null && a.word.text().charAt(a.name.length()) == ':') {
            maxLen = (int) a.number(0xffff, "controller:128");
        } else {
            for (Word w : a.list()) {
                String key = w.before('=').lower();
                if (key.equals("max_len") && w.has('=')) {
                    maxLen = (int) w.after('=').number(0xffff);
                } else if (!w.lower().equals("reason=action") && !w.lower().equals("id=0")) {
                    throw w.error("is not supported; write controller(max_len=128)");
                }
            }
        }
        add(Action.toController(maxLen));
    }

    /** Only this output is by the queue; those that follow are by the one that was chosen before. */
    private void enqueue(Args a) throws FlowTextException {
        String example = "enqueue:2:1 (port, queue)";
        Word arg = a.one(example);
        boolean colon = arg.has(':');
        List<Word> two = colon ? List.of(arg.before(':'), arg.after(':')) : arg.split();
        if (two.size() != 2) {
            throw a.word.error("needs a port and a queue; write " + example);
        }
        add(Action.setQueue(two.get(1).number32()));
        add(Action.output(FieldValue.port(two.get(0))));
        add(Action.setQueue(queue));
    }

    private void setField(Args a) throws FlowTextException {
        String example = "set_field:VALUE->FIELD, as set_field:10.0.0.1->ip_dst";
        Word arg = a.one(example);
        int arrow = arg.indexOf("->");
        if (arrow < 0) {
            throw a.word.error("names no field; write " + example);
        }
        Word name = arg.from(arrow + 2);
        Field f = FieldNames.field(name, -1, -1);
        if (f == null) {
            throw name.error("no such field; " + Names.suggest(name.lower(), FieldNames.all()));
        }
        FieldValue v = FieldValue.read(f, arg.sub(0, arrow));
        if (v.isAny()) {
            throw arg.sub(0, arrow).error("sets no bit; write a value, with a mask that is not 0 if there is one");
        }
        add(Action.setMasked(f, v.hi, v.lo, v.maskHi, v.maskLo));
    }

    private void headers(Args a) throws FlowTextException {
        String name = a.name.lower();
        switch (name) {
            case "mod_dl_src":
                add(Action.set(Field.ETH_SRC, FieldValue.mac(a.one("mod_dl_src:02:00:00:00:00:01"))));
                break;
            case "mod_dl_dst":
                add(Action.set(Field.ETH_DST, FieldValue.mac(a.one("mod_dl_dst:02:00:00:00:00:01"))));
                break;
            case "mod_nw_src":
                add(Action.set(Field.IPV4_SRC, FieldValue.ipv4(a.one("mod_nw_src:10.0.0.1"))));
                break;
            case "mod_nw_dst":
                add(Action.set(Field.IPV4_DST, FieldValue.ipv4(a.one("mod_nw_dst:10.0.0.1"))));
                break;
            case "mod_nw_tos":
                long tos = a.number(255, "mod_nw_tos:184");
                if ((tos & 3) != 0) {
                    throw a.rest.error("has ECN bits; write a multiple of 4, and mod_nw_ecn:" + (tos & 3));
                }
                add(Action.set(Field.IP_DSCP, tos >>> 2));
                break;
            case "mod_nw_ecn":
                add(Action.set(Field.IP_ECN, a.number(3, "mod_nw_ecn:1")));
                break;
            case "mod_nw_ttl":
                add(Action.setTtl((int) a.number(255, "mod_nw_ttl:64")));
                break;
            case "mod_tp_src":
            case "mod_tp_dst":
                int proto = match.isExact(Field.IP_PROTO) ? (int) match.value(Field.IP_PROTO) : -1;
                add(Action.set(FieldNames.field(a.name.from("mod_".length()), -1, proto), a.number(0xffff, name + ":80")));
                break;
            case "mod_vlan_vid":
                tag(a);
                add(Action.set(Field.VLAN_VID, VID_PRESENT | a.number(0xfff, "mod_vlan_vid:100")));
                break;
            case "mod_vlan_pcp":
                tag(a);
                add(Action.set(Field.VLAN_PCP, a.number(7, "mod_vlan_pcp:5")));
                break;
            default:
                tagsAndLabels(a, name);
                break;
        }
    }

    /** OpenFlow 1.0's VLAN actions add a tag where there is none; here it has to be known whether there is one. */
    private void tag(Args a) throws FlowTextException {
        if (!tagged) {
            if (!match.isExact(Field.VLAN_VID)) {
                throw a.word.error("changes a tag or adds one, and the match does not say which; match dl_vlan (0xffff for none), or use push_vlan and set_field");
            }
            add(Action.pushVlan(0x8100));
            tagged = true;
        }
    }

    private void tagsAndLabels(Args a, String name) throws FlowTextException {
        switch (name) {
            case "push_vlan":
                add(Action.pushVlan((int) a.number(0xffff, "push_vlan:0x8100")));
                tagged = true;
                break;
            case "pop_vlan":
            case "strip_vlan":
                a.none();
                add(Action.popVlan());
                tagged = false;
                break;
            case "push_mpls":
                add(Action.pushMpls((int) a.number(0xffff, "push_mpls:0x8847")));
                break;
            case "pop_mpls":
                add(Action.popMpls((int) a.number(0xffff, "pop_mpls:0x0800 (the type of what is behind the label)")));
                break;
            case "push_pbb":
                add(Action.pushPbb((int) a.number(0xffff, "push_pbb:0x88e7")));
                break;
            case "pop_pbb":
                a.none();
                add(Action.popPbb());
                break;
            case "set_mpls_label":
                add(Action.set(Field.MPLS_LABEL, a.number(0xfffff, "set_mpls_label:100")));
                break;
            case "set_mpls_tc":
                add(Action.set(Field.MPLS_TC, a.number(7, "set_mpls_tc:5")));
                break;
            default:
                timesToLive(a, name);
                break;
        }
    }

    private void timesToLive(Args a, String name) throws FlowTextException {
        switch (name) {
            case "set_mpls_ttl":
                add(Action.setMplsTtl((int) a.number(255, "set_mpls_ttl:64")));
                break;
            case "dec_ttl":
                add(Action.decTtl(expiredToController(a)));
                break;
            case "dec_mpls_ttl":
                add(Action.decMplsTtl(expiredToController(a)));
                break;
            case "copy_ttl_in":
                a.none();
                add(Action.copyTtlIn());
                break;
            case "copy_ttl_out":
                a.none();
                add(Action.copyTtlOut());
                break;
            case "drop":
                throw a.word.error("stands alone; leave it out, or all other actions");
            default:
                if (a.name.has('=')) {
                    throw a.name.error("has its value behind =; write " + name.replace('=', ':'));
                }
                throw a.name.error("no such action; " + Names.suggest(name, FlowText.actionWords()));
        }
    }

    private static boolean expiredToController(Args a) throws FlowTextException {
        if (a.rest == null) {
            return false;
        }
        if (!a.rest.text().equals("0")) {
            throw a.word.error("names a controller, and there is only number 0; write " + a.name + "(0) if packets whose TTL ran out go there, or " + a.name);
        }
        return true;
    }

    /** What {@link #read} reads, between commas. */
    static String write(List<Action> actions) {
        StringBuilder s = new StringBuilder();
        for (Action a : actions) {
            s.append(s.length() == 0 ? "" : ",").append(write(a));
        }
        return s.toString();
    }

    private static String write(Action a) {
        switch (a.type()) {
            case OUTPUT:
                return output((Action.Output) a);
            case SET_FIELD:
                Action.SetField f = (Action.SetField) a;
                return "set_field:" + FieldValue.write(f.field(), f.valueHi(), f.value(), f.maskHi(), f.mask()) + "->" + FieldNames.of(f.field());
            case SET_NW_TTL:
                return "mod_nw_ttl:" + ((Action.SetTtl) a).ttl();
            case DEC_NW_TTL:
                return "dec_ttl" + (((Action.DecTtl) a).expiredToController() ? "(0)" : "");
            case DEC_MPLS_TTL:
                return "dec_mpls_ttl" + (((Action.DecTtl) a).expiredToController() ? "(0)" : "");
            default:
                return a.toString();
        }
    }

    private static String output(Action.Output o) {
        String port = FieldValue.write(Field.IN_PORT, 0, o.port() & 0xffffffffL, 0, Field.IN_PORT.fullMaskLo());
        switch (o.port()) {
            case PortNo.CONTROLLER:
                return "controller" + (o.maxLen() == Action.WHOLE ? "" : ":" + o.maxLen());
            case PortNo.IN_PORT:
            case PortNo.TABLE:
            case PortNo.NORMAL:
            case PortNo.FLOOD:
            case PortNo.ALL:
            case PortNo.LOCAL:
                if (o.maxLen() == Action.WHOLE) {
                    return port;
                }
                break;
            default:
                break;
        }
        return o.maxLen() == Action.WHOLE ? "output:" + port : "output(port=" + port + ",max_len=" + o.maxLen() + ")";
    }
}
