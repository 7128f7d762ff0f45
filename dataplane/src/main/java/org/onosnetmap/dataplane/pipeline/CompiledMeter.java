package org.onosnetmap.dataplane.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.packet.HeaderEditor;

/** A meter in the form in which workers run it (OpenFlow 1.3.5 section 5.7). Its token buckets are shared by all rules and workers. */
final class CompiledMeter {

    private static final long BYTES_PER_KILOBIT = 125;

    private static final class CompiledBand {
        final Meter.Band band;
        final TokenBucket tokens;
        final WorkerCounters counters;

        CompiledBand(Meter.Band band, long bytesOrPackets, int workers, long now) {
            this.band = band;
            this.tokens = new TokenBucket(band.rate() * bytesOrPackets, band.burst() * bytesOrPackets, now);
            this.counters = new WorkerCounters(workers);
        }
    }

    final Meter meter;
    /** Packets and bytes; the same object in all compilations of a meter that is modified. */
    final WorkerCounters counters;
    /** When it was added, on the clock of {@link System#nanoTime}. */
    final long addedNanos;
    private final boolean countsPackets;
    /** As the meter has them. */
    private final List<CompiledBand> bands = new ArrayList<>();
    /** The highest rate first; among equals as the meter has them. */
    private final CompiledBand[] descending;

    CompiledMeter(Meter meter, WorkerCounters counters, long addedNanos, int workers, long now) {
        this.meter = meter;
        this.counters = counters;
        this.addedNanos = addedNanos;
        this.countsPackets = meter.unit() == Meter.Unit.PACKETS_PER_SECOND;
        for (Meter.Band b : meter.bands()) {
            bands.add(new CompiledBand(b, meter.unit() == Meter.Unit.KILOBITS_PER_SECOND ? BYTES_PER_KILOBIT : 1, workers, now));
        }
        List<CompiledBand> sorted = new ArrayList<>(bands);
        sorted.sort(Comparator.comparingLong((CompiledBand b) -> b.band.rate()).reversed());
        descending = sorted.toArray(new CompiledBand[0]);
    }

    int id() {
        return meter.id();
    }

    /**
     * Measures a packet. The band of the highest rate that has no tokens left for it counts; it and those below it keep theirs.
     *
     * @param now the time of the batch, in nanoseconds
     * @return whether the packet goes on
     */
    boolean pass(int place, long now, Packet p, HeaderEditor editor) {
        counters.add(place, p.length);
        long size = countsPackets ? 1 : p.length;
        for (int i = 0; i < descending.length; i++) {
            CompiledBand b = descending[i];
            if (!b.tokens.take(now, size)) {
                b.counters.add(place, p.length);
                if (b.band.type() == Meter.BandType.DROP) {
                    return false;
                }
                editor.raiseDropPrecedence(b.band.precedence());
                return true;
            }
        }
        return true;
    }

    /** Packets and bytes of a band. */
    WorkerCounters.Sums band(int band) {
        return bands.get(band).counters.both();
    }

    void settle(long now) {
        for (CompiledBand b : bands) {
            b.tokens.settle(now);
        }
    }
}
