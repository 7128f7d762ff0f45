package org.onosnetmap.test.conformance;

import java.util.List;
import java.util.Map;

/** docs/conformance.md: what each case demands, and what came of it. */
public final class ResultsTable {

    /** Result of a case that was met. */
    public static final String PASSED = "passed";

    private static final Map<String, String> PARTS = Map.of("5.1-pipeline", "Pipeline: sections 5.1 to 5.5, 5.9, 6.4", "5.6-groups", "Groups: section 5.6", "5.7-meters", "Meters: section 5.7",
            "5.8-counters", "Counters: section 5.8", "5.10-action-set", "Action sets and lists: sections 5.10, 5.11", "5.12-actions", "Actions: section 5.12, ports of section 4.5", "7.2.3-match",
            "Matches: section 7.2.3");

    private ResultsTable() {
    }

    /**
     * Writes the page.
     *
     * @param cases   in the order of the table
     * @param results of the cases, {@link #PASSED} or what was wrong
     */
    public static String write(List<Case> cases, Map<Case, String> results) {
        StringBuilder s = new StringBuilder();
        s.append("# Conformance to OpenFlow 1.3.5\n\n")
                .append("What the specification demands, in own words, and whether the switch does it: ").append(cases.size()).append(" cases, each of rules, groups and meters,\n")
                .append("frames that are sent, and the very bytes that have to leave by each port, or the error that the specification wants. They are data, in\n")
                .append("`test/src/test/resources/conformance`. `ConformanceIT` runs them through the REST API of ONOS, on four network interfaces whose other ends\n")
                .append("are in a network namespace, and writes this page to `test/target/conformance.md`; it fails if that is another than this one.\n")
                .append("`ConformanceCasesTest` runs the same against the pipeline alone.\n\n")
                .append("What ONOS does not let through to the switch (an INDIRECT group with two buckets, output to ANY, a table that the switch does not have) counts as\n")
                .append("refused; the error is what the pipeline alone says. ONOS has no place for the counters of a meter's bands, and no SELECT bucket of weight 0.\n\n")
                .append("Where the specification leaves something open, and where the switch differs from it: [pipeline.md](pipeline.md#decided-here).\n");
        String part = "";
        for (Case c : cases) {
            if (!c.file().equals(part)) {
                part = c.file();
                s.append("\n## ").append(PARTS.get(part)).append("\n\n| Section | What is demanded | Result |\n|---|---|---|\n");
            }
            s.append("| ").append(c.section()).append(" | ").append(c.title()).append(" | ").append(results.getOrDefault(c, "not run")).append(" |\n");
        }
        return s.toString();
    }
}
