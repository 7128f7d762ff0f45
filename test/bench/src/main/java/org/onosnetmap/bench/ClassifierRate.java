package org.onosnetmap.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.onosnetmap.dataplane.classify.Classifier;
import org.onosnetmap.dataplane.classify.ClassifierBuilder;
import org.onosnetmap.dataplane.classify.Entry;
import org.onosnetmap.dataplane.classify.LookupBatch;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.text.FlowText;
import org.onosnetmap.dataplane.packet.KeyLayout;
import org.onosnetmap.dataplane.packet.PacketKey;
import org.onosnetmap.dataplane.port.pcap.PcapReader;

/**
 * The classifier alone, over the rules of table 0 and the headers of a capture: {@code ClassifierRate measure FLOWS PCAP SECONDS} prints one
 * line of JSON, as the programs in test/bench/classifier do; {@code ClassifierRate export FLOWS PCAP RULES HEADERS} writes what they read.
 * Headers are read before and lie one behind the other, as there; what counts is to take a header into the key and to look it up.
 */
public final class ClassifierRate {

    /** As many as stay in the processor's caches in either program's form. */
    private static final int HEADERS = 10_000;
    /** Words of a key that hold all of IPv4 that the rows read. */
    private static final int WORDS = KeyLayout.IPV4 + 1;
    private static final long WINDOW_NANOS = 100_000_000L;

    private static final class Rule extends Entry {
        Rule(FlowRule rule, long order) {
            super(rule.match(), rule.priority(), order);
        }
    }

    private ClassifierRate() {
    }

    public static void main(String[] args) throws Exception {
        if (args.length == 4 && args[0].equals("measure")) {
            measure(rules(args[1]), frames(args[2]), Double.parseDouble(args[3]));
        } else if (args.length == 5 && args[0].equals("export")) {
            export(rules(args[1]), frames(args[2]), Path.of(args[3]), Path.of(args[4]));
        } else {
            System.err.println("usage: ClassifierRate measure FLOWS PCAP SECONDS | ClassifierRate export FLOWS PCAP RULES HEADERS");
            System.exit(2);
        }
    }

    private static List<FlowRule> rules(String file) throws Exception {
        return FlowText.parseAll(Files.readString(Path.of(file))).stream().filter(r -> r.table() == 0).collect(Collectors.toList());
    }

    private static List<ByteBuffer> frames(String file) throws IOException {
        List<ByteBuffer> all = new ArrayList<>();
        try (PcapReader r = new PcapReader(Path.of(file))) {
            while (all.size() < HEADERS && r.next()) {
                ByteBuffer from = r.buffer().duplicate();
                from.limit(r.position() + r.captured()).position(r.position());
                all.add(ByteBuffer.allocateDirect(r.captured()).order(ByteOrder.nativeOrder()).put(from));
            }
        }
        return all;
    }

    private static void measure(List<FlowRule> rules, List<ByteBuffer> frames, double seconds) {
        ClassifierBuilder<Rule> builder = new ClassifierBuilder<>();
        long order = 0;
        int[] priorityOf = new int[rules.size() + 1]; // ids count from 1
        priorityOf[0] = -1;
        for (FlowRule r : rules) {
            Rule e = new Rule(r, order++);
            priorityOf[(int) e.id] = r.priority();
            builder.add(e);
        }
        Classifier<Rule> classifier = builder.build();
        classifier.freeze();
        LookupBatch found = new LookupBatch();
        PacketKey key = new PacketKey();
        long[][] headers = new long[(frames.size() + LookupBatch.CAPACITY - 1) / LookupBatch.CAPACITY][];
        for (int i = 0; i < frames.size(); i++) {
            int at = i % LookupBatch.CAPACITY;
            int batch = i / LookupBatch.CAPACITY;
            if (at == 0) {
                headers[batch] = new long[Math.min(LookupBatch.CAPACITY, frames.size() - i) * WORDS];
            }
            key.start(frames.get(i), 0, frames.get(i).capacity(), 1);
            key.need(KeyLayout.DEPTH_TRANSPORT);
            System.arraycopy(key.words(), 0, headers[batch], at * WORDS, WORDS);
        }
        double[] rates = new double[(int) Math.max(1, seconds * 1e9 / WINDOW_NANOS)];
        long sum = 0;
        for (int w = -20; w < rates.length; w++) { // two seconds to be compiled in
            long start = System.nanoTime();
            long n = 0;
            long took;
            do {
                sum = pass(classifier, headers, found, priorityOf);
                n += frames.size();
                took = System.nanoTime() - start;
            } while (took < WINDOW_NANOS);
            rates[Math.max(0, w)] = n * 1e9 / took;
        }
        Arrays.sort(rates);
        System.out.printf(Locale.ROOT, "{\"algorithm\": \"ours\", \"lookupsPerSecond\": %.0f, \"checksum\": %d}%n", rates[rates.length / 2], sum);
    }

    private static long pass(Classifier<Rule> classifier, long[][] headers, LookupBatch batch, int[] priorityOf) {
        long sum = 0;
        for (long[] some : headers) {
            int n = some.length / WORDS;
            classifier.lookup(some, WORDS, n, batch);
            for (int i = 0; i < n; i++) {
                sum += priorityOf[(int) batch.id(i)];
            }
        }
        return sum;
    }

    private static void export(List<FlowRule> rules, List<ByteBuffer> frames, Path rulesFile, Path headersFile) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(rulesFile)) {
            for (FlowRule r : rules) {
                Match m = r.match();
                out.write(prefix(m, Field.IPV4_SRC) + prefix(m, Field.IPV4_DST) + prefix(m, Field.TCP_SRC, Field.UDP_SRC) + prefix(m, Field.TCP_DST, Field.UDP_DST)
                        + prefix(m, Field.IP_PROTO) + r.priority() + "\n");
            }
        }
        try (BufferedWriter out = Files.newBufferedWriter(headersFile)) {
            for (ByteBuffer f : frames) {
                ByteBuffer b = f.duplicate(); // big endian, as the frame
                boolean ports = b.get(23) == 6 || b.get(23) == 17;
                out.write((b.getInt(26) & 0xffffffffL) + " " + (b.getInt(30) & 0xffffffffL) + " " + (ports ? b.getShort(34) & 0xffff : 0) + " "
                        + (ports ? b.getShort(36) & 0xffff : 0) + " " + (b.get(23) & 0xff) + "\n");
            }
        }
    }

    /** Value and length of the first of the fields that the match has. */
    private static String prefix(Match m, Field... fields) {
        for (Field f : fields) {
            if (m.has(f)) {
                return m.value(f) + " " + Long.bitCount(m.mask(f)) + " ";
            }
        }
        return "0 0 ";
    }
}
