package org.onosnetmap.bench;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.onosnetmap.embedded.EmbeddedOnos;

/**
 * Rules that are POSTed to the embedded ONOS: how long after the answer the first packet is forwarded, how long ten thousand in one POST
 * take, and how many of them are installed again while ONOS compares what it has with what is reported. Prints lines of JSON, each with
 * the target beside the figure.
 *
 * <p>Packets come from a capture file that is replayed 100 µs apart, and leave into another one, which has the time of each: so the figure
 * is exact to that distance, no root is needed, and this process need not watch while ONOS works. Both clocks are the system's.
 */
public final class Rest {

    private static final String DEVICE = "netmap:bench";
    private static final String DATAPATH = "/onos/netmap/datapaths/bench";
    private static final String FLOWS = "/onos/v1/flows?appId=org.onosnetmap.bench";
    private static final String ONE_RULE = "{\"flows\": [{\"deviceId\": \"" + DEVICE + "\", \"priority\": 10, \"isPermanent\": true, \"timeout\": 0,"
            + " \"selector\": {\"criteria\": [{\"type\": \"IN_PORT\", \"port\": 1}]}, \"treatment\": {\"instructions\": [{\"type\": \"OUTPUT\", \"port\": \"2\"}]}}]}";
    private static final Pattern FLOW_ID = Pattern.compile("\"flowId\":\"(\\d+)\"");
    private static final Pattern ADDED = Pattern.compile("\"state\":\"ADDED\"");

    private static final int MICROS_APART = 100;
    private static final int WARM_UP = 10;
    /** Most packets that a worker forwards at once, which have one time then. */
    private static final int BATCH = 256;
    private static final int MANY = 10_000;
    /** Seconds between two reports of rules to the core, as the app has it by default. */
    private static final int CYCLE = 5;
    private static final Duration BOOT = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final double MILLION = 1e6;

    private final EmbeddedOnos onos;
    private final CaptureFile out;
    private final int samples;
    private final int cycles;

    private Rest(EmbeddedOnos onos, CaptureFile out, boolean quick) {
        this.onos = onos;
        this.out = out;
        this.samples = quick ? 10 : 50;
        this.cycles = quick ? 2 : 10;
    }

    public static void main(String[] args) throws Exception {
        if (args.length < 2) {
            System.err.println("usage: Rest TREE OAR [--quick]   (TREE: the embedded ONOS, karaf-features/target/onos)");
            System.exit(2);
        }
        Path folder = Files.createTempDirectory("onos-netmap-bench");
        try (EmbeddedOnos onos = EmbeddedOnos.builder(folder.resolve("onos")).home(Path.of(args[0])).start()) {
            onos.awaitRest(BOOT);
            expect(200, onos.installApp(Path.of(args[1])));
            EmbeddedOnos.await("the app answers", SOON, () -> onos.get("/onos/netmap/datapaths").statusCode() == 200);
            CaptureFile out = new CaptureFile(folder.resolve("out.pcap"));
            makeDatapath(onos, folder, out);
            Rest bench = new Rest(onos, out, args.length > 2);
            bench.oneRule();
            bench.manyRules();
        } finally {
            delete(folder);
        }
    }

    private static void makeDatapath(EmbeddedOnos onos, Path folder, CaptureFile out) throws Exception {
        CaptureFile in = new CaptureFile(folder.resolve("in.pcap")).write(1000, MICROS_APART);
        CaptureFile one = new CaptureFile(folder.resolve("one.pcap")).write(1, 0);
        expect(201, onos.post("/onos/netmap/datapaths", "{\"name\": \"bench\", \"ports\": ["
                + "{\"name\": \"pcap:" + in.path() + "\", \"number\": 1, \"options\": {\"loop\": true, \"timing\": \"file\"}},"
                + "{\"name\": \"pcap:" + one.path() + "\", \"number\": 2, \"options\": {\"write\": \"" + out.path() + "\"}}]}"));
        EmbeddedOnos.await("the device is available", SOON, () -> onos.get("/onos/v1/devices/" + DEVICE).body().contains("\"available\":true"));
        EmbeddedOnos.await("packets come in", SOON, () -> number(onos.get(DATAPATH + "/ports/1").body(), "rxPackets") > 0);
    }

    // ---- one rule

    /** One rule, there for some tens of milliseconds, and what was seen of it. All times in nanoseconds. */
    private static final class Sample {
        final long request;
        final long afterAnswer;
        final long gap;

        /**
         * @param request     from the begin of the POST to the answer
         * @param afterAnswer from the answer to the first packet; negative if that was earlier
         * @param gap         from the first packets to those of the next time: how exact this is
         */
        Sample(long request, long afterAnswer, long gap) {
            this.request = request;
            this.afterAnswer = afterAnswer;
            this.gap = gap;
        }
    }

    private void oneRule() throws Exception {
        Sample cold = sample();
        print("the first rule POSTed after the start of ONOS", "\"requestMillis\": %.1f, \"afterAnswerMillis\": %.1f", cold.request / MILLION, cold.afterAnswer / MILLION);
        for (int i = 0; i < WARM_UP; i++) {
            sample();
        }
        long[] request = new long[samples];
        long[] after = new long[samples];
        long[] gap = new long[samples];
        for (int i = 0; i < samples; i++) {
            Sample s = sample();
            request[i] = s.request;
            after[i] = s.afterAnswer;
            gap[i] = s.gap;
        }
        Arrays.sort(request);
        Arrays.sort(after);
        Arrays.sort(gap);
        double worst = after[samples - 1] / MILLION;
        print("a rule POSTed alone, from the answer to the first forwarded packet",
                "\"samples\": %d, \"medianMillis\": %.2f, \"p95Millis\": %.2f, \"maxMillis\": %.2f, \"exactToMillis\": %.2f, \"requestMedianMillis\": %.2f, \"targetMillis\": 50, \"reached\": %b",
                samples, after[samples / 2] / MILLION, after[samples * 95 / 100] / MILLION, worst, gap[samples / 2] / MILLION, request[samples / 2] / MILLION, worst <= 50);
    }

    /** POSTs a rule, waits for packets, and removes it. */
    private Sample sample() throws Exception {
        long before = out.frames();
        long start = System.nanoTime();
        HttpResponse<String> answer = onos.post(FLOWS, ONE_RULE);
        long request = System.nanoTime() - start;
        Instant answered = Instant.now();
        expect(200, answer);
        EmbeddedOnos.await("packets are forwarded", SOON, () -> out.frames() > before + BATCH);
        long first = out.timeNanos(before);
        long next = before + 1;
        while (out.timeNanos(next) == first && next < before + BATCH) {
            next++;
        }
        long gap = out.timeNanos(next) - first;
        Matcher id = FLOW_ID.matcher(answer.body());
        if (!id.find()) {
            throw new IOException("no flow id in the answer: " + answer.body());
        }
        expect(204, onos.delete("/onos/v1/flows/" + DEVICE + "/" + id.group(1)));
        EmbeddedOnos.await("the rule is gone in the data plane", SOON, () -> inForce() == 0);
        EmbeddedOnos.await("the rule is gone in ONOS", SOON, () -> onos.get("/onos/v1/flows/" + DEVICE).statusCode() == 404);
        EmbeddedOnos.await("what it has forwarded is in the file", SOON, () -> out.frames() == number(onos.get(DATAPATH + "/ports/2").body(), "txPackets"));
        return new Sample(request, first - answered.getEpochSecond() * 1_000_000_000L - answered.getNano(), gap);
    }

    // ---- many rules

    private void manyRules() throws Exception {
        String body = ManyRules.body(DEVICE, MANY);
        long addedBefore = changes("added");
        long start = System.nanoTime();
        expect(200, onos.post(FLOWS, body));
        long answered = System.nanoTime() - start;
        EmbeddedOnos.await("all are in force", Duration.ofMinutes(2), () -> inForce() == MANY);
        long inForce = System.nanoTime() - start;
        while (added() < MANY) {
            // seldom: ten thousand rules as JSON keep ONOS busy for a while
            TimeUnit.MILLISECONDS.sleep(300);
            if (System.nanoTime() - start > Duration.ofMinutes(2).toNanos()) {
                throw new IOException("after 2 minutes only " + added() + " rules are ADDED");
            }
        }
        double all = (System.nanoTime() - start) / 1e9;
        print(MANY + " rules in one POST, from its begin", "\"answerSeconds\": %.2f, \"inForceSeconds\": %.2f, \"allAddedSeconds\": %.2f, \"targetSeconds\": 15, \"reached\": %b",
                answered / 1e9, inForce / 1e9, all, all <= 15);

        long requestedSettled = changes("requestedAgain");
        TimeUnit.SECONDS.sleep((long) cycles * CYCLE + 1);
        long again = changes("added") - addedBefore - MANY;
        long requested = changes("requestedAgain") - requestedSettled;
        long stayed = added();
        print(cycles + " statistics cycles of " + CYCLE + " s later", "\"installedAgain\": %d, \"requestedAgain\": %d, \"stillAdded\": %d, \"targetAgain\": 0, \"reached\": %b",
                again, requested, stayed, again == 0 && requested == 0 && stayed == MANY);
    }

    private long added() throws Exception {
        return ADDED.matcher(onos.get("/onos/v1/flows/" + DEVICE).body()).results().count();
    }

    private long inForce() throws Exception {
        return number(onos.get(DATAPATH).body(), "flows");
    }

    /** A counter of the changes of rules since the datapath was made. */
    private long changes(String name) throws Exception {
        String body = onos.get(DATAPATH).body();
        return number(body.substring(body.indexOf("\"ruleChanges\"")), name);
    }

    /** The first field of that name. */
    private static long number(String json, String field) throws IOException {
        Matcher m = Pattern.compile('"' + field + "\":(\\d+)").matcher(json);
        if (!m.find()) {
            throw new IOException("no number '" + field + "' in " + json);
        }
        return Long.parseLong(m.group(1));
    }

    private static HttpResponse<String> expect(int status, HttpResponse<String> answer) throws IOException {
        if (answer.statusCode() != status) {
            throw new IOException(answer.uri() + " answered " + answer.statusCode() + " where " + status + " is right: " + answer.body());
        }
        return answer;
    }

    private static void print(String what, String format, Object... figures) {
        System.out.println("{\"what\": \"" + what + "\", " + String.format(Locale.ROOT, format, figures) + "}");
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
