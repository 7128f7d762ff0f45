package org.onosnetmap.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** bash completes with what the command writes. */
class CompletionCommandTest extends CommandFixture {

    private String completed(Path script, String words, int word) throws Exception {
        String program = "compopt() { :; }; . " + script + "; COMP_WORDS=(" + words + "); COMP_CWORD=" + word + "; COMP_LINE='" + words + "'; COMP_POINT=${#COMP_LINE}; _complete_netmap; echo ${COMPREPLY[*]}";
        Process p = new ProcessBuilder("bash", "-c", program).redirectErrorStream(true).start();
        String out = new String(p.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, p.waitFor(), out);
        return out.trim();
    }

    @Test
    void commandsAndOptionsAreCompleted() throws Exception {
        assertEquals(0, netmap("completion"), stderr::toString);
        Path script = Files.writeString(dir.resolve("completion"), stdout.toString());
        assertEquals("pkt-gen", completed(script, "netmap pk", 1));
        assertEquals("vale-ctl", completed(script, "netmap va", 1));
        assertEquals("--json", completed(script, "netmap pkt-gen --js", 2));
        assertTrue(completed(script, "netmap pkt-gen -f p", 3).contains("ping pong"));
    }
}
