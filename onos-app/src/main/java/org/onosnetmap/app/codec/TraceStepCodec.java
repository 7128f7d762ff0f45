package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosnetmap.app.api.TraceStep;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;

/** A step of a trace. Flow ids are decimal strings, as in the core's codec of flow rules. */
public final class TraceStepCodec extends JsonCodec<TraceStep> {

    @Override
    public ObjectNode encode(TraceStep s, CodecContext context) {
        ObjectNode n = context.mapper().createObjectNode().put("depth", s.depth()).put("kind", s.kind()).put("text", s.text()).put("number", s.number());
        if (s.flowId() != 0) {
            n.put("flowId", Long.toString(s.flowId()));
        }
        if (s.frame() != null) {
            n.put("frame", s.frame());
        }
        return n;
    }
}
