package org.onosnetmap.dataplane.compile;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.cache.FrameShape;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;

/** What is compiled and what is not. That it is right is for the fuzz of the pipeline to say. */
class DecisionCompilerTest {

    private static final Match TCP = Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IP_PROTO, 6).set(Field.TCP_DST, 80).build();
    private static final Match NETWORK = Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IPV4_DST, 0x0a000000, 0xff000000L).build();

    @Test
    void fewRulesOfUntaggedIpv4AreCompiled() {
        assertNotNull(DecisionCompiler.decision(FrameShape.IPV4, List.of(List.of(TCP, NETWORK, Match.ANY)), false));
        assertNotNull(DecisionCompiler.decision(FrameShape.IPV4, List.of(), false));
    }

    @Test
    void rulesThatNoSuchFrameMatchesCostNothing() {
        List<Match> rules = new ArrayList<>(Collections.nCopies(200, Match.builder().set(Field.ETH_TYPE, 0x86dd).set(Field.IPV6_FLABEL, 7).build()));
        rules.add(Match.builder().set(Field.VLAN_VID, 0x1007).build());
        rules.add(TCP);
        assertNotNull(DecisionCompiler.decision(FrameShape.IPV4, List.of(rules), false));
    }

    @Test
    void soAreThoseOfSeveralTables() {
        assertNotNull(DecisionCompiler.decision(FrameShape.IPV4, List.of(List.of(TCP, NETWORK), List.of(), List.of(NETWORK, Match.ANY)), false));
    }

    @Test
    void manyRulesAreNot() {
        assertNull(DecisionCompiler.decision(FrameShape.IPV4, List.of(Collections.nCopies(20, NETWORK), Collections.nCopies(13, NETWORK)), false));
        assertNull(DecisionCompiler.decision(FrameShape.IPV4, List.of(Collections.nCopies(33, NETWORK)), false));
    }

    @Test
    void norAreRulesOnWhatHasNoPlaceInTheShape() {
        Match flags = Match.builder().set(Field.ETH_TYPE, 0x0800).set(Field.IP_PROTO, 6).set(Field.TCP_FLAGS, 2, 2).build();
        assertNull(DecisionCompiler.decision(FrameShape.IPV4, List.of(List.of(flags)), false));
    }
}
