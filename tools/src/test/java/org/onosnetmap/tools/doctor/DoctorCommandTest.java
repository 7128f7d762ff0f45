package org.onosnetmap.tools.doctor;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.onosnetmap.tools.Netmap;

/** The command on whatever machine this is: an interface that does not exist is a finding everywhere. */
class DoctorCommandTest {

    private final StringWriter out = new StringWriter();

    private int run(String... args) {
        return Netmap.run(args, new PrintWriter(out, true), new PrintWriter(new StringWriter(), true));
    }

    @Test
    void aFindingIsALineForTheCauseAndOneForTheRemedy() {
        assertEquals(1, run("doctor", "nosuch"));
        assertTrue(out.toString().contains("nosuch: there is no such network interface in this network namespace\n  ip link lists those there are\n"), out.toString());
    }

    @Test
    void asJsonItIsAnArray() throws Exception {
        assertEquals(1, run("doctor", "-j", "nosuch"));
        JsonNode all = new ObjectMapper().readTree(out.toString());
        JsonNode f = StreamSupport.stream(all.spliterator(), false).filter(n -> n.path("subject").asText().equals("nosuch")).findFirst().orElseThrow();
        assertEquals("NO_SUCH_INTERFACE", f.path("kind").asText());
        assertTrue(f.path("blocking").asBoolean());
        assertEquals("ip link lists those there are", f.path("remedy").asText());
    }
}
