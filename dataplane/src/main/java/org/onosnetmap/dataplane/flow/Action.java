package org.onosnetmap.dataplane.flow;

import java.util.Objects;

/** What is done to a packet (OpenFlow 1.3.5 section 5.12). Immutable values. */
public abstract class Action {

    /** Kinds of actions. */
    public enum Type { OUTPUT, SET_FIELD, PUSH_VLAN, POP_VLAN, DEC_NW_TTL }

    private final Type type;

    private Action(Type type) {
        this.type = type;
    }

    public final Type type() {
        return type;
    }

    /** Sends the packet as it is now out of a port, which may be a reserved one of {@link PortNo}. */
    public static Output output(int port) {
        return new Output(port, 0xffff);
    }

    /** To the controller: the first {@code maxLen} bytes, 0xffff for all of them. */
    public static Output toController(int maxLen) {
        return new Output(PortNo.CONTROLLER, maxLen);
    }

    /** Overwrites a field of up to 64 bits. */
    public static SetField set(Field field, long value) {
        return new SetField(field, 0, value);
    }

    /** Overwrites a field. */
    public static SetField set(Field field, long hi, long lo) {
        return new SetField(field, hi, lo);
    }

    /** Puts a tag in front of what follows the Ethernet addresses; VID and priority are those of the tag that was outermost, or 0. */
    public static PushVlan pushVlan(int etherType) {
        return new PushVlan(etherType);
    }

    /** Takes the outermost tag off. */
    public static Action popVlan() {
        return PopVlan.INSTANCE;
    }

    /** Decrements TTL or hop limit; a packet whose TTL would become 0 is invalid and leaves the pipeline. */
    public static Action decTtl() {
        return DecTtl.DROP;
    }

    /**
     * Decrements TTL or hop limit; a packet whose TTL would become 0 leaves the pipeline unchanged.
     *
     * @param expiredToController whether such a packet goes to the controller, with reason {@code OFPR_INVALID_TTL}; otherwise it is
     *                            dropped. (OpenFlow 1.3 has this as a setting of the connection, section 6.1.1; here each rule says it.)
     */
    public static DecTtl decTtl(boolean expiredToController) {
        return expiredToController ? DecTtl.CONTROLLER : DecTtl.DROP;
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

        /** Controller only: bytes to send, 0xffff for all. */
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
            return "output:" + PortNo.toString(port) + (maxLen == 0xffff ? "" : "(" + maxLen + ")");
        }
    }

    /** See {@link Action#set(Field, long, long)}. */
    public static final class SetField extends Action {
        private final Field field;
        private final long hi;
        private final long lo;

        private SetField(Field field, long hi, long lo) {
            super(Type.SET_FIELD);
            if ((lo & ~field.fullMaskLo()) != 0 || (hi & ~field.fullMaskHi()) != 0) {
                throw new IllegalArgumentException("set " + field + ": the value is wider than the field's " + field.bits() + " bits");
            }
            this.field = field;
            this.hi = hi;
            this.lo = lo;
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

        @Override
        public boolean equals(Object o) {
            return o instanceof SetField && ((SetField) o).field == field && ((SetField) o).hi == hi && ((SetField) o).lo == lo;
        }

        @Override
        public int hashCode() {
            return Objects.hash(field, hi, lo);
        }

        @Override
        public String toString() {
            return "set_field:" + FieldText.format(field, hi, lo) + "->" + field.name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** See {@link Action#pushVlan}. */
    public static final class PushVlan extends Action {
        private final int etherType;

        private PushVlan(int etherType) {
            super(Type.PUSH_VLAN);
            this.etherType = etherType;
        }

        public int etherType() {
            return etherType;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof PushVlan && ((PushVlan) o).etherType == etherType;
        }

        @Override
        public int hashCode() {
            return etherType;
        }

        @Override
        public String toString() {
            return "push_vlan:0x" + Integer.toHexString(etherType);
        }
    }

    private static final class PopVlan extends Action {
        static final PopVlan INSTANCE = new PopVlan();

        private PopVlan() {
            super(Type.POP_VLAN);
        }

        @Override
        public String toString() {
            return "pop_vlan";
        }
    }

    /** See {@link Action#decTtl(boolean)}. */
    public static final class DecTtl extends Action {
        static final DecTtl DROP = new DecTtl(false);
        static final DecTtl CONTROLLER = new DecTtl(true);

        private final boolean expiredToController;

        private DecTtl(boolean expiredToController) {
            super(Type.DEC_NW_TTL);
            this.expiredToController = expiredToController;
        }

        /** Whether packets with an expired TTL go to the controller. */
        public boolean expiredToController() {
            return expiredToController;
        }

        @Override
        public String toString() {
            return expiredToController ? "dec_ttl(expired:CONTROLLER)" : "dec_ttl";
        }
    }
}
