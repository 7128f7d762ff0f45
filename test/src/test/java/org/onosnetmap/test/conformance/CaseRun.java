package org.onosnetmap.test.conformance;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/** Takes a case through a switch, step by step; the first that fails ends it with an {@link AssertionError} that names line, demand and fact. */
public final class CaseRun {

    private final Case c;
    private final SwitchUnderTest s;
    /** The frame sent last. */
    private byte[] sent;
    /** What came out of the last send and was not asked for yet; null before the first send. */
    private SortedMap<Integer, List<byte[]>> came;
    private Case.Step lastSend;
    private boolean asked;

    private CaseRun(Case c, SwitchUnderTest s) {
        this.c = c;
        this.s = s;
    }

    /** Runs a case on a switch that is emptied first. */
    public static void run(Case c, SwitchUnderTest s) throws Exception {
        s.clear(c.counts());
        CaseRun r = new CaseRun(c, s);
        for (Case.Step step : c.steps()) {
            r.step(step);
        }
        r.settle();
    }

    private void step(Case.Step step) throws Exception {
        String text = step.text();
        switch (step.word()) {
            case "rule":
                accepted(step, s.rule(text));
                break;
            case "group":
                accepted(step, s.group(text));
                break;
            case "meter":
                accepted(step, s.meter(text));
                break;
            case "refused-rule":
                refused(step, s.rule(rest(text)));
                break;
            case "refused-group":
                refused(step, s.group(rest(text)));
                break;
            case "refused-meter":
                refused(step, s.meter(rest(text)));
                break;
            case "remove-group":
                s.removeGroup(Integer.parseInt(text));
                break;
            case "remove-meter":
                s.removeMeter(Integer.parseInt(text));
                break;
            case "port":
                s.port(Integer.parseInt(first(text)), rest(text).equals("up"));
                break;
            case "send":
                settle();
                sent = Frame.parse(rest(text));
                came = s.send(Integer.parseInt(first(text)), sent);
                lastSend = step;
                asked = false;
                break;
            case "out":
                out(step, first(text), rest(text));
                break;
            case "nothing":
                asked = true;
                settle();
                break;
            case "count":
                settle();
                count(step);
                break;
            default:
                throw fail(step, "is no step of a case");
        }
    }

    private static String first(String text) {
        return text.split("\\s+", 2)[0];
    }

    private static String rest(String text) {
        return text.split("\\s+", 2)[1];
    }

    private AssertionError fail(Case.Step step, String why) {
        return new AssertionError(c.section() + ", " + step + "\n" + why);
    }

    private void accepted(Case.Step step, String refusal) {
        if (!refusal.isEmpty()) {
            throw fail(step, "was refused: " + refusal);
        }
    }

    private void refused(Case.Step step, String refusal) {
        if (refusal.isEmpty()) {
            throw fail(step, "was accepted");
        }
        if (!refusal.contains(first(step.text())) && !refusal.startsWith(SwitchUnderTest.BY_CONTROLLER)) {
            throw fail(step, "was refused for another reason: " + refusal);
        }
    }

    /** Takes an expected frame away from what came; {@code ports} are one, or several of which it must be one: {@code 2|3}. */
    private void out(Case.Step step, String ports, String text) {
        asked = true;
        byte[] expected = text.equals("same") ? sent : Frame.parse(text);
        for (String p : ports.split("\\|")) {
            List<byte[]> here = came.getOrDefault(Integer.parseInt(p), List.of());
            if (!here.isEmpty() && Arrays.equals(here.get(0), expected)) {
                here.remove(0);
                return;
            }
        }
        throw fail(step, "expected: port " + ports + " " + Frame.hex(expected) + "\n  but came: " + text(came) + "\n      sent: " + Frame.hex(sent));
    }

    private static String text(SortedMap<Integer, List<byte[]>> frames) {
        String all = frames.entrySet().stream().flatMap(e -> e.getValue().stream().map(f -> "port " + e.getKey() + " " + Frame.hex(f))).collect(Collectors.joining(", "));
        return all.isEmpty() ? "nothing" : all;
    }

    /** Nothing that was not expected came out of the last send. */
    private void settle() {
        if (came == null) {
            return;
        }
        if (!asked) {
            throw fail(lastSend, "the case does not say what comes out; write 'nothing' if so");
        }
        for (List<byte[]> left : came.values()) {
            if (!left.isEmpty()) {
                throw fail(lastSend, "too much came: " + text(came));
            }
        }
        came = null;
    }

    /** {@code THING… NAME=VALUE…}: counters have, or will soon have, the values. */
    private void count(Case.Step step) throws Exception {
        List<String> thing = new ArrayList<>();
        SortedMap<String, Long> wanted = new TreeMap<>();
        for (String w : step.text().split("\\s+")) {
            int eq = w.indexOf('=');
            if (eq < 0) {
                thing.add(w);
            } else {
                wanted.put(w.substring(0, eq), Long.valueOf(w.substring(eq + 1)));
            }
        }
        if (wanted.isEmpty()) {
            throw fail(step, "names no counter");
        }
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(s.counterLagMillis());
        for (;;) {
            SortedMap<String, Long> is = new TreeMap<>();
            for (String name : wanted.keySet()) {
                is.put(name, s.counter(String.join(" ", thing), name));
            }
            if (is.equals(wanted)) {
                return;
            }
            if (System.nanoTime() > end) {
                throw fail(step, "is " + is);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
