package org.onosnetmap.dataplane.flow.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;

/** Groups, as {@code group_id=1,type=select,bucket=weight:10,actions=output:1,bucket=weight:20,actions=output:2}. */
public final class GroupText {

    private static final Pattern BUCKET = Pattern.compile("(?<![^,\\s])bucket=");
    private static final Pattern ACTIONS = Pattern.compile("(?<![^,\\s])actions?=");
    private static final Map<String, Group.Type> TYPES = new LinkedHashMap<>();

    static {
        TYPES.put("all", Group.Type.ALL);
        TYPES.put("select", Group.Type.SELECT);
        TYPES.put("indirect", Group.Type.INDIRECT);
        TYPES.put("ff", Group.Type.FAILOVER);
        TYPES.put("fast_failover", Group.Type.FAILOVER);
        TYPES.put("clone", Group.Type.CLONE);
    }

    private GroupText() {
    }

    /**
     * Reads one group.
     *
     * @throws FlowTextException if it cannot be read; of line 1
     */
    public static Group parse(String line) throws FlowTextException {
        return read(Word.line(line, 1));
    }

    /**
     * Reads a file's groups, one a line, as {@link FlowText#parseAll} reads rules.
     *
     * @throws FlowTextException at the first line that cannot be read
     */
    public static List<Group> parseAll(String text) throws FlowTextException {
        List<Group> all = new ArrayList<>();
        for (Word line : TextLines.of(text)) {
            all.add(read(line));
        }
        return all;
    }

    private static Group read(Word line) throws FlowTextException {
        List<Integer> begins = new ArrayList<>();
        List<Integer> contents = new ArrayList<>();
        Matcher m = BUCKET.matcher(line.text());
        while (m.find()) {
            begins.add(m.start());
            contents.add(m.end());
        }
        begins.add(line.length());
        Integer id = null;
        Group.Type type = null;
        for (Word w : line.sub(0, begins.get(0)).split()) {
            Word value = w.has('=') ? w.after('=') : w;
            switch (w.before('=').lower()) {
                case "group_id":
                    id = (int) value.number(Integer.toUnsignedLong(Group.MAX));
                    break;
                case "type":
                    type = TYPES.get(value.lower());
                    if (type == null) {
                        throw value.error("is no type of group; take one of " + String.join(", ", TYPES.keySet()));
                    }
                    break;
                default:
                    throw w.error("is nothing that a group has; write group_id=, type= and bucket=");
            }
        }
        if (id == null || type == null) {
            throw line.error("lacks " + (id == null ? "its number; add group_id=" : "its type; add type=all, select, indirect, ff or clone"));
        }
        List<Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            buckets.add(bucket(line.sub(contents.get(i), begins.get(i + 1))));
        }
        return new Group(id, type, buckets, line.lineNo());
    }

    private static Bucket bucket(Word w) throws FlowTextException {
        int weight = 1;
        int watchPort = PortNo.ANY;
        int watchGroup = Group.ANY;
        List<Word> actions = new ArrayList<>();
        Matcher m = ACTIONS.matcher(w.text());
        boolean marked = m.find();
        for (Word part : (marked ? w.sub(0, m.start()) : w).split()) {
            // Both weight:1 and weight=1 are in use.
            char separator = part.has(':') ? ':' : '=';
            Word value = part.has(separator) ? part.after(separator) : part;
            switch (part.before(separator).lower()) {
                case "weight":
                    weight = (int) value.number(0xffff);
                    break;
                case "watch_port":
                    watchPort = FieldValue.port(value);
                    break;
                case "watch_group":
                    watchGroup = value.lower().equals("any") ? Group.ANY : value.number32();
                    break;
                case "bucket_id":
                    value.number32(); // buckets are known by their places here
                    break;
                default:
                    if (marked) {
                        throw part.error("is nothing that a bucket has; write weight:, watch_port:, watch_group: and actions=");
                    }
                    actions.add(part);
                    break;
            }
        }
        if (marked) {
            actions = w.from(m.end()).split();
        }
        if (actions.size() == 1 && actions.get(0).lower().equals("drop")) {
            actions = List.of();
        }
        return Bucket.of(weight, watchPort, watchGroup, ActionText.read(actions, Match.ANY));
    }

    /** A group as one line, which {@link #parse} makes into an equal one. */
    public static String format(Group g) {
        StringBuilder s = new StringBuilder("group_id=").append(Integer.toUnsignedString(g.id())).append(",type=");
        for (Map.Entry<String, Group.Type> t : TYPES.entrySet()) {
            if (t.getValue() == g.type()) {
                s.append(t.getKey());
                break;
            }
        }
        for (Bucket b : g.buckets()) {
            s.append(",bucket=");
            if (b.weight() != 1) {
                s.append("weight:").append(b.weight()).append(',');
            }
            if (b.watchPort() != PortNo.ANY) {
                s.append("watch_port:").append(PortNo.toString(b.watchPort())).append(',');
            }
            if (b.watchGroup() != Group.ANY) {
                s.append("watch_group:").append(Integer.toUnsignedString(b.watchGroup())).append(',');
            }
            List<Action> actions = b.actions();
            s.append("actions=").append(actions.isEmpty() ? "drop" : ActionText.write(actions));
        }
        return s.toString();
    }
}
