package org.onosnetmap.test.conformance;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.GroupStats;
import org.onosnetmap.dataplane.flow.MeterMod;
import org.onosnetmap.dataplane.flow.MeterStats;
import org.onosnetmap.dataplane.flow.TableStats;
import org.onosnetmap.dataplane.flow.text.FlowText;
import org.onosnetmap.dataplane.flow.text.GroupText;
import org.onosnetmap.dataplane.flow.text.MeterText;
import org.onosnetmap.dataplane.pipeline.Egress;
import org.onosnetmap.dataplane.pipeline.FlowTables;
import org.onosnetmap.dataplane.pipeline.Packet;
import org.onosnetmap.dataplane.pipeline.PipelineExecutor;

/** The pipeline alone, without ports and ONOS: cases in a moment, and without root. */
class PipelineSwitch extends Egress implements SwitchUnderTest {

    private static final int CAPACITY = 4096;

    private final ByteBuffer memory = ByteBuffer.allocateDirect(CAPACITY).order(ByteOrder.nativeOrder());
    private final Set<Integer> down = new HashSet<>();
    private final SortedMap<Integer, List<byte[]>> out = new TreeMap<>();
    /** Packets and bytes received and sent, by port. */
    private final long[][] ports = new long[PORTS + 1][4];
    private FlowTables tables;
    private PipelineExecutor executor;

    @Override
    public void clear(boolean counts) {
        // Time stands still: what a meter has let through is not given back.
        tables = new FlowTables(1, FlowTables.Miss.DROP, () -> 1_000_000_000L);
        executor = new PipelineExecutor(0, this);
        executor.time(1_000_000_000L);
        down.clear();
        for (long[] p : ports) {
            Arrays.fill(p, 0);
        }
    }

    private static String reason(FlowException e) {
        return e == null ? "" : e.getMessage();
    }

    @Override
    public String rule(String text) throws Exception {
        return reason(tables.apply(List.of(FlowMod.add(FlowText.parse(text)))).get(0));
    }

    @Override
    public String group(String text) throws Exception {
        return reason(tables.applyGroups(List.of(GroupMod.add(GroupText.parse(text))), new ArrayList<>()).get(0));
    }

    @Override
    public String meter(String text) throws Exception {
        return reason(tables.applyMeters(List.of(MeterMod.add(MeterText.parse(text))), new ArrayList<>()).get(0));
    }

    @Override
    public void removeGroup(int id) {
        tables.applyGroups(List.of(GroupMod.delete(id)), new ArrayList<>());
    }

    @Override
    public void removeMeter(int id) {
        tables.applyMeters(List.of(MeterMod.delete(id)), new ArrayList<>());
    }

    @Override
    public void port(int number, boolean up) {
        if (up) {
            down.remove(number);
        } else {
            down.add(number);
        }
    }

    @Override
    public SortedMap<Integer, List<byte[]>> send(int port, byte[] frame) {
        out.clear();
        if (!down.contains(port)) {
            ports[port][0]++;
            ports[port][1] += frame.length;
            for (int i = 0; i < frame.length; i++) {
                memory.put(i, frame[i]);
            }
            Packet p = new Packet();
            p.set(memory, 0, frame.length, CAPACITY, port);
            executor.process(tables.snapshot(), p);
        }
        return new TreeMap<>(out);
    }

    // ---- counters

    @Override
    public long counter(String thing, String name) {
        String[] w = thing.split(" ");
        int id = Integer.parseInt(w[1]);
        int place = w.length > 2 ? Integer.parseInt(w[2]) : 0;
        switch (w[0]) {
            case "rule":
                FlowStats f = one(tables.flows(), x -> x.rule().table() == id && x.rule().priority() == place);
                return f == null ? -1 : value(name, f.packets(), f.bytes());
            case "table":
                TableStats t = one(tables.tables(), x -> x.table() == id);
                long[] all = t == null ? new long[3] : new long[] {t.rules(), t.lookups(), t.matched()};
                return all[List.of("rules", "lookups", "matched").indexOf(name)];
            case "group":
                GroupStats g = one(tables.groups(this::isLive), x -> x.group().id() == id);
                return g == null ? -1 : name.equals("references") ? g.references() : value(name, g.packets(), g.bytes());
            case "bucket":
                GroupStats b = one(tables.groups(this::isLive), x -> x.group().id() == id);
                return b == null ? -1 : value(name, b.bucketPackets(place), b.bucketBytes(place));
            case "meter":
                MeterStats m = one(tables.meters(), x -> x.meter().id() == id);
                return m == null ? -1 : name.equals("rules") ? m.rules() : value(name, m.packets(), m.bytes());
            case "port":
                return ports[id][List.of("rxPackets", "rxBytes", "txPackets", "txBytes").indexOf(name)];
            default:
                throw new IllegalArgumentException("nothing counts a " + w[0]);
        }
    }

    private static <T> T one(List<T> all, Predicate<T> which) {
        return all.stream().filter(which).findFirst().orElse(null);
    }

    private static long value(String name, long packets, long bytes) {
        switch (name) {
            case "packets":
                return packets;
            case "bytes":
                return bytes;
            default:
                throw new IllegalArgumentException("there is no counter " + name);
        }
    }

    @Override
    public long counterLagMillis() {
        return 0;
    }

    // ---- where packets go

    @Override
    public boolean isLive(int port) {
        return port >= 1 && port <= PORTS && !down.contains(port);
    }

    @Override
    public void output(Packet p, int port, boolean last) {
        if (isLive(port)) {
            byte[] b = new byte[p.length];
            for (int i = 0; i < b.length; i++) {
                b[i] = p.mem.get(p.offset + i);
            }
            ports[port][2]++;
            ports[port][3] += b.length;
            out.computeIfAbsent(port, k -> new ArrayList<>()).add(b);
        }
    }

    @Override
    public void flood(Packet p, boolean all, boolean last) {
        for (int port = 1; port <= PORTS; port++) {
            if (port != p.inPort) {
                output(p, port, false);
            }
        }
    }

    /** Cases have nothing that depends on what a switch has learnt. */
    @Override
    public void normal(Packet p, boolean last) {
        throw new IllegalStateException("a case uses NORMAL");
    }

    @Override
    public void controller(Packet p, int maxLen, int reason, int table, long cookie) {
        // What ONOS gets is proved elsewhere; here it matters that no port gets it.
    }
}
