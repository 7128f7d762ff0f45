package org.onosnetmap.app.driver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosnetmap.app.codec.ExtensionJson;
import org.onosnetmap.app.extension.NetmapTreatment;
import org.onosproject.codec.CodecContext;
import org.onosproject.net.behaviour.ExtensionTreatmentResolver;
import org.onosproject.net.driver.AbstractHandlerBehaviour;
import org.onosproject.net.flow.ExtensionTreatmentCodec;
import org.onosproject.net.flow.instructions.ExtensionTreatment;
import org.onosproject.net.flow.instructions.ExtensionTreatmentType;

/** Makes extension treatments for ONOS's serializers, and writes and reads them as JSON. */
public class NetmapTreatments extends AbstractHandlerBehaviour implements ExtensionTreatmentResolver, ExtensionTreatmentCodec {

    @Override
    public ExtensionTreatment getExtensionInstruction(ExtensionTreatmentType type) {
        if (!type.equals(NetmapTreatment.TYPE)) {
            throw new UnsupportedOperationException("extension treatment of type " + type + ": netmap has one type, " + NetmapTreatment.TYPE);
        }
        return new NetmapTreatment();
    }

    @Override
    public ObjectNode encode(ExtensionTreatment treatment, CodecContext context) {
        return ExtensionJson.treatment(treatment, context.mapper());
    }

    @Override
    public ExtensionTreatment decode(ObjectNode json, CodecContext context) {
        return ExtensionJson.treatment(json);
    }
}
