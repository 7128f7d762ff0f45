package org.onosnetmap.app.behaviour;

import org.onosnetmap.dataplane.flow.Limits;
import org.onosproject.net.behaviour.MeterQuery;

/** How many meters there can be; the same as the meter features say. */
public class NetmapMeterQuery extends NetmapBehaviour implements MeterQuery {

    @Override
    public long getMaxMeters() {
        return Limits.METERS;
    }
}
