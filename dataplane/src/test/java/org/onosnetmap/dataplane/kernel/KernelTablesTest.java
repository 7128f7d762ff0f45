package org.onosnetmap.dataplane.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KernelTablesTest {

    @Test
    void columnsAreFoundByTheirNamesAndTheLastOneTakesTheRest() {
        List<Map<String, String>> rows = KernelTables.parse(List.of("index name port...", "0 vale0 0=vale0:a 3=vale0:b", "1 vale1"));
        assertEquals("0=vale0:a 3=vale0:b", rows.get(0).get("port..."));
        assertEquals("vale1", rows.get(1).get("name"));
        assertEquals(Map.of("index", "1", "name", "vale1"), rows.get(1));
    }

    @Test
    void portsOfOtherNamespacesAreLeftOut() {
        List<Map<String, String>> rows = KernelTables.parse(List.of("name kind netns", "vale0:a vale 4026531840", "vale0:a vale 4026532274"));
        assertEquals(List.of(rows.get(1)), KernelTables.ofNamespace(rows, "net:[4026532274]"));
        List<Map<String, String>> regions = KernelTables.parse(List.of("id kind", "1 global"));
        assertEquals(regions, KernelTables.ofNamespace(regions, "net:[4026532274]"), "memory regions belong to the machine");
    }

    @Test
    void whatIsNoTableHasNoRows() {
        assertEquals(List.of(), KernelTables.parse(List.of()));
        assertEquals(0, KernelTables.number(Map.of("packets", "many"), "packets"));
        assertEquals(0, KernelTables.number(Map.of(), "packets"));
        assertEquals(12, KernelTables.number(Map.of("packets", "12"), "packets"));
    }

    @Test
    void withoutTheModuleNothingIsDropped() {
        assertEquals(0, KernelTables.receiveDrops("no such port", ""));
        assertEquals("", KernelTables.kind("no such port"));
    }
}
