package org.onosnetmap.dataplane.kernel.vale;

/** A port of a switch of the kernel and its counters at one moment, as seen from the switch: received is what came from the port. */
public final class KernelPort {

    /** What is behind it. */
    public enum Kind {
        /** A network interface, attached. */
        INTERFACE,
        /** The host's side of an attached interface. */
        HOST,
        /** A program has it open. */
        PROGRAM,
        /** A persistent port, attached. */
        PERSISTENT,
        /** The module's tables cannot be read. */
        UNKNOWN
    }

    final int index;
    final String name;
    final Kind kind;
    final boolean up;
    final Counters counters;

    KernelPort(int index, String name, Kind kind, boolean up, Counters counters) {
        this.index = index;
        this.name = name;
        this.kind = kind;
        this.up = up;
        this.counters = counters;
    }

    /** A port as a test or another source of switches tells it. */
    public static KernelPort of(int index, String name, Kind kind, boolean up, Counters counters) {
        return new KernelPort(index, name, kind, up, counters);
    }

    /** Its number in the kernel, from 0. */
    public int index() {
        return index;
    }

    /** Its name on the switch: {@code eth3}, {@code eth3^} for the host's side, {@code p1}. */
    public String name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    /** Whether it can carry packets: an interface's carrier; others can. */
    public boolean isUp() {
        return up;
    }

    public Counters counters() {
        return counters;
    }

    /** What the rings of a port have counted since it was opened or attached. */
    public static final class Counters {
        public static final Counters NONE = new Counters(0, 0, 0, 0, 0, 0);

        public final long rxPackets;
        public final long rxBytes;
        /** Packets from the port that were no good: bad length, bad buffer. */
        public final long rxDropped;
        public final long txPackets;
        public final long txBytes;
        /** Packets for the port that found its ring full, or were no good for it. */
        public final long txDropped;

        public Counters(long rxPackets, long rxBytes, long rxDropped, long txPackets, long txBytes, long txDropped) {
            this.rxPackets = rxPackets;
            this.rxBytes = rxBytes;
            this.rxDropped = rxDropped;
            this.txPackets = txPackets;
            this.txBytes = txBytes;
            this.txDropped = txDropped;
        }
    }
}
