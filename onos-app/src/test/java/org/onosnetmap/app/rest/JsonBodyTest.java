package org.onosnetmap.app.rest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.onosnetmap.app.api.NetmapException;

class JsonBodyTest {

    @Test
    void anObjectIsRead() throws Exception {
        assertEquals("br0", JsonBody.object(stream("{\"name\": \"br0\"}")).path("name").asText());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = true, quoteCharacter = '`', value = {
        "``              | is empty",
        "name=br0        | is no JSON",
        "{\"name\":      | is no JSON",
        "{} {}           | is no JSON",
        "{\"a\":1,\"a\":2} | Duplicate field 'a'",
        "[]              | is a JSON array",
        "5               | is a JSON number",
        "null            | is a JSON null",
    })
    void anythingElseIsBadInputThatSaysWhatToSend(String body, String words) {
        NetmapException e = assertThrows(NetmapException.class, () -> JsonBody.object(stream(body)));
        assertEquals(NetmapException.Kind.BAD_INPUT, e.kind());
        assertTrue(e.getMessage().contains(words), e.getMessage());
        assertTrue(e.getMessage().contains("{ … }"), e.getMessage());
    }

    @Test
    void aBodyThatIsTooDeepOrTooLongForAnyPurposeIsBadInput() {
        assertTooMuch("[".repeat(100_000), "nested deeper than 20 levels");
        assertTooMuch("{\"a\":".repeat(100_000), "nested deeper than 20 levels");
        assertTooMuch(" ".repeat(JsonBody.MAX_BYTES + 1), "longer than 1048576 bytes");
    }

    private static void assertTooMuch(String body, String words) {
        NetmapException e = assertThrows(NetmapException.class, () -> JsonBody.object(stream(body)));
        assertEquals(NetmapException.Kind.BAD_INPUT, e.kind());
        assertTrue(e.getMessage().contains(words), e.getMessage());
    }

    private static ByteArrayInputStream stream(String s) {
        return new ByteArrayInputStream(s.getBytes(StandardCharsets.UTF_8));
    }
}
