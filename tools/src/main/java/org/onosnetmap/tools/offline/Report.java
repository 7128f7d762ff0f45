package org.onosnetmap.tools.offline;

import java.util.Map;
import java.util.TreeMap;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.GroupStats;
import org.onosnetmap.dataplane.flow.MeterStats;
import org.onosnetmap.dataplane.flow.TableStats;
import org.onosnetmap.dataplane.flow.text.FlowText;
import org.onosnetmap.dataplane.flow.text.GroupText;
import org.onosnetmap.dataplane.flow.text.MeterText;
import org.onosnetmap.dataplane.pipeline.Egress;
import org.onosnetmap.dataplane.pipeline.Expired;
import org.onosnetmap.dataplane.pipeline.Packet;
import org.onosnetmap.tools.json.JsonWriter;

/** The result of a run as one JSON object. Packet-ins come first, because they are written while the run goes on. */
final class Report {

    private static final String[] REASONS = {"no_match", "action", "invalid_ttl"};
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final JsonWriter json;

    Report(JsonWriter json) {
        this.json = json;
    }

    void begin() {
        json.beginObject().name("packetIns").beginArray();
    }

    void packetIn(long time, Packet p, int maxLen, int reason, int table, long cookie) {
        json.beginObject().member("time", String.format("%d.%09d", time / 1_000_000_000L, time % 1_000_000_000L));
        json.member("inPort", Integer.toUnsignedLong(p.inPort)).member("reason", REASONS[reason]).member("table", table);
        json.member("cookie", "0x" + Long.toHexString(cookie)).member("totalLength", p.length);
        StringBuilder data = new StringBuilder();
        for (int i = 0; i < Math.min(maxLen, p.length); i++) {
            int b = p.mem.get(p.offset + i);
            data.append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
        }
        json.member("data", data.toString()).endObject();
    }

    void end(OfflineRun run) {
        json.endArray();
        ports(run);
        json.name("tables").beginArray();
        for (TableStats t : run.tables().tables()) {
            json.beginObject().member("table", t.table()).member("rules", t.rules()).member("lookups", t.lookups()).member("matched", t.matched()).endObject();
        }
        json.endArray().name("rules").beginArray();
        for (FlowStats f : run.tables().flows()) {
            rule(f, null);
        }
        for (Expired e : run.expired()) {
            rule(e.stats(), e.hard() ? "hard_timeout" : "idle_timeout");
        }
        json.endArray().name("groups").beginArray();
        for (GroupStats g : run.tables().groups(run.outputs()::isLive)) {
            group(g);
        }
        json.endArray().name("meters").beginArray();
        for (MeterStats m : run.tables().meters()) {
            meter(m);
        }
        json.endArray().name("statTriggers").beginArray();
        for (FlowStats f : run.triggered()) {
            rule(f, null);
        }
        json.endArray().name("counters").beginObject();
        json.member("malformed", run.executor().malformed()).member("ttlExpired", run.executor().ttlExpired()).member("noRoom", run.executor().noRoom());
        json.endObject().endObject();
    }

    private void ports(OfflineRun run) {
        Map<Integer, Outputs.Sent> all = new TreeMap<>(run.outputs().ports());
        run.inputs().forEach(i -> all.putIfAbsent(i.port, new Outputs.Sent()));
        json.name("ports").beginArray();
        all.forEach((port, s) -> {
            long packets = 0;
            long bytes = 0;
            long errors = 0;
            for (Input i : run.inputs()) {
                if (i.port == port) {
                    packets += i.rxPackets;
                    bytes += i.rxBytes;
                    errors += i.rxErrors;
                }
            }
            json.beginObject().member("port", Integer.toUnsignedLong(port)).member("rxPackets", packets).member("rxBytes", bytes).member("rxErrors", errors);
            json.member("txPackets", s.packets).member("txBytes", s.bytes).member("txDropped", s.dropped);
            if (s.writer != null) {
                json.member("file", run.outputs().file(port).toString());
            }
            json.endObject();
        });
        json.endArray();
    }

    private void group(GroupStats g) {
        json.beginObject().member("group", GroupText.format(g.group())).member("line", (Integer) g.group().tag()).member("packets", g.packets()).member("bytes", g.bytes());
        json.name("buckets").beginArray();
        for (int i = 0; i < g.group().buckets().size(); i++) {
            json.beginObject().member("packets", g.bucketPackets(i)).member("bytes", g.bucketBytes(i)).name("live").value(g.bucketLive(i)).endObject();
        }
        json.endArray().endObject();
    }

    private void meter(MeterStats m) {
        json.beginObject().member("meter", MeterText.format(m.meter())).member("line", (Integer) m.meter().tag()).member("packets", m.packets()).member("bytes", m.bytes());
        json.name("bands").beginArray();
        for (int i = 0; i < m.meter().bands().size(); i++) {
            json.beginObject().member("packets", m.bandPackets(i)).member("bytes", m.bandBytes(i)).endObject();
        }
        json.endArray().endObject();
    }

    private void rule(FlowStats f, String removed) {
        json.beginObject().member("rule", FlowText.format(f.rule())).member("line", (Integer) f.rule().tag()).member("packets", f.packets()).member("bytes", f.bytes());
        if (removed != null) {
            json.member("removed", removed);
        }
        json.endObject();
    }

    static {
        assert REASONS.length == Egress.REASON_INVALID_TTL + 1;
    }
}
