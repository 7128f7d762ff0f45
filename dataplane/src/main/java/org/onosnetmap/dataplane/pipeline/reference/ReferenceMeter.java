package org.onosnetmap.dataplane.pipeline.reference;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.onosnetmap.dataplane.flow.Meter;

/** A meter (OpenFlow 1.3.5 section 5.7): a token bucket for each band, in whole numbers of any size. */
final class ReferenceMeter {

    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000);

    /** A band's bucket. Levels are tokens times nanoseconds, so that what a rate brings in a nanosecond is whole. */
    private static final class Band {
        final Meter.Band band;
        final BigInteger rate;
        final BigInteger full;
        BigInteger level;
        long filledAt;
        long packets;
        long bytes;

        Band(Meter.Band band, long tokens, long now) {
            this.band = band;
            this.rate = BigInteger.valueOf(band.rate()).multiply(BigInteger.valueOf(tokens));
            this.full = band.burst() == 0 ? rate.multiply(NANOS).divide(BigInteger.TEN) : BigInteger.valueOf(band.burst() * tokens).multiply(NANOS);
            this.level = full;
            this.filledAt = now;
        }

        /** Tokens come as time goes by, up to a full bucket; a full bucket gives more than it has, and is in debt then. */
        boolean take(long now, long size) {
            level = level.add(rate.multiply(BigInteger.valueOf(now - filledAt))).min(full);
            filledAt = now;
            BigInteger cost = BigInteger.valueOf(size).multiply(NANOS);
            if (level.compareTo(cost) < 0 && !level.equals(full)) {
                return false;
            }
            level = level.subtract(cost);
            return true;
        }
    }

    Meter meter;
    long packets;
    long bytes;
    private List<Band> bands;

    ReferenceMeter(Meter meter, long now) {
        set(meter, now);
    }

    void set(Meter m, long now) {
        meter = m;
        bands = new ArrayList<>();
        long tokens = m.unit() == Meter.Unit.KILOBITS_PER_SECOND ? 125 : 1;
        m.bands().forEach(b -> bands.add(new Band(b, tokens, now)));
    }

    /** The band that counts for the packet: the one of the highest rate that is exceeded; null if none is. */
    Meter.Band exceeded(int length, long now) {
        packets++;
        bytes += length;
        List<Band> highestFirst = new ArrayList<>(bands);
        highestFirst.sort((a, b) -> Long.compare(b.band.rate(), a.band.rate()));
        for (Band b : highestFirst) {
            if (!b.take(now, meter.unit() == Meter.Unit.PACKETS_PER_SECOND ? 1 : length)) {
                b.packets++;
                b.bytes += length;
                return b.band;
            }
        }
        return null;
    }

    /** Packets and bytes of the meter, then of each band. */
    List<long[]> counters() {
        List<long[]> all = new ArrayList<>();
        all.add(new long[] {packets, bytes});
        bands.forEach(b -> all.add(new long[] {b.packets, b.bytes}));
        return all;
    }
}
