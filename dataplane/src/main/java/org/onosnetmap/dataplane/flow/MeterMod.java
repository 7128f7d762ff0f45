package org.onosnetmap.dataplane.flow;

import java.util.List;
import java.util.Objects;

/** One change of the meter table (OpenFlow 1.3.5 section 7.3.4.4). */
public final class MeterMod {

    /** What is changed. */
    public enum Command {
        /** Adds the meter; refused if its number is taken. */
        ADD,
        /** Replaces unit and bands of a meter that is there; its own counters go on, those of its bands start anew. */
        MODIFY,
        /** Removes the meter and the rules that point to it; {@link Meter#ALL_METERS} for all meters. */
        DELETE
    }

    private final Command command;
    private final Meter meter;

    private MeterMod(Command command, Meter meter) {
        this.command = command;
        this.meter = Objects.requireNonNull(meter);
    }

    public static MeterMod add(Meter meter) {
        return new MeterMod(Command.ADD, meter);
    }

    public static MeterMod modify(Meter meter) {
        return new MeterMod(Command.MODIFY, meter);
    }

    public static MeterMod delete(int id) {
        return new MeterMod(Command.DELETE, new Meter(id, Meter.Unit.PACKETS_PER_SECOND, List.of()));
    }

    public Command command() {
        return command;
    }

    /** For a deletion only the number matters. */
    public Meter meter() {
        return meter;
    }

    @Override
    public String toString() {
        return command + " " + meter;
    }
}
