package org.onosnetmap.dataplane.flow;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** An entry of the meter table (OpenFlow 1.3.5 section 5.7). Immutable. Its identity in a datapath is its number. */
public final class Meter {

    /** Highest number of a meter (OFPM_MAX), unsigned. */
    public static final int MAX = 0xffff0000;
    /** In deletions: all meters (OFPM_ALL). */
    public static final int ALL_METERS = 0xffffffff;

    /** What rates and bursts are counted in. */
    public enum Unit {
        PACKETS_PER_SECOND,
        /** 1,000 bits a second; bursts in kilobits. */
        KILOBITS_PER_SECOND,
        BYTES_PER_SECOND
    }

    /** What happens to the packets above a band's rate. */
    public enum BandType {
        DROP,
        /** The drop precedence in the IP DSCP (RFC 2597: AFx1 to AFx3) is raised by the band's level. */
        DSCP_REMARK
    }

    /** A rate, and what happens above it. The band with the highest rate that is exceeded counts. */
    public static final class Band {
        private final BandType type;
        private final long rate;
        private final long burst;
        private final int precedence;

        private Band(BandType type, long rate, long burst, int precedence) {
            this.type = type;
            this.rate = rate;
            this.burst = burst;
            this.precedence = precedence;
        }

        /**
         * Drops what is above the rate.
         *
         * @param burst packets, kilobits or bytes that may come at once; 0 for what comes in a tenth of a second at the rate
         */
        public static Band drop(long rate, long burst) {
            return new Band(BandType.DROP, rate, burst, 0);
        }

        /**
         * Raises the drop precedence of what is above the rate.
         *
         * @param burst      as in {@link #drop}
         * @param precedence steps, 1 or 2
         */
        public static Band remark(long rate, long burst, int precedence) {
            return new Band(BandType.DSCP_REMARK, rate, burst, precedence);
        }

        public BandType type() {
            return type;
        }

        public long rate() {
            return rate;
        }

        public long burst() {
            return burst;
        }

        public int precedence() {
            return precedence;
        }

        @Override
        public boolean equals(Object other) {
            if (!(other instanceof Band)) {
                return false;
            }
            Band o = (Band) other;
            return type == o.type && rate == o.rate && burst == o.burst && precedence == o.precedence;
        }

        @Override
        public int hashCode() {
            return Objects.hash(type, rate, burst, precedence);
        }

        @Override
        public String toString() {
            return type.name().toLowerCase(Locale.ROOT) + ",rate=" + rate + (burst == 0 ? "" : ",burst=" + burst)
                    + (type == BandType.DSCP_REMARK ? ",prec_level=" + precedence : "");
        }
    }

    private final int id;
    private final Unit unit;
    private final List<Band> bands;
    private final Object tag;

    public Meter(int id, Unit unit, List<Band> bands) {
        this(id, unit, bands, null);
    }

    /** With something that its owner wants to find again with it; not part of equality. */
    public Meter(int id, Unit unit, List<Band> bands, Object tag) {
        this.id = id;
        this.unit = Objects.requireNonNull(unit);
        this.bands = List.copyOf(bands);
        this.tag = tag;
    }

    /** Unsigned 32 bits, 1 to {@link #MAX}. */
    public int id() {
        return id;
    }

    public Unit unit() {
        return unit;
    }

    public List<Band> bands() {
        return bands;
    }

    public Object tag() {
        return tag;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Meter && ((Meter) o).id == id && ((Meter) o).unit == unit && ((Meter) o).bands.equals(bands);
    }

    @Override
    public int hashCode() {
        return Objects.hash(id, unit, bands);
    }

    @Override
    public String toString() {
        return "meter=" + Integer.toUnsignedString(id) + "," + unit.name().toLowerCase(Locale.ROOT) + ",bands=" + bands;
    }
}
