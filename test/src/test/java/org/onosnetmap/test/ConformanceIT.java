package org.onosnetmap.test;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.onosnetmap.test.conformance.Case;
import org.onosnetmap.test.conformance.CaseRun;
import org.onosnetmap.test.conformance.ResultsTable;

/** The conformance cases, through ONOS's REST API, with packets on network interfaces. */
@Order(8)
@ExtendWith(SharedOnos.class)
class ConformanceIT {

    private final SharedOnos s;
    private final Map<Case, String> results = new HashMap<>();

    ConformanceIT(SharedOnos s) {
        this.s = s;
    }

    @TestFactory
    Stream<DynamicTest> openFlow() throws Exception {
        Namespaces.assumeRoot();
        List<Case> cases = Case.all();
        long start = System.nanoTime();
        OnosSwitch sw = new OnosSwitch(s);
        Stream<DynamicTest> each = cases.stream().map(c -> DynamicTest.dynamicTest(c.toString(), () -> run(c, sw)));
        Stream<DynamicTest> last = Stream.of(DynamicTest.dynamicTest("docs/conformance.md is the table of this run", () -> {
            String table = ResultsTable.write(cases, results);
            Files.writeString(Files.createDirectories(Path.of("target")).resolve("conformance.md"), table);
            System.out.println(cases.size() + " conformance cases took " + (System.nanoTime() - start) / 1_000_000 + " ms");
            assertEquals(Files.readString(Path.of("../docs/conformance.md")), table, "test/target/conformance.md is the one of this run");
        }));
        return Stream.concat(each, last).onClose(() -> close(sw));
    }

    private void run(Case c, OnosSwitch sw) throws Exception {
        results.put(c, "FAILED");
        CaseRun.run(c, sw);
        results.put(c, ResultsTable.PASSED);
    }

    private static void close(OnosSwitch sw) {
        try {
            sw.close();
        } catch (Exception e) {
            throw new IllegalStateException("cleaning up after the cases: " + e.getMessage(), e);
        }
    }
}
