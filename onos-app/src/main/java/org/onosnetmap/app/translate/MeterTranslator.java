package org.onosnetmap.app.translate;

import java.util.ArrayList;
import java.util.List;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosproject.net.meter.Band;
import org.onosproject.net.meter.MeterCellId;
import org.onosproject.net.meter.MeterId;

/** Meters of ONOS as meters of the data plane. */
public final class MeterTranslator {

    private MeterTranslator() {
    }

    /**
     * A meter, with ONOS's as its tag.
     *
     * @throws UntranslatableException names the band and what the data plane does not do
     */
    public static Meter meter(org.onosproject.net.meter.Meter m) throws UntranslatableException {
        List<Meter.Band> bands = new ArrayList<>();
        for (Band b : m.bands()) {
            bands.add(band(b, m.isBurst()));
        }
        return new Meter(number(m.meterCellId(), m.meterCellId()), unit(m), bands, m);
    }

    /** The number of a meter. */
    public static int number(Object what, MeterCellId id) throws UntranslatableException {
        if (!(id instanceof MeterId)) {
            throw new UntranslatableException(what, "meters have numbers here; take 1 to " + Integer.toUnsignedString(Meter.MAX));
        }
        long n = ((MeterId) id).id();
        if (n < 1 || n > Integer.toUnsignedLong(Meter.MAX)) {
            throw new UntranslatableException(what, "the number of a meter is 1 to " + Integer.toUnsignedString(Meter.MAX));
        }
        return (int) n;
    }

    private static Meter.Unit unit(org.onosproject.net.meter.Meter m) throws UntranslatableException {
        switch (m.unit()) {
            case PKTS_PER_SEC:
                return Meter.Unit.PACKETS_PER_SECOND;
            case KB_PER_SEC:
                // of bits, as OpenFlow's OFPMF_KBPS
                return Meter.Unit.KILOBITS_PER_SECOND;
            case BYTES_PER_SEC:
                return Meter.Unit.BYTES_PER_SECOND;
            default:
                throw new UntranslatableException("unit " + m.unit(), "not known; take PKTS_PER_SEC, KB_PER_SEC or BYTES_PER_SEC");
        }
    }

    /** Bursts count only in a meter that says so (OFPMF_BURST, OpenFlow 1.3.5 section 7.3.4.4). */
    private static Meter.Band band(Band b, boolean burst) throws UntranslatableException {
        long size = burst && b.burst() != null ? b.burst() : 0;
        switch (b.type()) {
            case DROP:
                return Meter.Band.drop(b.rate(), size);
            case REMARK:
                if (b.dropPrecedence() == null) {
                    throw new UntranslatableException("band " + b, "a REMARK band needs the drop precedence; take 1 or 2");
                }
                return Meter.Band.remark(b.rate(), size, b.dropPrecedence());
            default:
                throw new UntranslatableException("band of type " + b.type(), "not known to OpenFlow 1.3; take DROP or REMARK");
        }
    }
}
