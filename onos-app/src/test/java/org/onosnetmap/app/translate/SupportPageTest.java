package org.onosnetmap.app.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Writes {@code docs/support.md} from the {@link SupportTable} with {@code -Dsupport.write=true}, and else fails if it is not up to date. */
class SupportPageTest {

    private static final Path PAGE = Path.of("..", "docs", "support.md");

    @Test
    void thePageSaysWhatTheTableSays() throws IOException {
        String page = page();
        if (Boolean.getBoolean("support.write")) {
            Files.write(PAGE, page.getBytes(StandardCharsets.UTF_8));
        }
        String kept = Files.exists(PAGE) ? new String(Files.readAllBytes(PAGE), StandardCharsets.UTF_8) : "";
        assertEquals(page, kept, "docs/support.md is old; write it anew with: mvn -pl onos-app -am test -Dtest=SupportPageTest -Dsurefire.failIfNoSpecifiedTests=false -Dsupport.write=true");
    }

    private static String page() {
        StringBuilder s = new StringBuilder();
        s.append("# Criteria and instructions of ONOS\n\n");
        s.append("Every type of onos-api 2.5 to 2.7 and what becomes of it in the data plane. This page is written from the code\n");
        s.append("(`SupportTable`); tests hold it against the translators and the flow tables. The data plane's fields and actions are\n");
        s.append("described in [pipeline.md](pipeline.md). A rule with a type that is refused is refused as a whole, with the reason.\n");
        s.append("\"Needs\": what the same rule must match on, or do before.\n");
        table(s, "Criteria", "Becomes a match on", SupportTable.criteria());
        table(s, "Instructions", "Becomes", SupportTable.instructions());
        table(s, "L2MODIFICATION", "Becomes", SupportTable.l2());
        table(s, "L3MODIFICATION", "Becomes", SupportTable.l3());
        table(s, "L4MODIFICATION", "Becomes", SupportTable.l4());
        return s.toString();
    }

    private static void table(StringBuilder s, String title, String column, Map<? extends Enum<?>, Support> rows) {
        s.append("\n## ").append(title).append("\n\n| Type | ").append(column).append(" | Needs |\n|---|---|---|\n");
        rows.forEach((type, row) -> s.append("| `").append(type.name()).append("` | ").append(row.isSupported() ? row.becomes() : "**refused**: " + row.reason())
                .append(" | ").append(row.needs().isEmpty() ? "–" : row.needs()).append(" |\n"));
    }
}
