package org.onosnetmap.app.provider;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.onosnetmap.dataplane.flow.Limits;
import org.onosnetmap.dataplane.flow.MeterStats;
import org.onosproject.net.DeviceId;
import org.onosproject.net.meter.Band;
import org.onosproject.net.meter.DefaultBand;
import org.onosproject.net.meter.DefaultMeter;
import org.onosproject.net.meter.DefaultMeterFeatures;
import org.onosproject.net.meter.Meter;
import org.onosproject.net.meter.MeterFeatures;
import org.onosproject.net.meter.MeterState;

/** Meters and what they can do, as the core wants to see them. */
public final class MeterEntries {

    private MeterEntries() {
    }

    /** A meter with its counters. Life is in seconds. */
    static Meter entry(MeterStats s) {
        Meter wanted = (Meter) s.meter().tag();
        List<Band> bands = new ArrayList<>();
        for (Band b : wanted.bands()) {
            DefaultBand copy = new DefaultBand(b.type(), b.rate(), b.burst(), b.dropPrecedence());
            copy.setPackets(s.bandPackets(bands.size()));
            copy.setBytes(s.bandBytes(bands.size()));
            bands.add(copy);
        }
        Meter.Builder b = DefaultMeter.builder().forDevice(wanted.deviceId()).fromApp(wanted.appId()).withCellId(wanted.meterCellId()).withUnit(wanted.unit()).withBands(bands);
        DefaultMeter m = (DefaultMeter) (wanted.isBurst() ? b.burst() : b).build();
        m.setState(MeterState.ADDED);
        m.setLife(TimeUnit.NANOSECONDS.toSeconds(s.ageNanos()));
        m.setReferenceCount(s.rules());
        m.setProcessedPackets(s.packets());
        m.setProcessedBytes(s.bytes());
        return m;
    }

    /** What a datapath's meters can do; the core gives out numbers from this range. */
    @SuppressWarnings("deprecation") // withMaxMeters: ONOS 2.5 shows it, where 2.7 takes the range of numbers
    public static MeterFeatures features(DeviceId deviceId) {
        return DefaultMeterFeatures.builder().forDevice(deviceId).withMaxMeters(Limits.METERS).withStartIndex(1).withEndIndex(Limits.METERS)
                .withBandTypes(EnumSet.of(Band.Type.DROP, Band.Type.REMARK)).withUnits(EnumSet.allOf(Meter.Unit.class)).withMaxBands((short) Limits.BANDS)
                .hasBurst(true).hasStats(true).withFeatures(Set.of()).build();
    }
}
