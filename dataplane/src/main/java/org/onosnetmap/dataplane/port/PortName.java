package org.onosnetmap.dataplane.port;

import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A port's name, taken apart: netmap's grammar and its extensions.
 *
 * <table>
 * <caption>Names</caption>
 * <tr><th>Form</th><th>Meaning</th></tr>
 * <tr><td>{@code packet:IFNAME}</td><td>AF_PACKET socket on a network interface</td></tr>
 * <tr><td>{@code xdp:IFNAME}</td><td>AF_XDP sockets on a network interface</td></tr>
 * <tr><td>{@code tap:IFNAME}</td><td>TAP interface, made if it is missing</td></tr>
 * <tr><td>{@code pcap:FILE}</td><td>frames of a capture file; an option names a file for what is sent</td></tr>
 * <tr><td>{@code null:} or {@code null:NAME}</td><td>swallows what is sent, receives nothing</td></tr>
 * <tr><td>{@code valeSSS:PPP}</td><td>port PPP of a VALE switch</td></tr>
 * <tr><td>{@code netmap:NAME{ID}, {@code netmap:NAME}ID}</td><td>master and slave end of a pipe</td></tr>
 * <tr><td>{@code netmap:}…</td><td>everything else: a port of the netmap kernel module, see {@link NetmapName}</td></tr>
 * </table>
 *
 * <p>VALE switches and pipes are in this process or in the kernel. Of a switch, {@code valeS:P} is a port here and {@code netmap:valeS:P}
 * one in the kernel. A pipe is the kernel's if its name says something that only the kernel has: a switch's port as parent, a memory region
 * ({@code netmap:x{1@0}), or flags.
 */
public final class PortName {

    /** What is behind a port. */
    public enum Type { PACKET, XDP, TAP, PCAP, NULL, VALE, PIPE_MASTER, PIPE_SLAVE, NETMAP }

    private static final Pattern IFNAME = Pattern.compile("[^\\s/:]{1,15}");
    private static final Pattern VALE = Pattern.compile("(vale[0-9A-Za-z_]*):([0-9A-Za-z_]*)");
    private static final Pattern PIPE = Pattern.compile("netmap:([0-9A-Za-z_.-]+)([{}])([0-9A-Za-z_]+)");

    private final String text;
    private final Type type;
    private final String device;
    private final String id;
    private final NetmapName netmap;

    private PortName(String text, Type type, String device, String id) {
        this(text, type, device, id, null);
    }

    private PortName(String text, Type type, String device, String id, NetmapName netmap) {
        this.netmap = netmap;
        this.text = text;
        this.type = type;
        this.device = device;
        this.id = id;
    }

    /**
     * Takes a name apart.
     *
     * @throws PortException {@link PortException.Kind#BAD_NAME} with what is wrong and what would be right
     */
    public static PortName parse(String text) throws PortException {
        Objects.requireNonNull(text, "text");
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw bad(text, "has no type; write packet:" + text + " for the network interface of that name");
        }
        String scheme = text.substring(0, colon);
        String rest = text.substring(colon + 1);
        switch (scheme) {
            case "packet":
                return new PortName(text, Type.PACKET, ifName(text, rest), "");
            case "xdp":
                return new PortName(text, Type.XDP, ifName(text, rest), "");
            case "tap":
                return new PortName(text, Type.TAP, ifName(text, rest), "");
            case "pcap":
                if (rest.isEmpty()) {
                    throw bad(text, "names no file; write pcap:FILE");
                }
                return new PortName(text, Type.PCAP, rest, "");
            case "null":
                return new PortName(text, Type.NULL, rest, "");
            case "netmap":
                Matcher pipe = PIPE.matcher(text);
                if (pipe.matches()) {
                    return new PortName(text, pipe.group(2).equals("{") ? Type.PIPE_MASTER : Type.PIPE_SLAVE, pipe.group(1), pipe.group(3));
                }
                try {
                    NetmapName kernel = NetmapName.parse(rest);
                    return new PortName(text, Type.NETMAP, kernel.parent(), kernel.kernelName().substring(kernel.parent().length()), kernel);
                } catch (IllegalArgumentException e) {
                    throw bad(text, e.getMessage());
                }
            default:
                if (scheme.startsWith("vale")) {
                    Matcher vale = VALE.matcher(text);
                    if (!vale.matches()) {
                        throw bad(text, "is no VALE port; write valeSSS:PPP with letters, digits and _ in SSS and PPP");
                    }
                    return new PortName(text, Type.VALE, vale.group(1), vale.group(2));
                }
                throw bad(text, "has the unknown type '" + scheme + "'; known are packet:, xdp:, tap:, pcap:, null:, vale…: and netmap:");
        }
    }

    private static String ifName(String text, String name) throws PortException {
        if (!IFNAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw bad(text, "names no network interface: 1 to 15 characters without blank, slash or colon");
        }
        return name;
    }

    private static PortException bad(String text, String why) {
        return new PortException(PortException.Kind.BAD_NAME, "port name '" + text + "' " + why);
    }

    /** What is behind the port. */
    public Type type() {
        return type;
    }

    /** Interface, file, switch or pipe, without prefix; of the kernel's ports {@link NetmapName#parent}. */
    public String device() {
        return device;
    }

    /** VALE: the port on the switch. Pipe: its id; of the kernel's, with the brace. Else empty. */
    public String id() {
        return id;
    }

    /** What a name of type {@link Type#NETMAP} asks the kernel for; null for other types. */
    public NetmapName netmap() {
        return netmap;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof PortName && ((PortName) o).text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The name as written. */
    @Override
    public String toString() {
        return text;
    }
}
