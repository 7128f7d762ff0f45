package org.onosnetmap.dataplane.port;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a port of the netmap kernel module, taken apart as netmap's programs do it: a name that the kernel knows, and what is to be
 * had of it.
 *
 * <table>
 * <caption>After {@code netmap:}</caption>
 * <tr><th>Form</th><th>Meaning</th></tr>
 * <tr><td>{@code IF}, {@code valeS:P}, {@code X{ID}, {@code X}ID}</td><td>interface, port of a switch, ends of a pipe with parent X: all rings</td></tr>
 * <tr><td>{@code IF^}, {@code IF^K}</td><td>the host's side of an interface: all its rings, ring K</td></tr>
 * <tr><td>{@code IF*}</td><td>both sides</td></tr>
 * <tr><td>{@code IF-K}</td><td>ring pair K alone</td></tr>
 * <tr><td>…{@code @M}</td><td>in memory region M, where the kernel makes the port; 0 for any</td></tr>
 * <tr><td>…{@code /FLAGS}</td><td>letters: x exclusive; t, r monitor what is sent, received; z without a copy; T, R transmit, receive rings only</td></tr>
 * </table>
 */
public final class NetmapName {

    /** Which rings. */
    public enum Rings { NIC, HOST, NIC_AND_HOST, ONE_NIC, ONE_HOST }

    private static final Pattern FORM = Pattern.compile(
            "(?<name>vale[0-9A-Za-z_]*:[^\\s/:@^*{}]{0,15}?|[^\\s/:@^*{}]{1,15}?)"
            + "(?:(?<host>\\^)(?<hostring>\\d{1,4})?|(?<both>\\*)|-(?<pair>\\d{1,4})|(?<brace>[{}])(?<pipe>[0-9A-Za-z_]+))?"
            + "(?:@(?<mem>\\d{1,5}))?(?:/(?<flags>[A-Za-z]+))?(?:@(?<late>\\d{1,5}))?");
    private static final String LETTERS = "xtrzTR";

    private final String parent;
    private final String kernelName;
    private final Rings rings;
    private final int ring;
    private final int memory;
    private final String flags;

    private NetmapName(String parent, String kernelName, Rings rings, int ring, int memory, String flags) {
        this.parent = parent;
        this.kernelName = kernelName;
        this.rings = rings;
        this.ring = ring;
        this.memory = memory;
        this.flags = flags;
    }

    /**
     * Takes apart what follows {@code netmap:}.
     *
     * @throws IllegalArgumentException with what is wrong and what would be right
     */
    static NetmapName parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("is no port of the netmap module; write netmap:IF, netmap:valeS:P or netmap:X{ID, and behind it as needed ^ (host rings), * (both), "
                    + "-K (ring pair K), @M (memory region M), /FLAGS");
        }
        String name = m.group("name");
        String mem = m.group("mem") != null ? m.group("mem") : m.group("late");
        if (m.group("mem") != null && m.group("late") != null) {
            throw new IllegalArgumentException("names two memory regions; write one @M");
        }
        int memory = mem == null ? 0 : Integer.parseInt(mem);
        if (memory > 0xffff) {
            throw new IllegalArgumentException("names memory region " + memory + "; take a number up to 65535");
        }
        String flags = m.group("flags") == null ? "" : m.group("flags");
        check(flags);
        if (m.group("host") != null) {
            String k = m.group("hostring");
            return new NetmapName(name, name, k == null ? Rings.HOST : Rings.ONE_HOST, k == null ? 0 : Integer.parseInt(k), memory, flags);
        }
        if (m.group("both") != null) {
            return new NetmapName(name, name, Rings.NIC_AND_HOST, 0, memory, flags);
        }
        if (m.group("pair") != null) {
            return new NetmapName(name, name, Rings.ONE_NIC, Integer.parseInt(m.group("pair")), memory, flags);
        }
        String pipe = m.group("brace") == null ? "" : m.group("brace") + m.group("pipe");
        return new NetmapName(name, name + pipe, Rings.NIC, 0, memory, flags);
    }

    private static void check(String flags) {
        for (int i = 0; i < flags.length(); i++) {
            char c = flags.charAt(i);
            if (LETTERS.indexOf(c) < 0) {
                throw new IllegalArgumentException("has the unknown flag '" + c + "'; known are x (exclusive), t and r (monitor), z (monitor without a copy), T and R (one direction)");
            }
            if (flags.indexOf(c) != i) {
                throw new IllegalArgumentException("has flag '" + c + "' twice");
            }
        }
        boolean monitor = flags.indexOf('t') >= 0 || flags.indexOf('r') >= 0;
        if (flags.indexOf('z') >= 0 && !monitor) {
            throw new IllegalArgumentException("has flag z, which goes with t or r");
        }
        if (flags.indexOf('T') >= 0 && flags.indexOf('R') >= 0) {
            throw new IllegalArgumentException("asks for transmit rings only and for receive rings only; write T or R");
        }
        if (monitor && (flags.indexOf('T') >= 0 || flags.indexOf('R') >= 0)) {
            throw new IllegalArgumentException("is a monitor, which only receives; leave T and R out");
        }
    }

    /** Interface, switch port, or the pipe's parent. */
    public String parent() {
        return parent;
    }

    /** What the kernel is asked for: with a pipe's id. */
    public String kernelName() {
        return kernelName;
    }

    /** Whether it is a port of a switch of the kernel, by its name. */
    public boolean isVale() {
        return parent.indexOf(':') >= 0 && !isPipe();
    }

    public boolean isPipe() {
        return !kernelName.equals(parent);
    }

    /** Whether it is what is wanted of a network interface. */
    public boolean isInterface() {
        return parent.indexOf(':') < 0 && !isPipe();
    }

    public Rings rings() {
        return rings;
    }

    /** Ring of {@link Rings#ONE_NIC} and {@link Rings#ONE_HOST}, else 0. */
    public int ring() {
        return ring;
    }

    /** Memory region to make the port in; 0 for any. */
    public int memory() {
        return memory;
    }

    private boolean has(char flag) {
        return flags.indexOf(flag) >= 0;
    }

    public boolean isMonitor() {
        return monitorsTx() || monitorsRx();
    }

    public boolean monitorsTx() {
        return has('t');
    }

    public boolean monitorsRx() {
        return has('r');
    }

    /** Whether the monitor is shown the buffers themselves. */
    public boolean zeroCopy() {
        return has('z');
    }

    public boolean txOnly() {
        return has('T');
    }

    public boolean rxOnly() {
        return has('R');
    }
}
