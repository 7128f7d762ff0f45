package org.onosnetmap.test.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The conformance cases against the pipeline alone. {@code ConformanceIT} runs the same through ONOS and network interfaces. */
class ConformanceCasesTest {

    @TestFactory
    Stream<DynamicTest> pipeline() throws Exception {
        return Case.all().stream().map(c -> DynamicTest.dynamicTest(c.toString(), () -> CaseRun.run(c, new PipelineSwitch())));
    }

    @Test
    void everyCaseHasATitleOfItsOwnAndDemandsSomething() throws Exception {
        List<Case> all = Case.all();
        assertTrue(all.size() >= 100, all.size() + " cases");
        Set<String> titles = new HashSet<>();
        for (Case c : all) {
            assertTrue(titles.add(c.toString()), "twice: " + c);
            assertTrue(c.steps().stream().anyMatch(s -> s.word().matches("out|nothing|count|refused-.*")), "demands nothing: " + c);
        }
    }

    @Test
    void theTableInTheDocsListsTheseCasesAsPassed() throws Exception {
        List<Case> all = Case.all();
        Map<Case, String> passed = all.stream().collect(Collectors.toMap(c -> c, c -> ResultsTable.PASSED));
        assertEquals(ResultsTable.write(all, passed), Files.readString(Path.of("../docs/conformance.md")), "run ConformanceIT and copy test/target/conformance.md");
    }

    @Test
    void framesAreWhatOthersMakeOfThem() {
        // the example of an IPv4 header checksum that is in many books: 45000073 00004000 4011b861 c0a80001 c0a800c7
        assertEquals("b861", Frame.hex(Frame.parse("eth / ipv4 src=192.168.0.1 dst=192.168.0.199 proto=17 len=115 df=1")).substring(48, 52));
        assertEquals("020000000002" + "020000000001" + "8100" + "6005" + "88b5", Frame.hex(Frame.parse("eth / vlan vid=5 pcp=3")));
        assertEquals("8847" + "00065409" + "00100140", Frame.hex(Frame.parse("eth / mpls label=101 tc=2 ttl=9 / mpls label=256")).substring(24));
    }

    @Test
    void aCaseThatIsNotMetFails() throws Exception {
        Case c = Case.all().stream().filter(x -> x.steps().stream().anyMatch(s -> s.word().equals("out"))).findFirst().orElseThrow();
        PipelineSwitch deaf = new PipelineSwitch() {
            @Override
            public String rule(String text) {
                return "";
            }
        };
        assertThrows(AssertionError.class, () -> CaseRun.run(c, deaf));
    }
}
