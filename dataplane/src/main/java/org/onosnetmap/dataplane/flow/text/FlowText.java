package org.onosnetmap.dataplane.flow.text;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowFlag;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.StatTrigger;

/**
 * Flow rules, as {@code table=0,priority=10,tcp,nw_dst=10.0.0.0/8,tp_dst=80 actions=dec_ttl,output:2}. Instructions stand among the actions,
 * in the order of OpenFlow 1.3.5 section 5.9: {@code meter}, actions, {@code clear_actions}, {@code write_actions}, {@code write_metadata},
 * {@code goto_table}.
 */
public final class FlowText {

    /** Priority of a rule that names none, as in ovs-ofctl(8). */
    public static final int DEFAULT_PRIORITY = 32_768;

    private static final Pattern ACTIONS = Pattern.compile("(?<![^,\\s])actions?=");
    private static final Pattern COMMAND = Pattern.compile("\\s*(add|delete|delete_strict|modify|modify_strict)\\s+.*");
    private static final Set<String> ATTRIBUTES = Set.of("table", "priority", "cookie", "idle_timeout", "hard_timeout");
    /** Words of ovs-ofctl(8) for flags. */
    static final Map<String, FlowFlag> FLAGS = flags();
    /** What ovs-ofctl dump-flows tells of a rule and add-flows passes over. */
    private static final Set<String> COUNTERS = Set.of("duration", "n_packets", "n_bytes", "idle_age", "hard_age");
    private static final List<String> INSTRUCTIONS = List.of("meter", "apply_actions", "clear_actions", "write_actions", "write_metadata", "goto_table", "stat_trigger");
    private static final long SECOND = 1_000_000_000L;

    private final FlowRule.Builder rule = FlowRule.builder().priority(DEFAULT_PRIORITY);
    private Match match;
    private int stage;

    private FlowText() {
    }

    private static Map<String, FlowFlag> flags() {
        Map<String, FlowFlag> all = new LinkedHashMap<>();
        all.put("send_flow_rem", FlowFlag.SEND_FLOW_REM);
        all.put("check_overlap", FlowFlag.CHECK_OVERLAP);
        all.put("reset_counts", FlowFlag.RESET_COUNTS);
        all.put("no_packet_counts", FlowFlag.NO_PKT_COUNTS);
        all.put("no_byte_counts", FlowFlag.NO_BYT_COUNTS);
        return all;
    }

    /**
     * Reads one rule.
     *
     * @throws FlowTextException if it cannot be read; of line 1
     */
    public static FlowRule parse(String line) throws FlowTextException {
        return read(Word.line(line, 1));
    }

    /**
     * Reads a file's rules, one a line. Empty lines, and what follows a {@code #}, are passed over. The number of its line, an
     * {@code Integer} from 1, is the tag of a rule.
     *
     * @throws FlowTextException at the first line that cannot be read
     */
    public static List<FlowRule> parseAll(String text) throws FlowTextException {
        List<FlowRule> all = new ArrayList<>();
        for (Word line : TextLines.of(text)) {
            all.add(read(line));
        }
        return all;
    }

    /**
     * Reads a match alone, as {@code tcp,tcp_flags=+syn-ack}. Nothing is every packet.
     *
     * @throws FlowTextException if it cannot be read; of line 1
     */
    public static Match parseMatch(String text) throws FlowTextException {
        return MatchText.read(Word.line(text, 1).split());
    }

    /** A match alone, which {@link #parseMatch} makes into an equal one. */
    public static String formatMatch(Match m) {
        return MatchText.write(m);
    }

    /**
     * Reads a list of actions alone, as {@code mod_nw_ttl:64,output:2}. There is no match: an action that means different things for
     * different packets (as {@code mod_tp_dst} does) has to be written by the name of the field that it sets.
     *
     * @throws FlowTextException if it cannot be read; of line 1
     */
    public static List<Action> parseActions(String text) throws FlowTextException {
        return ActionText.read(Word.line(text, 1).split(), Match.ANY);
    }

    /** A list of actions alone, which {@link #parseActions} makes into an equal one. */
    public static String formatActions(List<Action> actions) {
        return ActionText.write(actions);
    }

    private static FlowRule read(Word line) throws FlowTextException {
        Matcher command = COMMAND.matcher(line.text());
        if (command.matches()) {
            if (!command.group(1).equals("add")) {
                throw line.sub(command.start(1), command.end(1)).error("only rules to add are read; leave the line out");
            }
            line = line.from(command.end(1));
        }
        Matcher m = ACTIONS.matcher(line.text());
        if (!m.find()) {
            throw line.error("has no actions; add actions=, with drop behind it if packets are to be dropped");
        }
        FlowText t = new FlowText();
        List<Word> fields = new ArrayList<>();
        Set<String> said = new TreeSet<>();
        for (Word w : line.sub(0, m.start()).split()) {
            String name = w.before('=').lower();
            FlowFlag flag = FLAGS.get(w.lower());
            if (flag != null) {
                t.rule.flag(flag);
            } else if (ATTRIBUTES.contains(name)) {
                if (!said.add(name)) {
                    throw w.error("says " + name + " a second time; leave one of the two out");
                }
                t.attribute(w, name);
            } else if (!COUNTERS.contains(name)) {
                fields.add(w);
            }
        }
        t.match = MatchText.read(fields);
        t.rule.match(t.match);
        t.instructions(line.from(m.end()));
        return t.rule.tag(line.lineNo()).build();
    }

    private void attribute(Word w, String name) throws FlowTextException {
        if (!w.has('=')) {
            throw w.error("has no value; write " + name + "=NUMBER");
        }
        Word value = w.after('=');
        switch (name) {
            case "table":
                rule.table((int) value.number(255));
                break;
            case "priority":
                rule.priority((int) value.number(FlowRule.MAX_PRIORITY));
                break;
            case "cookie":
                if (value.has('/')) {
                    throw value.error("a mask chooses among rules that are there; a new one has a cookie without mask");
                }
                rule.cookie(value.number(-1L));
                break;
            case "idle_timeout":
                rule.idleTimeout((int) value.number(Integer.MAX_VALUE));
                break;
            default:
                rule.hardTimeout((int) value.number(Integer.MAX_VALUE));
                break;
        }
    }

    private void instructions(Word list) throws FlowTextException {
        List<Word> words = list.split();
        if (words.size() == 1 && words.get(0).lower().equals("drop")) {
            return;
        }
        List<Word> apply = new ArrayList<>();
        for (Word w : words) {
            Args a = new Args(w);
            int n = INSTRUCTIONS.indexOf(a.name.lower());
            if (n < 0) {
                n = 1; // an action by itself
                apply.add(w);
            }
            if (n < stage) {
                throw w.error("comes too late, behind " + INSTRUCTIONS.get(stage) + "; the order is " + String.join(", ", INSTRUCTIONS)
                        + ", with actions where apply_actions is");
            }
            stage = n;
            instruction(a, n, apply);
        }
        for (Action a : ActionText.read(apply, match)) {
            rule.apply(a);
        }
    }

    private void instruction(Args a, int n, List<Word> apply) throws FlowTextException {
        switch (INSTRUCTIONS.get(n)) {
            case "meter":
                rule.meter(a.one("meter:1").number32());
                break;
            case "clear_actions":
                a.none();
                rule.clear();
                break;
            case "write_actions":
                for (Action w : ActionText.read(a.list(), match)) {
                    rule.write(w);
                }
                break;
            case "write_metadata":
                Word value = a.one("write_metadata:0x1/0xff");
                rule.metadata(value.before('/').number(-1L), value.has('/') ? value.after('/').number(-1L) : -1L);
                break;
            case "goto_table":
                rule.gotoTable((int) a.number(255, "goto_table:1"));
                break;
            case "stat_trigger":
                rule.statTrigger(trigger(a));
                break;
            default:
                if (a.name.lower().equals("apply_actions")) {
                    apply.addAll(a.list());
                }
                break;
        }
    }

    private static StatTrigger trigger(Args a) throws FlowTextException {
        long packets = 0;
        long bytes = 0;
        long nanos = 0;
        boolean periodic = false;
        boolean onlyFirst = false;
        for (Word w : a.list()) {
            Word value = w.has('=') ? w.after('=') : w;
            switch (w.before('=').lower()) {
                case "packets":
                    packets = value.number(Long.MAX_VALUE);
                    break;
                case "bytes":
                    bytes = value.number(Long.MAX_VALUE);
                    break;
                case "duration":
                    nanos = seconds(value);
                    break;
                case "periodic":
                    periodic = true;
                    break;
                case "only_first":
                    onlyFirst = true;
                    break;
                default:
                    throw w.error("is nothing that stat_trigger has; write packets=, bytes=, duration= (seconds), periodic, only_first");
            }
        }
        return new StatTrigger(packets, bytes, nanos, periodic, onlyFirst);
    }

    private static long seconds(Word w) throws FlowTextException {
        if (!w.text().matches("[0-9]{1,9}(\\.[0-9]{1,9})?")) {
            throw w.error("is no number of seconds; write one as 2 or 0.5");
        }
        return new BigDecimal(w.text()).movePointRight(9).longValueExact();
    }

    /** A rule as one line, which {@link #parse} makes into an equal one. */
    public static String format(FlowRule r) {
        StringBuilder s = new StringBuilder();
        if (r.cookie() != 0) {
            s.append("cookie=0x").append(Long.toHexString(r.cookie())).append(',');
        }
        s.append("table=").append(r.table());
        if (r.idleTimeout() != 0) {
            s.append(",idle_timeout=").append(r.idleTimeout());
        }
        if (r.hardTimeout() != 0) {
            s.append(",hard_timeout=").append(r.hardTimeout());
        }
        FLAGS.forEach((word, flag) -> s.append(r.flags().contains(flag) ? "," + word : ""));
        s.append(",priority=").append(r.priority());
        String match = MatchText.write(r.match());
        s.append(match.isEmpty() ? "" : ",").append(match).append(" actions=");
        List<String> parts = new ArrayList<>();
        for (int m : r.meters()) {
            parts.add("meter:" + Integer.toUnsignedString(m));
        }
        if (!r.apply().isEmpty()) {
            parts.add(ActionText.write(r.apply()));
        }
        if (r.clear()) {
            parts.add("clear_actions");
        }
        if (!r.write().isEmpty()) {
            parts.add("write_actions(" + ActionText.write(r.write()) + ")");
        }
        if (r.metadataMask() != 0) {
            parts.add("write_metadata:0x" + Long.toHexString(r.metadata()) + (r.metadataMask() == -1 ? "" : "/0x" + Long.toHexString(r.metadataMask())));
        }
        if (r.gotoTable() >= 0) {
            parts.add("goto_table:" + r.gotoTable());
        }
        if (r.statTrigger() != null) {
            parts.add(format(r.statTrigger()));
        }
        return s.append(parts.isEmpty() ? "drop" : String.join(",", parts)).toString();
    }

    private static String format(StatTrigger t) {
        List<String> parts = new ArrayList<>();
        if (t.packets() != 0) {
            parts.add("packets=" + t.packets());
        }
        if (t.bytes() != 0) {
            parts.add("bytes=" + t.bytes());
        }
        if (t.durationNanos() != 0) {
            parts.add("duration=" + t.durationNanos() / SECOND + (t.durationNanos() % SECOND == 0 ? "" : String.format(java.util.Locale.ROOT, ".%09d", t.durationNanos() % SECOND)));
        }
        if (t.periodic()) {
            parts.add("periodic");
        }
        if (t.onlyFirst()) {
            parts.add("only_first");
        }
        return "stat_trigger(" + String.join(",", parts) + ")";
    }

    /** All names that may stand in front of the actions. */
    static Set<String> words() {
        Set<String> all = FieldNames.all();
        all.addAll(ATTRIBUTES);
        all.addAll(FLAGS.keySet());
        all.addAll(MatchText.shortNames());
        return all;
    }

    /** All names that may stand among the actions. */
    static Set<String> actionWords() {
        Set<String> all = new TreeSet<>(ActionText.NAMES);
        all.addAll(INSTRUCTIONS);
        return all;
    }
}
