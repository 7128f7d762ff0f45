package org.onosnetmap.app.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import org.onosnetmap.app.api.NetmapException;

/** Reads bodies of requests. */
final class JsonBody {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonBody() {
    }

    /**
     * The one JSON object that a body consists of.
     *
     * @throws NetmapException BAD_INPUT if it is anything else
     */
    static ObjectNode object(InputStream body) throws NetmapException, IOException {
        JsonNode n;
        try {
            n = MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "the body is no JSON: " + e.getOriginalMessage()
                    + (e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr() + ")") + "; send one object { … }", e);
        }
        if (n == null || n.isMissingNode()) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "the body is empty; send one JSON object { … }");
        }
        if (!n.isObject()) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "the body is a JSON " + n.getNodeType().name().toLowerCase(java.util.Locale.ROOT) + "; send one object { … }");
        }
        return (ObjectNode) n;
    }
}
