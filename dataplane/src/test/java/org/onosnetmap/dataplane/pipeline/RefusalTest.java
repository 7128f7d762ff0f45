package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;

/** What is refused, with which OpenFlow error, and that the sentence names the thing and the remedy. */
class RefusalTest {

    private final PipelineFixture f = new PipelineFixture();

    private static Match.Builder match() {
        return Match.builder();
    }

    private static Match v4() {
        return match().set(Field.ETH_TYPE, 0x800).build();
    }

    private void refused(String error, String thing, String remedy, FlowRule.Builder rule) {
        FlowException e = f.refusal(rule);
        assertNotNull(e, "should be refused: " + rule.build());
        assertEquals(error, e.error(), e.getMessage());
        assertTrue(e.getMessage().contains(thing), e.getMessage() + " should name " + thing);
        assertTrue(e.getMessage().contains(remedy), e.getMessage() + " should say " + remedy);
        assertEquals(0, f.tables.size());
    }

    private void badMatch(String error, Field field, String remedy, Match.Builder m) {
        refused(error, field.name(), remedy, FlowRule.builder().match(m.build()));
    }

    private void badAction(String error, String remedy, Match m, Action... actions) {
        refused(error, "", remedy, FlowRule.builder().match(m).apply(actions));
        refused(error, "", remedy, FlowRule.builder().match(m).write(actions));
    }

    @Test
    void matchesWithoutTheirPrerequisites() {
        badMatch("OFPBMC_BAD_PREREQ", Field.IPV4_SRC, "ETH_TYPE 0x800", match().set(Field.IPV4_SRC, 1));
        badMatch("OFPBMC_BAD_PREREQ", Field.IPV4_DST, "ETH_TYPE 0x800", match().set(Field.ETH_TYPE, 0x86dd).set(Field.IPV4_DST, 1));
        badMatch("OFPBMC_BAD_PREREQ", Field.IPV6_DST, "ETH_TYPE 0x86dd", match().set(Field.IPV6_DST, 1));
        badMatch("OFPBMC_BAD_PREREQ", Field.IPV6_FLABEL, "ETH_TYPE 0x86dd", match().set(Field.IPV6_FLABEL, 1));
        badMatch("OFPBMC_BAD_PREREQ", Field.ARP_SPA, "ETH_TYPE 0x806", match().set(Field.ETH_TYPE, 0x800).set(Field.ARP_SPA, 1));
        badMatch("OFPBMC_BAD_PREREQ", Field.IP_PROTO, "ETH_TYPE 0x800 or 0x86dd", match().set(Field.IP_PROTO, 6));
        badMatch("OFPBMC_BAD_PREREQ", Field.IP_DSCP, "ETH_TYPE 0x800 or 0x86dd", match().set(Field.ETH_TYPE, 0x806).set(Field.IP_DSCP, 6));
        badMatch("OFPBMC_BAD_PREREQ", Field.TCP_SRC, "IP_PROTO 6", match().set(Field.ETH_TYPE, 0x800).set(Field.TCP_SRC, 1));
        badMatch("OFPBMC_BAD_PREREQ", Field.UDP_DST, "IP_PROTO 17", match().set(Field.ETH_TYPE, 0x800).set(Field.IP_PROTO, 6).set(Field.UDP_DST, 1));
        badMatch("OFPBMC_BAD_PREREQ", Field.ICMPV4_TYPE, "IP_PROTO 1", match().set(Field.ETH_TYPE, 0x800).set(Field.IP_PROTO, 58).set(Field.ICMPV4_TYPE, 1));
        badMatch("OFPBMC_BAD_PREREQ", Field.ICMPV6_CODE, "IP_PROTO 58", match().set(Field.ETH_TYPE, 0x800).set(Field.IP_PROTO, 58).set(Field.ICMPV6_CODE, 1));
        Match.Builder ns = match().set(Field.ETH_TYPE, 0x86dd).set(Field.IP_PROTO, 58).set(Field.ICMPV6_TYPE, 135);
        badMatch("OFPBMC_BAD_PREREQ", Field.IPV6_ND_TLL, "ICMPV6_TYPE 136", ns.set(Field.IPV6_ND_TLL, 1));
        badMatch("OFPBMC_BAD_PREREQ", Field.VLAN_PCP, "VLAN_VID", match().set(Field.VLAN_PCP, 1));
        badMatch("OFPBMC_BAD_PREREQ", Field.VLAN_PCP, "VLAN_VID", match().set(Field.VLAN_VID, 0).set(Field.VLAN_PCP, 1));
    }

    @Test
    void masksWhereNoneArePossible() {
        badMatch("OFPBMC_BAD_MASK", Field.ETH_TYPE, "leave the mask out", match().set(Field.ETH_TYPE, 0x800, 0xff00));
        badMatch("OFPBMC_BAD_MASK", Field.IN_PORT, "leave the mask out", match().set(Field.IN_PORT, 1, 1));
        badMatch("OFPBMC_BAD_MASK", Field.VLAN_VID, "add 0x1000", match().set(Field.VLAN_VID, 5, 0x0fff));
        badMatch("OFPBMC_BAD_MASK", Field.VLAN_VID, "leave the mask out", match().set(Field.VLAN_VID, 0, 0x1000));
    }

    @Test
    void valuesThatNoPacketHas() {
        badMatch("OFPBMC_BAD_VALUE", Field.VLAN_VID, "add 0x1000", match().set(Field.VLAN_VID, 5));
        badMatch("OFPBMC_BAD_VALUE", Field.ETH_TYPE, "0x1000/0x1000", match().set(Field.ETH_TYPE, 0x8100));
        badMatch("OFPBMC_BAD_VALUE", Field.ETH_TYPE, "0x5ff", match().set(Field.ETH_TYPE, 0));
        badMatch("OFPBMC_BAD_VALUE", Field.IN_PORT, "a port's number", match().set(Field.IN_PORT, 0));
        badMatch("OFPBMC_BAD_VALUE", Field.IN_PORT, "a port's number", match().set(Field.IN_PORT, PortNo.LOCAL & 0xffffffffL));
    }

    @Test
    void outputsToPortsThatAreNone() {
        badAction("OFPBAC_BAD_OUT_PORT", "use 1 to 0xfffffeff", Match.ANY, Action.output(0));
        badAction("OFPBAC_BAD_OUT_PORT", "use 1 to 0xfffffeff", Match.ANY, Action.output(PortNo.ANY));
        badAction("OFPBAC_BAD_OUT_PORT", "attach a TAP port", Match.ANY, Action.output(PortNo.LOCAL));
        badAction("OFPBAC_BAD_OUT_PORT", "goto", Match.ANY, Action.output(PortNo.TABLE));
        badAction("OFPBAC_BAD_ARGUMENT", "0 to 65535", Match.ANY, Action.toController(-1));
        badAction("OFPBAC_BAD_ARGUMENT", "14 bytes or more", Match.ANY, Action.output(2, 13));
        badAction("OFPBAC_BAD_ARGUMENT", "14 bytes or more", Match.ANY, Action.output(PortNo.FLOOD, 0));
        badAction("OFPBAC_BAD_ARGUMENT", "18 bytes or more", Match.ANY, Action.output(PortNo.NORMAL, 17));
        badAction("OFPBAC_BAD_ARGUMENT", "0 to 65535", Match.ANY, Action.output(2, 0x10000));
        badAction("OFPBAC_BAD_QUEUE", "default queue", Match.ANY, Action.setQueue(-1));
    }

    @Test
    void setFieldThatTheMatchDoesNotAllow() {
        badAction("OFPBAC_MATCH_INCONSISTENT", "match ETH_TYPE 0x800", Match.ANY, Action.set(Field.IPV4_SRC, 1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "match ETH_TYPE 0x86dd", v4(), Action.set(Field.IPV6_SRC, 0, 1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "IP_PROTO 6", v4(), Action.set(Field.TCP_DST, 1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "IP_PROTO 17", v4(), Action.set(Field.UDP_DST, 1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "0x86dd", Match.ANY, Action.set(Field.IP_ECN, 1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "0x86dd", Match.ANY, Action.decTtl());
        badAction("OFPBAC_MATCH_INCONSISTENT", "push a tag first", Match.ANY, Action.set(Field.VLAN_VID, 0x1001));
        badAction("OFPBAC_MATCH_INCONSISTENT", "push a tag first", match().set(Field.VLAN_VID, 0).build(), Action.set(Field.VLAN_PCP, 1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "match VLAN_VID", Match.ANY, Action.popVlan());
        badAction("OFPBAC_BAD_SET_ARGUMENT", "add 0x1000", match().set(Field.VLAN_VID, 0x1001).build(), Action.set(Field.VLAN_VID, 7));
        badAction("OFPBAC_BAD_SET_TYPE", "not part of the packet", Match.ANY, Action.set(Field.IN_PORT, 7));
        badAction("OFPBAC_BAD_SET_TYPE", "write-metadata", Match.ANY, Action.set(Field.METADATA, 7));
        badAction("OFPBAC_BAD_ARGUMENT", "0x88a8", Match.ANY, Action.pushVlan(0x9100));
    }

    @Test
    void earlierActionsCountForThePrerequisites() {
        Match tagged = match().set(Field.VLAN_VID, 0x1001).build();
        assertNull(f.refusal(FlowRule.builder().priority(1).apply(Action.pushVlan(0x8100), Action.set(Field.VLAN_VID, 0x1005), Action.popVlan())));
        assertNull(f.refusal(FlowRule.builder().priority(2).match(tagged).apply(Action.popVlan(), Action.pushVlan(0x8100), Action.popVlan())));
        f.tables.apply(List.of(FlowMod.delete(FlowRule.builder().priority(1).build()), FlowMod.delete(FlowRule.builder().priority(2).match(tagged).build())));
        refused("OFPBAC_MATCH_INCONSISTENT", "pop_vlan", "second tag", FlowRule.builder().match(tagged).apply(Action.popVlan(), Action.popVlan()));
        refused("OFPBAC_MATCH_INCONSISTENT", "vlan_vid", "push a tag first", FlowRule.builder().match(tagged).apply(Action.popVlan()).write(Action.set(Field.VLAN_VID, 0x1001)));
    }

    @Test
    void placesAndTimeoutsOutOfRange() {
        refused("OFPFMFC_BAD_TABLE_ID", "table 254", "0 to 253", FlowRule.builder().table(254));
        refused("OFPFMFC_BAD_TABLE_ID", "table -1", "0 to 253", FlowRule.builder().table(-1));
        refused("OFPFMFC_BAD_PRIORITY", "65536", "0 to 65535", FlowRule.builder().priority(65536));
        refused("OFPFMFC_BAD_TIMEOUT", "-1", "0 for none", FlowRule.builder().idleTimeout(-1));
        refused("OFPBIC_BAD_TABLE_ID", "goto table 3", "4 to 253", FlowRule.builder().table(3).gotoTable(3));
        refused("OFPBIC_BAD_TABLE_ID", "goto table 2", "4 to 253", FlowRule.builder().table(3).gotoTable(2));
        refused("OFPBIC_BAD_TABLE_ID", "goto table 254", "1 to 253", FlowRule.builder().gotoTable(254));
        refused("OFPBIC_BAD_TABLE_ID", "goto table -2", "1 to 253", FlowRule.builder().gotoTable(-2));
    }

    @Test
    void theLastTableHasNoTableToGoTo() {
        refused("OFPBIC_BAD_TABLE_ID", "goto table 254", "last table", FlowRule.builder().table(253).gotoTable(254));
    }

    @Test
    void packetOutsWithImpossibleActions() {
        assertEquals("OFPBAC_UNSUPPORTED_ORDER",
                assertThrows(FlowException.class, () -> FlowTables.compile(List.of(Action.output(PortNo.TABLE), Action.output(2)))).error());
        assertEquals("OFPBAC_BAD_OUT_PORT", assertThrows(FlowException.class, () -> FlowTables.compile(List.of(Action.output(0)))).error());
        assertEquals("OFPBAC_BAD_SET_TYPE", assertThrows(FlowException.class, () -> FlowTables.compile(List.of(Action.set(Field.METADATA, 1)))).error());
    }
}
