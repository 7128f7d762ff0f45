package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.MirrorStatus;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;

/** A mirror with its counters; unlike in a declaration every value is there. */
public final class MirrorStatusCodec extends JsonCodec<MirrorStatus> {

    @Override
    public ObjectNode encode(MirrorStatus s, CodecContext context) {
        MirrorDeclaration m = s.mirror();
        ObjectNode n = context.mapper().createObjectNode().put("name", m.name());
        ArrayNode in = n.putArray("in");
        m.in().forEach(in::add);
        ArrayNode out = n.putArray("out");
        m.out().forEach(out::add);
        ArrayNode vlans = n.putArray("vlans");
        m.vlans().forEach(vlans::add);
        n.put("port", m.port()).put("active", s.active());
        if (!s.active()) {
            n.put("reason", s.reason());
        }
        return n.put("packets", s.packets()).put("bytes", s.bytes());
    }
}
