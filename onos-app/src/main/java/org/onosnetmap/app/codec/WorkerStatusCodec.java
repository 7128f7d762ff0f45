package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosnetmap.app.api.LoopGaps;
import org.onosnetmap.app.api.WorkerStatus;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;

/** A forwarding thread. */
public final class WorkerStatusCodec extends JsonCodec<WorkerStatus> {

    @Override
    public ObjectNode encode(WorkerStatus w, CodecContext context) {
        ObjectNode n = context.mapper().createObjectNode()
                .put("number", w.number())
                .put("alive", w.alive())
                .put("rings", w.rings())
                .put("packets", w.packets())
                .put("rounds", w.rounds())
                .put("sleeps", w.sleeps())
                .put("busySeconds", NetmapCodecs.seconds(w.busyNanos()))
                .put("upSeconds", NetmapCodecs.seconds(w.upNanos()));
        LoopGaps g = w.loopGaps();
        n.putObject("loopGaps")
                .put("count", g.count())
                .put("medianMicros", micros(g.medianNanos()))
                .put("p99Micros", micros(g.p99Nanos()))
                .put("p999Micros", micros(g.p999Nanos()))
                .put("p9999Micros", micros(g.p9999Nanos()))
                .put("maxMicros", micros(g.maxNanos()))
                .put("overMilli", g.overMilli())
                .put("shareOverMilli", g.shareOverMilli())
                .put("histogram", g.histogram());
        if (!w.failure().isEmpty()) {
            n.put("failure", w.failure());
        }
        return n;
    }

    private static double micros(long nanos) {
        return nanos / 1e3;
    }
}
