package org.onosnetmap.app.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.onosnetmap.app.api.NetmapException;

/** Reads bodies of requests. */
final class JsonBody {

    /** Bytes of the longest body; a datapath with 1,024 ports of long names has a quarter of it. */
    static final int MAX_BYTES = 1 << 20;
    /** Levels of the deepest body; a datapath with ports and options has 5. */
    static final int MAX_DEPTH = 20;

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private JsonBody() {
    }

    /**
     * The one JSON object that a body consists of.
     *
     * @throws NetmapException BAD_INPUT if it is anything else, has a field twice, or is longer or deeper than any that makes sense
     */
    static ObjectNode object(InputStream body) throws NetmapException, IOException {
        byte[] bytes = body.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
            throw bad("is longer than " + MAX_BYTES + " bytes", null);
        }
        JsonNode n;
        try {
            checkDepth(bytes);
            n = MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw bad("is no JSON: " + e.getOriginalMessage()
                    + (e.getLocation() == null ? "" : " (line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr() + ")"), e);
        }
        if (n == null || n.isMissingNode()) {
            throw bad("is empty", null);
        }
        if (!n.isObject()) {
            throw bad("is a JSON " + n.getNodeType().name().toLowerCase(Locale.ROOT), null);
        }
        return (ObjectNode) n;
    }

    /** Jackson reads a tree by recursion, and a body of brackets would make it run out of stack. */
    private static void checkDepth(byte[] bytes) throws NetmapException, IOException {
        try (JsonParser p = MAPPER.getFactory().createParser(bytes)) {
            int depth = 0;
            for (JsonToken t = p.nextToken(); t != null; t = p.nextToken()) {
                depth += t.isStructStart() ? 1 : t.isStructEnd() ? -1 : 0;
                if (depth > MAX_DEPTH) {
                    throw bad("is nested deeper than " + MAX_DEPTH + " levels", null);
                }
            }
        }
    }

    private static NetmapException bad(String what, Exception cause) {
        return new NetmapException(NetmapException.Kind.BAD_INPUT, "the body " + what + "; send one JSON object { … }", cause);
    }
}
