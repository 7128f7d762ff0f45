package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosnetmap.app.api.QueueDeclaration;
import org.onosnetmap.app.api.QueueStatus;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;

/** A queue with its counters; unlike in a declaration every value is there. */
public final class QueueStatusCodec extends JsonCodec<QueueStatus> {

    @Override
    public ObjectNode encode(QueueStatus s, CodecContext context) {
        QueueDeclaration q = s.queue();
        return context.mapper().createObjectNode()
                .put("id", q.id())
                .put("minRate", q.minRate())
                .put("maxRate", q.maxRate())
                .put("burst", q.burst())
                .put("priority", q.priority())
                .put("txPackets", s.txPackets())
                .put("txBytes", s.txBytes())
                .put("txDropped", s.txDropped())
                .put("waitingBytes", s.waitingBytes())
                .put("ageSeconds", NetmapCodecs.seconds(s.ageNanos()));
    }
}
