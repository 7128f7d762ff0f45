package org.onosnetmap.dataplane.flow;

/** Port numbers with a meaning of their own, as OpenFlow 1.3.5 section 7.2.1 (enum ofp_port_no) defines them; unsigned 32 bits in an {@code int}. */
public final class PortNo {

    /** Highest number of a port that can be attached. */
    public static final int MAX = 0xfffffeff;
    /** Not a port to send to: the value of {@link Field#ACTSET_OUTPUT} when the action set holds no output (OpenFlow 1.5.1 section 7.2.1). */
    public static final int UNSET = 0xfffffff7;
    /** Back out of the port that the packet came in by. */
    public static final int IN_PORT = 0xfffffff8;
    /** Packet-outs only: through the tables. */
    public static final int TABLE = 0xfffffff9;
    /** The learning switch. */
    public static final int NORMAL = 0xfffffffa;
    /** All ports but the one the packet came in by, without those that are blocked. */
    public static final int FLOOD = 0xfffffffb;
    /** All ports but the one the packet came in by. */
    public static final int ALL = 0xfffffffc;
    /** To the controller. */
    public static final int CONTROLLER = 0xfffffffd;
    /** The switch's own network stack; there is none. */
    public static final int LOCAL = 0xfffffffe;
    /** No port. */
    public static final int ANY = 0xffffffff;

    private PortNo() {
    }

    /** The reserved port's name, or the number in decimals. */
    public static String toString(int port) {
        switch (port) {
            case UNSET:
                return "UNSET";
            case IN_PORT:
                return "IN_PORT";
            case TABLE:
                return "TABLE";
            case NORMAL:
                return "NORMAL";
            case FLOOD:
                return "FLOOD";
            case ALL:
                return "ALL";
            case CONTROLLER:
                return "CONTROLLER";
            case LOCAL:
                return "LOCAL";
            case ANY:
                return "ANY";
            default:
                return Integer.toUnsignedString(port);
        }
    }
}
