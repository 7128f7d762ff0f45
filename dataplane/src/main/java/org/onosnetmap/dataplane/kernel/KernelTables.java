package org.onosnetmap.dataplane.kernel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The tables of onos-netmap's module in debugfs: a line of column names, then a line for each thing, columns separated by blanks. They are
 * for root, and need not be there; nothing depends on them but what is shown. They cover all network namespaces; what is here is that of the calling thread's.
 */
public final class KernelTables {

    private static final Path FOLDER = Path.of("/sys/kernel/debug/netmap");
    private static final Path NAMESPACE = Path.of("/proc/thread-self/ns/net");
    /** How long what was read is good for, in nanoseconds: several ports ask one after the other. */
    private static final long FRESH = 500_000_000L;

    /** By port and side. */
    private static Map<String, Long> drops = Map.of();
    private static long readAt = System.nanoTime() - FRESH;

    private KernelTables() {
    }

    /** A table's lines, by column; empty if it cannot be read. What comes behind the last column belongs to it. */
    private static List<Map<String, String>> read(String table) {
        Path file = FOLDER.resolve(table);
        try {
            return Files.isReadable(file) ? ofNamespace(parse(Files.readAllLines(file)), Files.readSymbolicLink(NAMESPACE).toString()) : List.of();
        } catch (IOException e) {
            return List.of(); // the module was unloaded this moment
        }
    }

    /** The rows of things in a network namespace, which is written as {@code net:[NUMBER]}, and of things that belong to none. */
    static List<Map<String, String>> ofNamespace(List<Map<String, String>> rows, String namespace) {
        List<Map<String, String>> own = new ArrayList<>();
        for (Map<String, String> row : rows) {
            String number = row.get("netns");
            if (number == null || namespace.equals("net:[" + number + "]")) {
                own.add(row);
            }
        }
        return own;
    }

    /** A table's rows, by the names of their columns. */
    public static List<Map<String, String>> parse(List<String> lines) {
        List<Map<String, String>> rows = new ArrayList<>();
        String[] columns = lines.isEmpty() ? new String[0] : lines.get(0).trim().split("\\s+");
        for (String line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            String[] cells = line.trim().split("\\s+", columns.length);
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < cells.length && i < columns.length; i++) {
                row.put(columns[i], cells[i]);
            }
            rows.add(row);
        }
        return rows;
    }

    /** A number in a row; 0 if there is none. */
    public static long number(Map<String, String> row, String column) {
        String s = row.get(column);
        return s != null && s.matches("\\d{1,18}") ? Long.parseLong(s) : 0;
    }

    /** The ports of all kinds; empty if the table cannot be read. */
    public static List<Map<String, String>> ports() {
        return read("ports");
    }

    /** The rings in use, with their counters; empty if the table cannot be read. */
    public static List<Map<String, String>> rings() {
        return read("rings");
    }

    /**
     * Packets that a port's receive rings had no room for, or were no good for, since it was opened; 0 if unknown.
     *
     * @param side {@code nic}, {@code host}, or empty for both
     */
    public static synchronized long receiveDrops(String port, String side) {
        long now = System.nanoTime();
        if (now - readAt >= FRESH) {
            readAt = now;
            Map<String, Long> fresh = new HashMap<>();
            for (Map<String, String> row : read("rings")) {
                if ("rx".equals(row.get("direction"))) {
                    fresh.merge(row.get("name") + " " + row.get("side"), number(row, "dropped_full") + number(row, "dropped_bad") + number(row, "dropped_other"), Long::sum);
                }
            }
            drops = fresh;
        }
        return side.isEmpty() ? receiveDrops(port, "nic") + receiveDrops(port, "host") : drops.getOrDefault(port + " " + side, 0L);
    }

    /** What a port is, in the module's words: {@code emulated}, {@code vale}, {@code interface} and so on; empty if unknown. */
    public static String kind(String port) {
        for (Map<String, String> row : read("ports")) {
            if (port.equals(row.get("name"))) {
                return row.getOrDefault("kind", "");
            }
        }
        return "";
    }

    /** Who has an interface's rings, in a few words each: a switch, or programs. */
    public static List<String> users(String interfaceName) {
        List<String> users = new ArrayList<>();
        String programs = "";
        for (Map<String, String> row : read("ports")) {
            String port = row.getOrDefault("name", "");
            if (port.endsWith(":" + interfaceName)) {
                users.add("VALE switch " + port.substring(0, port.indexOf(':')) + " of the kernel");
            } else if (port.equals(interfaceName) && number(row, "bound") > 0) {
                programs = "netmap programs, with " + row.get("bound") + " descriptors";
            }
        }
        if (users.isEmpty() && !programs.isEmpty()) { // a switch binds the rings as programs do
            users.add(programs);
        }
        return users;
    }
}
