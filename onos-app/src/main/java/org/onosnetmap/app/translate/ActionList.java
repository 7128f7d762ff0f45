package org.onosnetmap.app.translate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.instructions.Instructions.OutputInstruction;
import org.onosproject.net.flow.instructions.Instructions.SetQueueInstruction;
import org.onosproject.net.flow.instructions.Instructions.TruncateInstruction;

/**
 * Collects actions, and joins the instructions that ONOS writes apart: TRUNCATE with the next OUTPUT, and QUEUE with a port with the OUTPUT
 * to that port.
 *
 * <p>QUEUE without a port is OpenFlow 1.3's set-queue: it holds for all that is output from there on. QUEUE with a port is OpenFlow 1.0's
 * enqueue (version 1.0.0, section 3.3): the packet leaves by that port and queue, and what is output to other ports is not
 * affected. Applications for OpenFlow 1.3 write an OUTPUT to the same port after it; then it is that OUTPUT which goes by the queue, so that
 * no packet leaves twice.
 */
final class ActionList {

    private static final int DEFAULT_QUEUE = 0;
    private static final long MAX_QUEUE = 0xffff_ffffL;

    private final InstructionTranslator.Place place;
    private final List<Action> actions = new ArrayList<>();
    /** QUEUE instructions with a port whose OUTPUT has not come yet, by port. */
    private final Map<PortNumber, Enqueue> enqueues = new LinkedHashMap<>();
    private TruncateInstruction truncate;
    private int queue = DEFAULT_QUEUE;

    ActionList(InstructionTranslator.Place place) {
        this.place = place;
    }

    void add(Action a) {
        if (a.type() == Action.Type.SET_QUEUE) {
            queue = ((Action.SetQueue) a).queue();
        }
        actions.add(a);
    }

    void truncate(TruncateInstruction i) throws UntranslatableException {
        if (truncate != null) {
            throw new UntranslatableException(truncate, "two truncations and no OUTPUT between them; keep one");
        }
        truncate = i;
    }

    void queue(SetQueueInstruction i) throws UntranslatableException {
        if (i.queueId() < 0 || i.queueId() > MAX_QUEUE) {
            throw new UntranslatableException(i, "out of range; take queue 0 to " + MAX_QUEUE);
        }
        if (i.port() == null) {
            add(Action.setQueue((int) i.queueId()));
        } else if (enqueues.put(i.port(), new Enqueue(i, actions.size())) != null) {
            throw new UntranslatableException(i, "port " + i.port() + " is in two QUEUE instructions; keep one");
        }
    }

    void output(OutputInstruction i) throws UntranslatableException {
        Action output = output(i, i.port());
        Enqueue e = enqueues.remove(i.port());
        actions.addAll(e == null ? List.of(output) : e.actions(output, queue));
    }

    /** All actions; QUEUE instructions whose port nothing was output to forward by themselves, in their place. */
    List<Action> finish() throws UntranslatableException {
        if (truncate != null) {
            throw new UntranslatableException(truncate, "no OUTPUT after it");
        }
        List<Enqueue> alone = new ArrayList<>(enqueues.values());
        for (int n = alone.size() - 1; n >= 0; n--) {
            Enqueue e = alone.get(n);
            actions.addAll(e.at, e.actions(output(e.instruction, e.instruction.port()), e.before));
        }
        return actions;
    }

    private Action output(Object instruction, PortNumber port) throws UntranslatableException {
        if (port.equals(PortNumber.LOCAL)) {
            throw new UntranslatableException(instruction, "the switch has no network stack of its own; take CONTROLLER or the number of a port");
        }
        if (port.equals(PortNumber.ANY)) {
            throw new UntranslatableException(instruction, "ANY is no port; take ALL or FLOOD for all ports but the one the packet came in by");
        }
        if (port.equals(PortNumber.TABLE) && place != InstructionTranslator.Place.PACKET_OUT) {
            throw new UntranslatableException(instruction, "only packet-outs go to TABLE; take a table transition");
        }
        int maxLen = truncate == null ? Action.WHOLE : Math.min(truncate.maxLen(), Action.WHOLE);
        truncate = null;
        int n = Ports.toDataplane(port);
        return n == PortNo.CONTROLLER ? Action.toController(maxLen) : Action.output(n, maxLen);
    }

    /** A QUEUE instruction with a port. */
    private final class Enqueue {
        final SetQueueInstruction instruction;
        /** Where in the list it stands. */
        final int at;
        /** The queue that holds for other outputs there. */
        final int before = queue;

        Enqueue(SetQueueInstruction instruction, int at) {
            this.instruction = instruction;
            this.at = at;
        }

        List<Action> actions(Action output, int restored) {
            Action set = Action.setQueue((int) instruction.queueId());
            // an action set has one queue and one output, in this order by itself
            return place == InstructionTranslator.Place.SET ? List.of(set, output) : List.of(set, output, Action.setQueue(restored));
        }
    }
}
