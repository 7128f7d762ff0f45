package org.onosnetmap.dataplane.pipeline.reference;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.Meter;

/** Sees each step of a packet's way. Frames are as they are at that moment. */
public interface ReferenceObserver {

    /**
     * A table was asked.
     *
     * @param packet what the packet has to match on
     * @param hit    the rule that it matched; null for none
     */
    default void lookup(int table, Map<Field, BigInteger> packet, FlowRule hit) {
    }

    /** A meter was passed; {@code band} is the one whose rate was exceeded, null for none. */
    default void meter(int id, Meter.Band band) {
    }

    /** An action was done; {@code alive} says whether the packet is still under way. */
    default void action(Action a, byte[] frame, boolean alive) {
    }

    /** The rule's instructions changed what goes along with the packet. */
    default void instructions(FlowRule r, long metadata) {
    }

    /** The action set runs; these actions are in it. */
    default void actionSet(List<Action> actions) {
    }

    /** A group got the packet and chose these buckets. */
    default void group(Group g, List<Integer> buckets) {
    }

    /** A bucket's actions run on a copy from here to {@link #bucketEnd}. */
    default void bucket(Group g, int index) {
    }

    /** See {@link #bucket}. */
    default void bucketEnd() {
    }

    /** A packet left. */
    default void output(ReferenceOutput o) {
    }
}
