package org.onosnetmap.bench.rows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntFunction;
import org.onosnetmap.dataplane.port.pcap.PcapWriter;

/**
 * All rows. {@code Rows list} prints their names with what they are; {@code Rows write FOLDER NAME...} writes the files of some, unless they
 * are there.
 */
public final class Rows {

    private static final int TRACE = 100_000;
    private static final int VLANS = 16;
    private static final long EVERYBODY = 0xffffffffffffL;

    private static final Map<String, Row> ALL = new LinkedHashMap<>();

    static {
        for (int flows : new int[] {1, 1_000, 8_000, 100_000, 1_000_000}) {
            row("port-" + count(flows), "one rule on the input port", flows(flows), () -> List.of("in_port=1 actions=output:2"), () -> shuffled(flows, Rows::udp));
        }
        for (int flows : new int[] {1, 1_000, 8_000, 100_000, 1_000_000}) {
            row("sources-" + count(flows), "1,002 rules: 1,000 sources in 7 priorities, one UDP port, drop", flows(flows), Rows::sources, () -> shuffled(flows, Rows::fromSources));
        }
        for (int flows : new int[] {1, 1_000, 8_000, 100_000}) {
            row("router-" + count(flows), "three tables: 16 VLANs, 1,000 ACL rules, 10,000 routes with new MACs and TTL", flows(flows), Rows::router, () -> routerTraffic(flows));
        }
        for (FilterSet.Kind kind : FilterSet.Kind.values()) {
            for (int rules : new int[] {1_000, 10_000}) {
                String name = kind.name().toLowerCase(java.util.Locale.ROOT);
                row(name + "-" + count(rules), String.format("%s of %,d rules", name, rules), String.format("trace of %,d", TRACE),
                        () -> filterRules(kind, rules), () -> set(kind, rules).trace(TRACE));
            }
        }
        row("prefixes-100k", "100,000 IPv4 prefixes", flows(100_000), () -> new Routes(100_000, 7).plainRules(), () -> {
            Routes r = new Routes(100_000, 7);
            return shuffled(100_000, i -> Frame.udp(0x0a000000 + i, r.address(), 4096, 8192));
        });
        for (int addresses : new int[] {1_000, 100_000}) {
            String name = "learning-" + count(addresses);
            ALL.put(name, new Row(name, "learning switch", String.format("%,d addresses", addresses), () -> List.of("actions=NORMAL"),
                    () -> shuffled(addresses / 2, i -> Frame.between(host(i, 1), host(i, 2))), () -> shuffled(addresses / 2, i -> Frame.between(host(i, 2), EVERYBODY))));
        }
        row("attack-sources", "rules of sources-1k", "1,000,000 random headers", Rows::sources, () -> random(Frame.NO_TAG));
        row("attack-router", "rules of router-1k", "1,000,000 random headers", Rows::router, () -> random(100));
        row("attack-acl-1k", "rules of acl-1k", "1,000,000 random headers", () -> filterRules(FilterSet.Kind.ACL, 1_000), () -> random(Frame.NO_TAG));
    }

    private Rows() {
    }

    private static void row(String name, String rules, String traffic, java.util.function.Supplier<List<String>> flows, java.util.function.Supplier<List<ByteBuffer>> packets) {
        ALL.put(name, new Row(name, rules, traffic, flows, packets, List::of));
    }

    private static String count(int n) {
        return n >= 1_000_000 ? n / 1_000_000 + "m" : n >= 1_000 ? n / 1_000 + "k" : String.valueOf(n);
    }

    private static String flows(int n) {
        return n == 1 ? "1 flow" : String.format("%,d flows", n);
    }

    public static void main(String[] args) throws IOException {
        if (args.length == 1 && args[0].equals("list")) {
            ALL.values().forEach(r -> System.out.println(r.name + "\t" + r.rules + "\t" + r.traffic));
        } else if (args.length > 2 && args[0].equals("write")) {
            for (int i = 2; i < args.length; i++) {
                write(Path.of(args[1]), args[i]);
            }
        } else {
            System.err.println("usage: Rows list | Rows write FOLDER NAME...");
            System.exit(2);
        }
    }

    private static void write(Path folder, String name) throws IOException {
        Row row = ALL.get(name);
        if (row == null) {
            System.err.println("there is no row '" + name + "'; 'list' tells which there are");
            System.exit(2);
            return;
        }
        Files.createDirectories(folder);
        Path flows = folder.resolve(name + ".flows");
        if (Files.exists(flows)) {
            return;
        }
        capture(folder.resolve(name + ".pcap"), row.packets());
        List<ByteBuffer> learnt = row.learnt();
        if (!learnt.isEmpty()) {
            capture(folder.resolve(name + ".learn.pcap"), learnt);
        }
        Files.write(flows, row.flows()); // the last one: where it is, the others are
    }

    private static void capture(Path file, List<ByteBuffer> packets) {
        try (PcapWriter w = new PcapWriter(file)) {
            for (ByteBuffer p : packets) {
                w.write(0, p.duplicate());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<ByteBuffer> shuffled(int n, IntFunction<ByteBuffer> packet) {
        List<ByteBuffer> all = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            all.add(packet.apply(i));
        }
        Collections.shuffle(all, new Random(n));
        return all;
    }

    private static ByteBuffer udp(int flow) {
        return Frame.udp(0x0a000000 + flow, 0xc0a80002, 4096, 8192);
    }

    // ---- sources

    private static int source(int i) {
        return 0x0a010000 + i * 97;
    }

    private static List<String> sources() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            all.add("priority=" + (10 + i % 7) + ",ip,nw_src=" + Filter.dotted(source(i)) + " actions=output:2");
        }
        all.add("priority=5,udp,tp_dst=8192 actions=output:2");
        all.add("priority=0 actions=drop");
        return all;
    }

    /** Every second packet is from one of the sources; of the others, some are not to the port. */
    private static ByteBuffer fromSources(int flow) {
        boolean known = flow % 2 == 0;
        return Frame.udp(known ? source(flow / 2 % 1_000) : 0x0b000000 + flow, 0xc0a80002, 1024 + (known ? flow / 2_000 : 0), flow % 10 == 9 ? 53 : 8192);
    }

    // ---- router

    private static List<String> router() {
        List<String> all = new ArrayList<>();
        for (int vlan = 100; vlan < 100 + VLANS; vlan++) {
            all.add("table=0,priority=10,in_port=1,dl_vlan=" + vlan + " actions=goto_table:1");
        }
        all.add("table=0,priority=0 actions=drop");
        all.addAll(set(FilterSet.Kind.ACL, 1_000).rules(1, "goto_table:2", "goto_table:2", "goto_table:2", "drop"));
        all.add("table=1,priority=0 actions=goto_table:2");
        all.addAll(new Routes(10_000, 5).rules(2));
        all.add("table=2,priority=0 actions=drop");
        return all;
    }

    /** Half of the packets are to addresses with a route, from anywhere; the others are those that the ACL names. */
    private static List<ByteBuffer> routerTraffic(int flows) {
        Routes routes = new Routes(10_000, 5);
        FilterSet acl = set(FilterSet.Kind.ACL, 1_000);
        return shuffled(flows, i -> i % 2 == 0 ? Frame.ip(100 + i / 2 % VLANS, Frame.UDP, 0x0a000000 + i, routes.address(), 4096, 8192) : acl.packet(100 + i / 2 % VLANS));
    }

    // ---- filter sets

    private static FilterSet set(FilterSet.Kind kind, int rules) {
        return new FilterSet(kind, rules, 1 + kind.ordinal() * 2L + (rules > 1_000 ? 1 : 0));
    }

    private static List<String> filterRules(FilterSet.Kind kind, int rules) {
        List<String> all = new ArrayList<>(set(kind, rules).rules(0, "output:2", "output:2", "output:2", "drop"));
        all.add("priority=0 actions=drop");
        return all;
    }

    // ---- learning, attack

    /** Addresses of a few makers, as they are where machines are bought in lots; {@code side} 1 or 2. */
    private static long host(int i, int side) {
        return 0x020000000000L | (long) side << 36 | (long) (i % 50) << 24 | i * 2_654_435_761L & 0xffffff;
    }

    private static List<ByteBuffer> random(int vlan) {
        Random r = new Random(9);
        return shuffled(1_000_000, i -> Frame.ip(vlan, r.nextBoolean() ? Frame.TCP : Frame.UDP, r.nextInt(), r.nextInt(), r.nextInt(65_536), r.nextInt(65_536)));
    }
}
