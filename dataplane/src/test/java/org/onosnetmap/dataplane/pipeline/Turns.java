package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.util.List;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput;

/** What actions make of a frame, for tests that name the frame before and after. */
final class Turns {

    static final Match ANY = Match.ANY;
    static final Match TAGGED = Match.builder().set(Field.VLAN_VID, 0x1000, 0x1000).build();
    static final Match V4 = type(0x800);
    static final Match V6 = type(0x86dd);
    static final Match MPLS = type(0x8847);
    static final Match PBB = type(0x88e7);

    private Turns() {
    }

    static Match type(int etherType) {
        return Match.builder().set(Field.ETH_TYPE, etherType).build();
    }

    static Match protocol(int etherType, int protocol) {
        return Match.builder().set(Field.ETH_TYPE, etherType).set(Field.IP_PROTO, protocol).build();
    }

    static Match icmpv6(int type) {
        return Match.builder().set(Field.ETH_TYPE, 0x86dd).set(Field.IP_PROTO, 58).set(Field.ICMPV6_TYPE, type).build();
    }

    static Action set(Field f, byte[] address) {
        BigInteger a = new BigInteger(1, address);
        return Action.set(f, a.shiftRight(64).longValue(), a.longValue());
    }

    /** A rule with these actions and output to port 2 turns one frame into the other; as apply-actions, and as write-actions of two tables. */
    static void turns(Match m, byte[] frame, byte[] expected, Action... actions) {
        for (FlowRule.Builder rule : List.of(
                FlowRule.builder().match(m).apply(actions).apply(Action.output(2)),
                FlowRule.builder().match(m).write(actions).write(Action.output(2)))) {
            PipelineFixture fresh = new PipelineFixture();
            fresh.add(rule);
            fresh.forwards(frame, expected);
        }
        PipelineFixture tables = new PipelineFixture();
        tables.add(FlowRule.builder().match(m).write(actions).gotoTable(1), FlowRule.builder().table(1).write(Action.output(2)));
        tables.forwards(frame, expected);
    }

    /** The actions of a packet-out do nothing to a frame. */
    static void leaves(byte[] frame, Action... actions) throws FlowException {
        PipelineFixture f = new PipelineFixture();
        Action[] all = new Action[actions.length + 1];
        System.arraycopy(actions, 0, all, 0, actions.length);
        all[actions.length] = Action.output(2);
        assertEquals(List.of(ReferenceOutput.port(2, frame)), f.packetOut(frame, PortNo.CONTROLLER, all), () -> List.of(actions).toString());
    }
}
