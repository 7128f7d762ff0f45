package org.onosnetmap.dataplane.flow.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.onosnetmap.dataplane.flow.Meter;

/** Meters, as {@code meter=1,kbps,burst,band=type=drop,rate=10000,burst_size=1000}; several bands stand one behind the other. */
public final class MeterText {

    private static final Pattern BANDS = Pattern.compile("(?<![^,\\s])bands?=");

    private MeterText() {
    }

    /**
     * Reads one meter.
     *
     * @throws FlowTextException if it cannot be read; of line 1
     */
    public static Meter parse(String line) throws FlowTextException {
        return read(Word.line(line, 1));
    }

    /**
     * Reads a file's meters, one a line, as {@link FlowText#parseAll} reads rules.
     *
     * @throws FlowTextException at the first line that cannot be read
     */
    public static List<Meter> parseAll(String text) throws FlowTextException {
        List<Meter> all = new ArrayList<>();
        for (Word line : TextLines.of(text)) {
            all.add(read(line));
        }
        return all;
    }

    private static Meter read(Word line) throws FlowTextException {
        Matcher m = BANDS.matcher(line.text());
        boolean bands = m.find();
        Integer id = null;
        Meter.Unit unit = Meter.Unit.KILOBITS_PER_SECOND;
        boolean burst = false;
        for (Word w : (bands ? line.sub(0, m.start()) : line).split()) {
            Word value = w.has('=') ? w.after('=') : w;
            switch (w.before('=').lower()) {
                case "meter":
                    id = (int) value.number(Integer.toUnsignedLong(Meter.MAX));
                    break;
                case "kbps":
                    unit = Meter.Unit.KILOBITS_PER_SECOND;
                    break;
                case "pktps":
                    unit = Meter.Unit.PACKETS_PER_SECOND;
                    break;
                case "byteps":
                    unit = Meter.Unit.BYTES_PER_SECOND;
                    break;
                case "burst":
                    burst = true;
                    break;
                case "stats":
                    break; // always counted
                default:
                    throw w.error("is nothing that a meter has; write meter=, one of kbps, pktps, byteps, burst, stats, and band=");
            }
        }
        if (id == null) {
            throw line.error("lacks its number; add meter=");
        }
        return new Meter(id, unit, bands ? bands(line, line.from(m.end()), burst) : List.of(), line.lineNo());
    }

    private static List<Meter.Band> bands(Word line, Word list, boolean burst) throws FlowTextException {
        List<Meter.Band> all = new ArrayList<>();
        List<Word> one = new ArrayList<>();
        for (Word w : list.split()) {
            Word part = BANDS.matcher(w.text()).lookingAt() ? w.after('=') : w;
            if (part.before('=').lower().equals("type") && !one.isEmpty()) {
                all.add(band(one, burst));
                one.clear();
            }
            one.add(part);
        }
        if (one.isEmpty()) {
            throw line.error("has a band that says nothing; write band=type=drop,rate=1000");
        }
        all.add(band(one, burst));
        return all;
    }

    private static Meter.Band band(List<Word> words, boolean burst) throws FlowTextException {
        Meter.BandType type = null;
        long rate = -1;
        long size = 0;
        int precedence = 1;
        for (Word w : words) {
            Word value = w.has('=') ? w.after('=') : w;
            switch (w.before('=').lower()) {
                case "type":
                    type = type(value);
                    break;
                case "rate":
                    rate = value.number(0xffffffffL);
                    break;
                case "burst_size":
                    if (!burst) {
                        throw w.error("is of no effect without burst; add burst to the meter");
                    }
                    size = value.number(0xffffffffL);
                    break;
                case "prec_level":
                    precedence = (int) value.number(255);
                    break;
                default:
                    throw w.error("is nothing that a band has; write type=, rate=, burst_size= and prec_level=");
            }
        }
        if (type == null || rate < 0) {
            throw words.get(0).error("begins a band without " + (type == null ? "type; add type=drop or type=dscp_remark" : "rate; add rate="));
        }
        return type == Meter.BandType.DROP ? Meter.Band.drop(rate, size) : Meter.Band.remark(rate, size, precedence);
    }

    private static Meter.BandType type(Word value) throws FlowTextException {
        switch (value.lower()) {
            case "drop":
                return Meter.BandType.DROP;
            case "dscp_remark":
                return Meter.BandType.DSCP_REMARK;
            default:
                throw value.error("is no type of band; take drop or dscp_remark");
        }
    }

    /** A meter as one line, which {@link #parse} makes into an equal one. */
    public static String format(Meter m) {
        boolean burst = m.bands().stream().anyMatch(b -> b.burst() != 0);
        StringBuilder s = new StringBuilder("meter=").append(Integer.toUnsignedString(m.id())).append(',').append(unit(m.unit())).append(burst ? ",burst" : "").append(",stats");
        for (Meter.Band b : m.bands()) {
            s.append(",band=type=").append(b.type() == Meter.BandType.DROP ? "drop" : "dscp_remark").append(",rate=").append(b.rate());
            if (b.burst() != 0) {
                s.append(",burst_size=").append(b.burst());
            }
            if (b.type() == Meter.BandType.DSCP_REMARK) {
                s.append(",prec_level=").append(b.precedence());
            }
        }
        return s.toString();
    }

    private static String unit(Meter.Unit u) {
        return u == Meter.Unit.KILOBITS_PER_SECOND ? "kbps" : u == Meter.Unit.PACKETS_PER_SECOND ? "pktps" : "byteps";
    }
}
