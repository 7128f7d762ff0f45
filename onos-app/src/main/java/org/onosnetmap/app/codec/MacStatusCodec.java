package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosnetmap.app.api.MacStatus;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;

/** An address that was learnt. */
public final class MacStatusCodec extends JsonCodec<MacStatus> {

    @Override
    public ObjectNode encode(MacStatus m, CodecContext context) {
        return context.mapper().createObjectNode()
                .put("mac", m.mac().toString())
                .put("vlan", m.vlan())
                .put("port", m.port())
                .put("ageSeconds", NetmapCodecs.seconds(m.ageNanos()));
    }
}
