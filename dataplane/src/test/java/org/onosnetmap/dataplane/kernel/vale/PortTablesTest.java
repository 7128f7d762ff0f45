package org.onosnetmap.dataplane.kernel.vale;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.kernel.KernelTables;
import org.onosnetmap.dataplane.kernel.vale.KernelPort.Counters;
import org.onosnetmap.dataplane.kernel.vale.KernelPort.Kind;

class PortTablesTest {

    private static final PortTables TABLES = new PortTables(
            KernelTables.parse(List.of("name kind region", "eth3 emulated 1", "vale0:eth3 interface 1", "vale0:eth3^ host 1", "vale0:p vale 2", "vale0:v persistent 3")),
            KernelTables.parse(List.of("name direction ring side packets bytes dropped_full dropped_bad dropped_other",
                    "eth3 tx 0 nic 1 10 100 1000 10000", "eth3 rx 0 nic 2 20 200 2000 20000", "eth3 rx 1 nic 3 30 300 3000 30000",
                    "eth3 tx 1 host 4 40 400 4000 40000", "eth3 rx 2 host 5 50 500 5000 50000",
                    "vale0:eth3 rx 0 nic 6 60 600 6000 60000", "vale0:eth3^ rx 0 nic 7 70 700 7000 70000",
                    "vale0:p tx 0 nic 8 80 800 8000 80000", "vale0:p rx 0 nic 9 90 900 9000 90000", "vale0:p rx 1 nic 1 10 0 0 0")));

    private static void equal(Counters wanted, String name) {
        Counters c = TABLES.counters(name, TABLES.kind(name));
        assertEquals(List.of(wanted.rxPackets, wanted.rxBytes, wanted.rxDropped, wanted.txPackets, wanted.txBytes, wanted.txDropped),
                List.of(c.rxPackets, c.rxBytes, c.rxDropped, c.txPackets, c.txBytes, c.txDropped), name);
    }

    @Test
    void whatAProgramTransmitsIsReceivedByTheSwitch() {
        assertEquals(Kind.PROGRAM, TABLES.kind("vale0:p"));
        equal(new Counters(8, 80, 88_800, 10, 100, 99_900), "vale0:p");
    }

    @Test
    void anInterfaceCountsInItsOwnRingsAndDropsInThePortsToo() {
        assertEquals(Kind.INTERFACE, TABLES.kind("vale0:eth3"));
        equal(new Counters(5, 50, 55_500, 1, 10, 11_100 + 66_600), "vale0:eth3");
        assertEquals(Kind.HOST, TABLES.kind("vale0:eth3^"));
        equal(new Counters(5, 50, 55_500, 4, 40, 44_400 + 77_700), "vale0:eth3^");
    }

    @Test
    void whatTheTablesDoNotKnowIsUnknownAndHasCountedNothing() {
        assertEquals(Kind.PERSISTENT, TABLES.kind("vale0:v"));
        equal(Counters.NONE, "vale0:v");
        assertEquals(Kind.UNKNOWN, TABLES.kind("vale9:x"));
        equal(Counters.NONE, "vale9:x");
    }
}
