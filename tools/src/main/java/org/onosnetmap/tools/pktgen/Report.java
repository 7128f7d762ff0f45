package org.onosnetmap.tools.pktgen;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.onosnetmap.dataplane.traffic.Pinger;
import org.onosnetmap.dataplane.traffic.Ponger;
import org.onosnetmap.dataplane.traffic.Receiver;
import org.onosnetmap.dataplane.traffic.Task;
import org.onosnetmap.tools.json.JsonWriter;
import org.onosnetmap.tools.pktgen.FunctionOptions.Kind;
import org.onosnetmap.tools.run.Numbers;

/** Writes what the functions do: a line for each at regular times, and a summary. */
final class Report {

    /** CRC of 4 bytes, preamble and gap of 20: what a frame takes on the wire beside its bytes. */
    private static final int FRAMING = 24;
    /** Reports that the mean of {@code -A} goes over. */
    private static final int WINDOW = 20;
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    private final PrintWriter out;
    private final List<Function> functions;
    private final boolean plain;
    private final boolean framing;
    private final boolean statistics;
    private final long[] packets;
    private final long[] bytes;
    private final long[] batches;
    private final List<Deque<Double>> rates = new ArrayList<>();
    private long last = System.nanoTime();
    private final long start = last;

    /**
     * @param plain      rates without k, M and G
     * @param framing    whether bits per second count framing and CRC
     * @param statistics whether to tell mean and deviation
     */
    Report(PrintWriter out, List<Function> functions, boolean plain, boolean framing, boolean statistics) {
        this.out = out;
        this.functions = functions;
        this.plain = plain;
        this.framing = framing;
        this.statistics = statistics;
        this.packets = new long[functions.size()];
        this.bytes = new long[functions.size()];
        this.batches = new long[functions.size()];
        functions.forEach(f -> rates.add(new ArrayDeque<>()));
    }

    /** What has happened since the last time. */
    void interval() {
        long now = System.nanoTime();
        double seconds = (now - last) / 1e9;
        last = now;
        for (int i = 0; i < packets.length; i++) {
            Function f = functions.get(i);
            long p = f.packets() - packets[i];
            long b = f.bytes() - bytes[i];
            long batch = f.batches() - batches[i];
            packets[i] += p;
            bytes[i] += b;
            batches[i] += batch;
            out.printf(Locale.ROOT, "%7.3f  %-4s %s  %s  %s  batch %.1f  total %d%s%n", (now - start) / 1e9, f.options.function, f.port().name(), Numbers.rate(p / seconds, "pps", plain),
                    Numbers.rate(bits(p, b) / seconds, "bit/s", plain), batch == 0 ? 0 : (double) p / batch, packets[i], statistics ? window(rates.get(i), p / seconds) : "");
        }
        out.flush();
    }

    private String window(Deque<Double> rates, double rate) {
        rates.addLast(rate);
        if (rates.size() > WINDOW) {
            rates.removeFirst();
        }
        double mean = rates.stream().mapToDouble(r -> r).average().orElse(0);
        double variance = rates.stream().mapToDouble(r -> (r - mean) * (r - mean)).sum() / rates.size();
        return "  mean " + Numbers.rate(mean, "pps", plain) + ", standard deviation " + Numbers.rate(Math.sqrt(variance), "pps", plain);
    }

    private double bits(long packets, long bytes) {
        return 8.0 * (bytes + (framing ? (long) FRAMING * packets : 0));
    }

    private static String verb(Kind kind) {
        return kind == Kind.tx ? "sent" : kind == Kind.rx ? "received" : kind == Kind.ping ? "pings answered" : "pings reflected";
    }

    private static double average(double sum, double n) {
        return n == 0 ? 0 : sum / n;
    }

    /** The closing lines. */
    void summary() {
        for (Function f : functions) {
            double s = f.seconds();
            long n = f.packets();
            out.printf(Locale.ROOT, "%s: %s %d packets, %d bytes in %.3f s: %s, %s, average batch %.1f%n", f.port().name(), verb(f.options.function), n, f.bytes(), s,
                    Numbers.rate(average(n, s), "pps", plain), Numbers.rate(average(bits(n, f.bytes()), s), "bit/s", plain), average(n, f.batches()));
            trouble(f);
            for (Task t : f.tasks) {
                if (t instanceof Pinger) {
                    Pinger p = (Pinger) t;
                    out.printf("  stream of ring %d: %d sent, %d lost, %d answers that came twice or late%n", f.tasks.indexOf(t), p.sent(), p.lost(), p.duplicates());
                }
            }
            if (sum(f, Kind.rx, t -> ((Receiver) t).streams()) > 0) {
                out.printf("  by sequence number: %d lost, %d duplicates, %d reordered in %d streams%n", sum(f, Kind.rx, t -> ((Receiver) t).lost()),
                        sum(f, Kind.rx, t -> ((Receiver) t).duplicates()), sum(f, Kind.rx, t -> ((Receiver) t).reordered()), sum(f, Kind.rx, t -> ((Receiver) t).streams()));
            }
            if (f.options.function == Kind.ping) {
                latency(merged(f));
            }
        }
        out.flush();
    }

    private void trouble(Function f) {
        long rx = f.port().counters().rxDropped + f.port().counters().rxErrors;
        long tx = f.port().counters().txErrors;
        if (rx > 0 || tx > 0) {
            out.printf("  the port: %d dropped, %d receive errors, %d transmit errors%n", f.port().counters().rxDropped, f.port().counters().rxErrors, tx);
        }
        long full = sum(f, Kind.pong, t -> ((Ponger) t).dropped());
        if (full > 0) {
            out.printf("  %d answers found the ring full%n", full);
        }
    }

    private interface OfTask {
        long get(Task t);
    }

    private static long sum(Function f, Kind kind, OfTask what) {
        return f.options.function == kind ? f.tasks.stream().mapToLong(what::get).sum() : 0;
    }

    private static Histogram merged(Function f) {
        Histogram all = new Histogram(f.latencies.get(0));
        f.latencies.forEach(all::add);
        return all;
    }

    private void latency(Histogram h) {
        if (h.getTotalCount() == 0) {
            return;
        }
        out.printf(Locale.ROOT, "  round trip in microseconds: minimum %.1f", h.getMinValue() / 1e3);
        for (double p : PERCENTILES) {
            out.printf(Locale.ROOT, ", %s %.1f", p == 50 ? "median" : p + "%", h.getValueAtPercentile(p) / 1e3);
        }
        out.printf(Locale.ROOT, ", maximum %.1f%n", h.getMaxValue() / 1e3);
        // A bar for each doubling.
        long most = 0;
        for (long from = 1; from <= h.getMaxValue(); from *= 2) {
            most = Math.max(most, h.getCountBetweenValues(from, 2 * from - 1));
        }
        for (long from = 1; from <= h.getMaxValue(); from *= 2) {
            long n = h.getCountBetweenValues(from, 2 * from - 1);
            if (n > 0) {
                out.printf(Locale.ROOT, "  %10.1f to %10.1f  %9d  %s%n", from / 1e3, 2 * from / 1e3, n, "#".repeat((int) Math.max(1, 40 * n / most)));
            }
        }
    }

    /** All of it as one JSON object. */
    void json(PrintWriter to, String failure) {
        JsonWriter j = new JsonWriter(to);
        j.beginObject();
        if (failure != null) {
            j.member("failure", failure);
        }
        j.name("functions").beginArray();
        for (Function f : functions) {
            double s = f.seconds();
            long n = f.packets();
            j.beginObject().member("function", f.options.function.toString()).member("port", f.port().name().toString()).member("threads", f.options.threads);
            j.member("packets", n).member("bytes", f.bytes()).member("seconds", s).member("packetsPerSecond", average(n, s)).member("bitsPerSecond", average(bits(n, f.bytes()), s));
            j.member("batches", f.batches()).member("averageBatch", average(n, f.batches()));
            j.member("rxDropped", f.port().counters().rxDropped).member("rxErrors", f.port().counters().rxErrors).member("txErrors", f.port().counters().txErrors);
            if (f.options.function == Kind.rx) {
                j.member("streams", sum(f, Kind.rx, t -> ((Receiver) t).streams())).member("lost", sum(f, Kind.rx, t -> ((Receiver) t).lost()));
                j.member("duplicates", sum(f, Kind.rx, t -> ((Receiver) t).duplicates())).member("reordered", sum(f, Kind.rx, t -> ((Receiver) t).reordered()));
            }
            if (f.options.function == Kind.ping) {
                j.member("sent", sum(f, Kind.ping, t -> ((Pinger) t).sent())).member("lost", sum(f, Kind.ping, t -> ((Pinger) t).lost()));
                j.member("duplicates", sum(f, Kind.ping, t -> ((Pinger) t).duplicates()));
                jsonLatency(j, merged(f));
            }
            j.endObject();
        }
        j.endArray().endObject();
    }

    private static void jsonLatency(JsonWriter j, Histogram h) {
        if (h.getTotalCount() == 0) {
            return;
        }
        j.name("roundTripNanos").beginObject().member("minimum", h.getMinValue()).member("mean", h.getMean());
        for (double p : PERCENTILES) {
            j.member("p" + (p == Math.rint(p) ? Integer.toString((int) p) : Double.toString(p)), h.getValueAtPercentile(p));
        }
        j.member("maximum", h.getMaxValue()).name("histogram").beginArray();
        for (long from = 1; from <= h.getMaxValue(); from *= 2) {
            long n = h.getCountBetweenValues(from, 2 * from - 1);
            if (n > 0) {
                j.beginObject().member("from", from).member("below", 2 * from).member("count", n).endObject();
            }
        }
        j.endArray().endObject();
    }
}
