package org.onosnetmap.dataplane.kernel.vale;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.onosnetmap.dataplane.kernel.KernelTables;

/** The module's tables of ports and rings, asked for what concerns a switch. */
final class PortTables {

    private final Map<String, String> kinds = new HashMap<>();
    private final List<Map<String, String>> rings;

    PortTables(List<Map<String, String>> ports, List<Map<String, String>> rings) {
        ports.forEach(p -> kinds.put(p.get("name"), p.get("kind")));
        this.rings = rings;
    }

    /** @param name {@code vale0:p1} */
    KernelPort.Kind kind(String name) {
        switch (kinds.getOrDefault(name, "")) {
            case "interface":
                return KernelPort.Kind.INTERFACE;
            case "host":
                return KernelPort.Kind.HOST;
            case "vale":
                return KernelPort.Kind.PROGRAM;
            case "persistent":
                return KernelPort.Kind.PERSISTENT;
            default:
                return KernelPort.Kind.UNKNOWN;
        }
    }

    /**
     * What came from a program is in the port's transmit rings, and what went to it in its receive rings. Of an interface, packets from the wire
     * are in the interface's own receive rings, and those to it in its transmit rings; what did not fit is counted where the switch puts it first.
     */
    KernelPort.Counters counters(String name, KernelPort.Kind kind) {
        if (kind != KernelPort.Kind.INTERFACE && kind != KernelPort.Kind.HOST) {
            return counters(name, "tx", name, "rx", "nic", 0);
        }
        boolean host = kind == KernelPort.Kind.HOST;
        String nic = name.substring(name.indexOf(':') + 1, host ? name.length() - 1 : name.length());
        return counters(nic, "rx", nic, "tx", host ? "host" : "nic", dropped(name, "rx", "nic"));
    }

    private KernelPort.Counters counters(String from, String fromDirection, String to, String toDirection, String side, long moreTxDropped) {
        return new KernelPort.Counters(sum(from, fromDirection, side, "packets"), sum(from, fromDirection, side, "bytes"), dropped(from, fromDirection, side),
                sum(to, toDirection, side, "packets"), sum(to, toDirection, side, "bytes"), dropped(to, toDirection, side) + moreTxDropped);
    }

    private long dropped(String port, String direction, String side) {
        return sum(port, direction, side, "dropped_full") + sum(port, direction, side, "dropped_bad") + sum(port, direction, side, "dropped_other");
    }

    private long sum(String port, String direction, String side, String column) {
        long n = 0;
        for (Map<String, String> r : rings) {
            if (port.equals(r.get("name")) && direction.equals(r.get("direction")) && side.equals(r.get("side"))) {
                n += KernelTables.number(r, column);
            }
        }
        return n;
    }
}
