package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.JsonNode;
import org.onlab.packet.Ip4Address;
import org.onlab.packet.MacAddress;

/** Values of criteria and instructions in JSON. What is not as it should be is an {@link IllegalArgumentException} that names the member. */
final class JsonValues {

    private JsonValues() {
    }

    /** A number of 0 to {@code max}. */
    static int number(JsonNode json, String name, int max) {
        JsonNode n = json.path(name);
        if (!n.isIntegralNumber() || !n.canConvertToLong() || n.longValue() < 0 || n.longValue() > max) {
            throw wrong(json, name, "a number from 0 to " + max);
        }
        return n.intValue();
    }

    /** 64 bits: a number, or a text in hexadecimal. */
    static long bits(JsonNode json, String name) {
        JsonNode n = json.path(name);
        if (n.isIntegralNumber() && n.canConvertToLong()) {
            return n.longValue();
        }
        if (n.isTextual() && n.textValue().matches("0[xX][0-9a-fA-F]{1,16}")) {
            return Long.parseUnsignedLong(n.textValue().substring(2), 16);
        }
        throw wrong(json, name, "a number, or a text as \"0x1f\"");
    }

    static MacAddress mac(JsonNode json, String name) {
        try {
            return MacAddress.valueOf(json.path(name).asText());
        } catch (IllegalArgumentException e) {
            throw wrong(json, name, "an Ethernet address as \"02:00:00:00:00:01\"");
        }
    }

    static Ip4Address ip4(JsonNode json, String name) {
        try {
            return Ip4Address.valueOf(json.path(name).asText());
        } catch (IllegalArgumentException e) {
            throw wrong(json, name, "an IPv4 address as \"10.0.0.1\"");
        }
    }

    private static IllegalArgumentException wrong(JsonNode json, String name, String wanted) {
        String what = json.path("subtype").asText(json.path("type").asText());
        String found = json.has(name) ? "is " + json.get(name) : "is missing";
        return new IllegalArgumentException(what + ": \"" + name + "\" " + found + "; write " + wanted);
    }
}
