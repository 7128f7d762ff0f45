package org.onosnetmap.app.driver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosnetmap.app.codec.ExtensionJson;
import org.onosnetmap.app.extension.NetmapSelector;
import org.onosproject.codec.CodecContext;
import org.onosproject.net.behaviour.ExtensionSelectorResolver;
import org.onosproject.net.driver.AbstractHandlerBehaviour;
import org.onosproject.net.flow.ExtensionSelectorCodec;
import org.onosproject.net.flow.criteria.ExtensionSelector;
import org.onosproject.net.flow.criteria.ExtensionSelectorType;

/** Makes extension selectors for ONOS's serializers, and writes and reads them as JSON. */
public class NetmapSelectors extends AbstractHandlerBehaviour implements ExtensionSelectorResolver, ExtensionSelectorCodec {

    @Override
    public ExtensionSelector getExtensionSelector(ExtensionSelectorType type) {
        if (!type.equals(NetmapSelector.TYPE)) {
            throw new UnsupportedOperationException("extension selector of type " + type + ": netmap has one type, " + NetmapSelector.TYPE);
        }
        return new NetmapSelector();
    }

    @Override
    public ObjectNode encode(ExtensionSelector selector, CodecContext context) {
        return ExtensionJson.selector(selector, context.mapper());
    }

    @Override
    public ExtensionSelector decode(ObjectNode json, CodecContext context) {
        return ExtensionJson.selector(json);
    }
}
