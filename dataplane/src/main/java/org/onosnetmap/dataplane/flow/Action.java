package org.onosnetmap.dataplane.flow;

import java.util.Locale;
import java.util.Objects;

/** What is done to a packet (OpenFlow 1.3.5 section 5.12). Immutable values. */
public abstract class Action {

    /** Length that means the whole packet (OFPCML_NO_BUFFER). */
    public static final int WHOLE = 0xffff;

    /** Kinds of actions. In an action set there is one of each kind, and one SET_FIELD of each field. */
    public enum Type {
        COPY_TTL_IN, POP_VLAN, POP_MPLS, POP_PBB, PUSH_MPLS, PUSH_PBB, PUSH_VLAN, COPY_TTL_OUT, DEC_NW_TTL, DEC_MPLS_TTL,
        SET_NW_TTL, SET_MPLS_TTL, SET_FIELD, SET_QUEUE, GROUP, OUTPUT
    }

    private final Type type;

    private Action(Type type) {
        this.type = type;
    }

    public final Type type() {
        return type;
    }

    /** Sends the packet as it is now out of a port, which may be a reserved one of {@link PortNo}. */
    public static Output output(int port) {
        return new Output(port, WHOLE);
    }

    /** Sends the first {@code maxLen} bytes of the packet out of a port; {@link #WHOLE} for all of them. The packet itself stays whole. */
    public static Output output(int port, int maxLen) {
        return new Output(port, maxLen);
    }

    /** To the controller: the first {@code maxLen} bytes, 0xffff for all of them. */
    public static Output toController(int maxLen) {
        return new Output(PortNo.CONTROLLER, maxLen);
    }

    /** Overwrites a field of up to 64 bits. */
    public static SetField set(Field field, long value) {
        return set(field, 0, value);
    }

    /** Overwrites a field. */
    public static SetField set(Field field, long hi, long lo) {
        return new SetField(field, hi, lo, field.fullMaskHi(), field.fullMaskLo());
    }

    /** Overwrites some bits of a field of up to 64 bits (OpenFlow 1.5.1 section 7.2.6.7). Bits of the value outside of the mask are cleared. */
    public static SetField setMasked(Field field, long value, long mask) {
        return setMasked(field, 0, value, 0, mask);
    }

    /** Overwrites some bits of a field. */
    public static SetField setMasked(Field field, long hi, long lo, long maskHi, long maskLo) {
        return new SetField(field, hi, lo, maskHi, maskLo);
    }

    /** Puts a tag of type 0x8100 or 0x88a8 in front of what follows the Ethernet addresses; VID and priority are those of the tag that was outermost, or 0. */
    public static Push pushVlan(int etherType) {
        return new Push(Type.PUSH_VLAN, etherType);
    }

    /**
     * Puts an MPLS label of type 0x8847 or 0x8848 behind the VLAN tags and in front of all other headers; label and class are those of the
     * label that was outermost, or 0; TTL is that of the outermost label or of the IP header, or 0.
     */
    public static Push pushMpls(int etherType) {
        return new Push(Type.PUSH_MPLS, etherType);
    }

    /** Puts a PBB service tag (I-TAG) of type 0x88e7 in front, and with it a copy of the Ethernet addresses as the backbone's. */
    public static Push pushPbb(int etherType) {
        return new Push(Type.PUSH_PBB, etherType);
    }

    /** Takes the outermost VLAN tag off. */
    public static Action popVlan() {
        return Simple.POP_VLAN_ACTION;
    }

    /**
     * Takes the outermost MPLS label off.
     *
     * @param etherType the type of what is behind it: 0x8847 or 0x8848 if that is a label again
     */
    public static PopMpls popMpls(int etherType) {
        return new PopMpls(etherType);
    }

    /** Takes the PBB service tag off, and the backbone's addresses with it. */
    public static Action popPbb() {
        return Simple.POP_PBB_ACTION;
    }

    /** Copies the TTL from the second outermost header with a TTL to the outermost: IP to MPLS, or MPLS to MPLS. */
    public static Action copyTtlOut() {
        return Simple.COPY_TTL_OUT_ACTION;
    }

    /** Copies the TTL from the outermost header with a TTL to the second outermost: MPLS to IP, or MPLS to MPLS. */
    public static Action copyTtlIn() {
        return Simple.COPY_TTL_IN_ACTION;
    }

    /** Overwrites the IPv4 TTL or the IPv6 hop limit. */
    public static SetTtl setTtl(int ttl) {
        return new SetTtl(Type.SET_NW_TTL, ttl);
    }

    /** Overwrites the TTL of the outermost MPLS label. */
    public static SetTtl setMplsTtl(int ttl) {
        return new SetTtl(Type.SET_MPLS_TTL, ttl);
    }

    /** The queue of the port by which the packet leaves, for all outputs that follow; 0 is each port's default queue. See {@link QueueSpec}. */
    public static SetQueue setQueue(int queue) {
        return new SetQueue(queue);
    }

    /** Hands the packet to a group. */
    public static ToGroup group(int group) {
        return new ToGroup(group);
    }

    /** Decrements TTL or hop limit; a packet whose TTL would become 0 is invalid and leaves the pipeline. */
    public static Action decTtl() {
        return decTtl(false);
    }

    /**
     * Decrements TTL or hop limit; a packet whose TTL would become 0 leaves the pipeline unchanged.
     *
     * @param expiredToController whether such a packet goes to the controller, with reason {@code OFPR_INVALID_TTL}; otherwise it is
     *                            dropped. (OpenFlow 1.3 has this as a setting of the connection, section 6.1.1; here each rule says it.)
     */
    public static DecTtl decTtl(boolean expiredToController) {
        return new DecTtl(Type.DEC_NW_TTL, expiredToController);
    }

    /** As {@link #decTtl(boolean)}, for the outermost MPLS label. */
    public static DecTtl decMplsTtl(boolean expiredToController) {
        return new DecTtl(Type.DEC_MPLS_TTL, expiredToController);
    }

    /** See {@link Action#output}. */
    public static final class Output extends Action {
        private final int port;
        private final int maxLen;

        private Output(int port, int maxLen) {
            super(Type.OUTPUT);
            this.port = port;
            this.maxLen = maxLen;
        }

        public int port() {
            return port;
        }

        /** Bytes to send, {@link #WHOLE} for all. */
        public int maxLen() {
            return maxLen;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Output && ((Output) o).port == port && ((Output) o).maxLen == maxLen;
        }

        @Override
        public int hashCode() {
            return port * 31 + maxLen;
        }

        @Override
        public String toString() {
            return "output:" + PortNo.toString(port) + (maxLen == WHOLE ? "" : "(" + maxLen + ")");
        }
    }

    /** See {@link Action#set(Field, long, long)} and {@link Action#setMasked(Field, long, long, long, long)}. */
    public static final class SetField extends Action {
        private final Field field;
        private final long hi;
        private final long lo;
        private final long maskHi;
        private final long maskLo;

        private SetField(Field field, long hi, long lo, long maskHi, long maskLo) {
            super(Type.SET_FIELD);
            if (((lo | maskLo) & ~field.fullMaskLo()) != 0 || ((hi | maskHi) & ~field.fullMaskHi()) != 0) {
                throw new IllegalArgumentException("set " + field + ": the value or its mask is wider than the field's " + field.bits() + " bits");
            }
            this.field = field;
            this.hi = hi & maskHi;
            this.lo = lo & maskLo;
            this.maskHi = maskHi;
            this.maskLo = maskLo;
        }

        public Field field() {
            return field;
        }

        public long valueHi() {
            return hi;
        }

        public long value() {
            return lo;
        }

        public long maskHi() {
            return maskHi;
        }

        public long mask() {
            return maskLo;
        }

        /** Whether bits of the field stay as they are. */
        public boolean isMasked() {
            return maskHi != field.fullMaskHi() || maskLo != field.fullMaskLo();
        }

        @Override
        public boolean equals(Object other) {
            if (!(other instanceof SetField)) {
                return false;
            }
            SetField o = (SetField) other;
            return o.field == field && o.hi == hi && o.lo == lo && o.maskHi == maskHi && o.maskLo == maskLo;
        }

        @Override
        public int hashCode() {
            return Objects.hash(field, hi, lo, maskHi, maskLo);
        }

        @Override
        public String toString() {
            return "set_field:" + FieldText.format(field, hi, lo) + (isMasked() ? "/" + FieldText.format(field, maskHi, maskLo) : "")
                    + "->" + field.name().toLowerCase(Locale.ROOT);
        }
    }

    /** Actions of one number; equal if kind and number are. */
    private abstract static class Numbered extends Action {
        final int number;

        Numbered(Type type, int number) {
            super(type);
            this.number = number;
        }

        @Override
        public final boolean equals(Object o) {
            return o instanceof Numbered && ((Numbered) o).type() == type() && ((Numbered) o).number == number;
        }

        @Override
        public final int hashCode() {
            return type().ordinal() * 31 + number;
        }

        final String name() {
            return type().name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            return name() + ":" + Integer.toUnsignedString(number);
        }
    }

    /** See {@link Action#pushVlan}, {@link Action#pushMpls}, {@link Action#pushPbb}. */
    public static final class Push extends Numbered {
        private Push(Type type, int etherType) {
            super(type, etherType);
        }

        public int etherType() {
            return number;
        }

        @Override
        public String toString() {
            return name() + ":0x" + Integer.toHexString(number);
        }
    }

    /** See {@link Action#popMpls}. */
    public static final class PopMpls extends Numbered {
        private PopMpls(int etherType) {
            super(Type.POP_MPLS, etherType);
        }

        /** Type of what was behind the label. */
        public int etherType() {
            return number;
        }

        @Override
        public String toString() {
            return name() + ":0x" + Integer.toHexString(number);
        }
    }

    /** See {@link Action#setTtl}, {@link Action#setMplsTtl}. */
    public static final class SetTtl extends Numbered {
        private SetTtl(Type type, int ttl) {
            super(type, ttl);
        }

        public int ttl() {
            return number;
        }
    }

    /** See {@link Action#setQueue}. */
    public static final class SetQueue extends Numbered {
        private SetQueue(int queue) {
            super(Type.SET_QUEUE, queue);
        }

        public int queue() {
            return number;
        }
    }

    /** See {@link Action#group}. */
    public static final class ToGroup extends Numbered {
        private ToGroup(int group) {
            super(Type.GROUP, group);
        }

        public int group() {
            return number;
        }
    }

    /** See {@link Action#decTtl(boolean)}, {@link Action#decMplsTtl}. */
    public static final class DecTtl extends Numbered {
        private DecTtl(Type type, boolean expiredToController) {
            super(type, expiredToController ? 1 : 0);
        }

        /** Whether packets with an expired TTL go to the controller. */
        public boolean expiredToController() {
            return number != 0;
        }

        @Override
        public String toString() {
            return name() + (expiredToController() ? "(expired:CONTROLLER)" : "");
        }
    }

    /** Actions without arguments. */
    private static final class Simple extends Action {
        static final Simple POP_VLAN_ACTION = new Simple(Type.POP_VLAN);
        static final Simple POP_PBB_ACTION = new Simple(Type.POP_PBB);
        static final Simple COPY_TTL_OUT_ACTION = new Simple(Type.COPY_TTL_OUT);
        static final Simple COPY_TTL_IN_ACTION = new Simple(Type.COPY_TTL_IN);

        private Simple(Type type) {
            super(type);
        }

        @Override
        public String toString() {
            return type().name().toLowerCase(Locale.ROOT);
        }
    }
}
