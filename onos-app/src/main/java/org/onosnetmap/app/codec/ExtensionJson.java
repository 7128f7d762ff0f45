package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Iterator;
import org.onosnetmap.app.extension.NetmapSelector;
import org.onosnetmap.app.extension.NetmapTreatment;
import org.onosproject.net.flow.criteria.ExtensionSelector;
import org.onosproject.net.flow.instructions.ExtensionTreatment;

/** Extensions in JSON: {@code {"match": "tcp_flags=+syn"}}, {@code {"actions": "mod_nw_ttl:64"}}. */
public final class ExtensionJson {

    private ExtensionJson() {
    }

    /** @throws IllegalArgumentException if the selector is of another kind */
    public static ObjectNode selector(ExtensionSelector s, ObjectMapper mapper) {
        if (!(s instanceof NetmapSelector)) {
            throw new IllegalArgumentException("extension selector " + s + ": only netmap's own have a form in JSON here");
        }
        return mapper.createObjectNode().put(NetmapSelector.MATCH, ((NetmapSelector) s).match());
    }

    /** @throws IllegalArgumentException if the object is anything but one text that can be read; the message says what is wrong */
    public static NetmapSelector selector(JsonNode json) {
        return new NetmapSelector(text(json, NetmapSelector.MATCH, "tcp_flags=+syn"));
    }

    /** @throws IllegalArgumentException if the treatment is of another kind */
    public static ObjectNode treatment(ExtensionTreatment t, ObjectMapper mapper) {
        if (!(t instanceof NetmapTreatment)) {
            throw new IllegalArgumentException("extension treatment " + t + ": only netmap's own have a form in JSON here");
        }
        return mapper.createObjectNode().put(NetmapTreatment.ACTIONS, ((NetmapTreatment) t).actions());
    }

    /** @throws IllegalArgumentException if the object is anything but one text that can be read; the message says what is wrong */
    public static NetmapTreatment treatment(JsonNode json) {
        return new NetmapTreatment(text(json, NetmapTreatment.ACTIONS, "mod_nw_ttl:64"));
    }

    private static String text(JsonNode json, String name, String example) {
        String form = "write {\"" + name + "\": \"" + example + "\"}";
        for (Iterator<String> names = json.fieldNames(); names.hasNext();) {
            String n = names.next();
            if (!n.equals(name)) {
                throw new IllegalArgumentException("extension has \"" + n + "\", which is not known; " + form);
            }
        }
        if (!json.path(name).isTextual()) {
            throw new IllegalArgumentException("extension needs \"" + name + "\", a text; " + form);
        }
        return json.get(name).textValue();
    }
}
