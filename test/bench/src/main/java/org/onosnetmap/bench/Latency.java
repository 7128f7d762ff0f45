package org.onosnetmap.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.onosnetmap.dataplane.engine.LoopGapStats;
import org.onosnetmap.embedded.EmbeddedOnos;

/**
 * What garbage collectors and the other threads of ONOS do to the forwarding loop in the same process: the loop gaps of a worker that is busy all
 * the time, while ONOS does nothing and while rules are POSTed and removed, 10,000 at once, over and over. Beside them the safepoints of the
 * virtual machine in the same time, from its own log. Prints a table; each line is an ONOS of its own.
 */
public final class Latency {

    private static final String DEVICE = "netmap:bench";
    private static final String DATAPATH = "/onos/netmap/datapaths/bench";
    private static final String APP = "org.onosnetmap.bench";
    private static final int RULES = 10_000;
    private static final int WARM_UP = 3;
    private static final Duration BOOT = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final long MILLI = 1_000_000;
    private static final Pattern TOTAL = Pattern.compile("Total: (\\d+) ns");

    /** A way to run ONOS. */
    private static final class Setting {
        final String name;
        final String collector;
        final String heap;
        final boolean pinned;

        /** @param pinned whether the worker has a core for itself */
        Setting(String name, String collector, String heap, boolean pinned) {
            this.name = name;
            this.collector = collector;
            this.heap = heap;
            this.pinned = pinned;
        }
    }

    private static final List<Setting> SETTINGS = List.of(
            new Setting("G1, 512 MB, any core", "-XX:+UseG1GC", "512M", false),
            new Setting("G1, 512 MB", "-XX:+UseG1GC", "512M", true),
            new Setting("G1, 2 GB", "-XX:+UseG1GC", "2G", true),
            new Setting("Parallel, 2 GB", "-XX:+UseParallelGC", "2G", true),
            new Setting("Shenandoah, 2 GB", "-XX:+UseShenandoahGC", "2G", true),
            new Setting("ZGC, 2 GB", "-XX:+UseZGC", "2G", true));

    private final EmbeddedOnos onos;
    private final Setting setting;
    private final Path safepoints;

    private Latency(EmbeddedOnos onos, Setting setting, Path safepoints) {
        this.onos = onos;
        this.setting = setting;
        this.safepoints = safepoints;
    }

    public static void main(String[] args) throws Exception {
        if (args.length < 2) {
            System.err.println("usage: Latency TREE OAR [--quick]   (TREE: the embedded ONOS, karaf-features/target/onos)");
            System.exit(2);
        }
        boolean quick = args.length > 2;
        boolean cores = Runtime.getRuntime().availableProcessors() > 1;
        System.out.printf("%-24s %-6s %9s %8s %8s %9s %9s %9s %9s | %10s %9s %9s%n", "", "ONOS", "gaps/10^6", "p50 µs", "p99.9 µs", "p99.99 µs", "max ms", "over 1 ms",
                "% of time", "safepoints", "max ms", "all ms");
        for (Setting s : SETTINGS) {
            if (!works(s.collector)) {
                System.out.printf("%-24s not in this Java%n", s.name);
            } else if (cores || !s.pinned) {
                run(s, Path.of(args[0]), Path.of(args[1]), quick);
            }
        }
    }

    private static boolean works(String collector) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(java, collector, "-version").redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
    }

    private static void run(Setting s, Path tree, Path oar, boolean quick) throws Exception {
        Path folder = Files.createTempDirectory("onos-netmap-bench");
        Path log = folder.resolve("safepoints.log");
        try (EmbeddedOnos onos = EmbeddedOnos.builder(folder.resolve("onos")).home(tree).environment("JAVA_HOME", System.getProperty("java.home"))
                .environment("ONOS_HEAP", s.heap).environment("ONOS_JAVA_OPTS", s.collector + " -Xlog:safepoint=info:file=" + log + "::filecount=0").start()) {
            onos.awaitRest(BOOT);
            expect(200, onos.installApp(oar).statusCode(), "installing the app");
            EmbeddedOnos.await("the app answers", SOON, () -> onos.get("/onos/netmap/datapaths").statusCode() == 200);
            Latency latency = new Latency(onos, s, log);
            latency.makeDatapath(new CaptureFile(folder.resolve("in.pcap")).write(1000, 0));
            latency.measure(quick ? 5 : 20, quick ? 3 : 10);
        } finally {
            delete(folder);
        }
    }

    private void makeDatapath(CaptureFile in) throws Exception {
        expect(201, onos.post("/onos/netmap/datapaths", "{\"name\": \"bench\", \"ports\": [{\"name\": \"pcap:" + in.path() + "\", \"number\": 1, \"options\": {\"loop\": true}},"
                + "{\"name\": \"null:2\", \"number\": 2}]}").statusCode(), "making the datapath");
        EmbeddedOnos.await("the device is available", SOON, () -> onos.get("/onos/v1/devices/" + DEVICE).body().contains("\"available\":true"));
        EmbeddedOnos.await("packets come in", SOON, () -> number(onos.get(DATAPATH + "/ports/1").body(), "rxPackets") > 0);
    }

    private void measure(int idleSeconds, int rounds) throws Exception {
        if (setting.pinned) {
            Cores.pin(onos.process().pid(), 1, Runtime.getRuntime().availableProcessors() - 1);
        }
        for (int i = 0; i < WARM_UP; i++) {
            rulesComeAndGo();
        }
        LoopGapStats before = gaps();
        long from = Files.size(safepoints);
        TimeUnit.SECONDS.sleep(idleSeconds);
        print("idle", gaps().since(before), from);
        before = gaps();
        from = Files.size(safepoints);
        for (int i = 0; i < rounds; i++) {
            rulesComeAndGo();
        }
        print("rules", gaps().since(before), from);
    }

    private void rulesComeAndGo() throws Exception {
        expect(200, onos.post("/onos/v1/flows?appId=" + APP, ManyRules.body(DEVICE, RULES)).statusCode(), "POST of the rules");
        EmbeddedOnos.await("all rules are in force", SOON, () -> number(onos.get(DATAPATH).body(), "flows") == RULES);
        expect(204, onos.delete("/onos/v1/flows/application/" + APP).statusCode(), "removal of the rules");
        EmbeddedOnos.await("all rules are gone", SOON, () -> number(onos.get(DATAPATH).body(), "flows") == 0);
    }

    private LoopGapStats gaps() throws Exception {
        String body = onos.get("/onos/netmap/stats/workers").body();
        Matcher m = Pattern.compile("\"histogram\":\"([^\"]+)\"").matcher(body);
        if (!m.find()) {
            throw new IOException("no histogram of loop gaps in " + body);
        }
        return LoopGapStats.decode(m.group(1));
    }

    /** @param from where the log of safepoints ended when the phase began */
    private void print(String phase, LoopGapStats g, long from) throws IOException {
        String log = Files.readString(safepoints).substring((int) from); // ASCII
        long n = 0;
        long longest = 0;
        long all = 0;
        for (Matcher m = TOTAL.matcher(log); m.find();) {
            long total = Long.parseLong(m.group(1));
            n++;
            longest = Math.max(longest, total);
            all += total;
        }
        System.out.printf(Locale.ROOT, "%-24s %-6s %9.1f %8.2f %8.1f %9.1f %9.1f %9d %9.2f | %10d %9.1f %9.0f%n", setting.name, phase, g.count() / 1e6, g.atPercentile(50) / 1e3,
                g.atPercentile(99.9) / 1e3, g.atPercentile(99.99) / 1e3, g.max() / 1e6, g.longerThan(MILLI), 100 * g.share(MILLI), n, longest / 1e6, all / 1e6);
    }

    private static long number(String json, String field) throws IOException {
        Matcher m = Pattern.compile('"' + field + "\":(\\d+)").matcher(json);
        if (!m.find()) {
            throw new IOException("no number '" + field + "' in " + json);
        }
        return Long.parseLong(m.group(1));
    }

    private static void expect(int status, int answered, String what) throws IOException {
        if (answered != status) {
            throw new IOException(what + " was answered with " + answered + " where " + status + " is right");
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
        }
        for (Path p : all) {
            Files.delete(p);
        }
    }
}
