package org.onosnetmap.app.provider;

import java.util.Map;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosproject.net.meter.MeterFailReason;

/** A change of a meter that was refused. */
final class MeterFailure extends Exception {

    private static final long serialVersionUID = 1L;

    /** ONOS's words for OpenFlow's errors of meters (OpenFlow 1.3.5 section 7.4.4, OFPMMFC_*). */
    private static final Map<String, MeterFailReason> REASONS = Map.ofEntries(
            Map.entry("OFPMMFC_METER_EXISTS", MeterFailReason.EXISTING_METER),
            Map.entry("OFPMMFC_INVALID_METER", MeterFailReason.INVALID_METER),
            Map.entry("OFPMMFC_UNKNOWN_METER", MeterFailReason.INVALID_METER),
            Map.entry("OFPMMFC_BAD_COMMAND", MeterFailReason.UNKNOWN_COMMAND),
            Map.entry("OFPMMFC_BAD_FLAGS", MeterFailReason.UNKNOWN_FLAGS),
            Map.entry("OFPMMFC_BAD_RATE", MeterFailReason.BAD_RATE),
            Map.entry("OFPMMFC_BAD_BURST", MeterFailReason.BAD_BURST),
            Map.entry("OFPMMFC_BAD_BAND", MeterFailReason.BAD_BAND),
            Map.entry("OFPMMFC_BAD_BAND_VALUE", MeterFailReason.BAD_BAND_VALUE),
            Map.entry("OFPMMFC_OUT_OF_METERS", MeterFailReason.OUT_OF_METERS),
            Map.entry("OFPMMFC_OUT_OF_BANDS", MeterFailReason.OUT_OF_BANDS));

    private final transient MeterFailReason code;

    MeterFailure(MeterFailReason code, String reason, Throwable cause) {
        super(reason, cause);
        this.code = code;
    }

    static MeterFailure of(FlowException e) {
        return new MeterFailure(REASONS.getOrDefault(e.error(), MeterFailReason.UNKNOWN), e.getMessage(), e);
    }

    MeterFailReason code() {
        return code;
    }
}
