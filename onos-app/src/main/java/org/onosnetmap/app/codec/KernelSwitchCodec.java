package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosnetmap.app.api.KernelSwitchStatus;
import org.onosnetmap.app.api.PortStatus;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;

/** A VALE switch of the kernel. */
public final class KernelSwitchCodec extends JsonCodec<KernelSwitchStatus> {

    @Override
    public ObjectNode encode(KernelSwitchStatus s, CodecContext context) {
        ObjectNode n = context.mapper().createObjectNode().put("name", s.name()).put("deviceId", s.deviceId().toString());
        n.set("ports", context.codec(PortStatus.class).encode(s.ports(), context));
        return n;
    }
}
