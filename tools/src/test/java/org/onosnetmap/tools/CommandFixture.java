package org.onosnetmap.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** What tests of commands share: the command in this process, with its output as text. */
public abstract class CommandFixture {

    @TempDir
    protected Path dir;
    protected final StringWriter stdout = new StringWriter();
    protected final StringWriter stderr = new StringWriter();

    /** Runs it and returns its status. Words of the command line stand between blanks. */
    protected int netmap(String args) {
        stdout.getBuffer().setLength(0);
        stderr.getBuffer().setLength(0);
        return Netmap.run(args.trim().split(" +"), new PrintWriter(stdout, true), new PrintWriter(stderr, true));
    }

    /** What it writes, which must be JSON. */
    protected JsonNode json(String args) throws Exception {
        assertEquals(0, netmap(args), stderr::toString);
        return new ObjectMapper().readTree(stdout.toString());
    }

    /** Fails unless it ends with this status and one line that holds the text. */
    protected void refused(int status, String part, String args) {
        assertEquals(status, netmap(args), () -> args + "\n" + stdout + stderr);
        assertTrue(stderr.toString().contains(part), stderr::toString);
        assertEquals(1, stderr.toString().lines().count(), "one line: " + stderr);
        assertEquals("", stdout.toString());
    }
}
