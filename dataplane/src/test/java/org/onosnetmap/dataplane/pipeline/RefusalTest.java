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
    }

    @Test
    void valuesThatNoPacketHas() {
        badMatch("OFPBMC_BAD_VALUE", Field.VLAN_VID, "add 0x1000", match().set(Field.VLAN_VID, 5));
        badMatch("OFPBMC_BAD_VALUE", Field.VLAN_VID, "add 0x1000", match().set(Field.VLAN_VID, 5, 0x1005));
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
    void setFieldOfWhatIsNoHeaderOrHasNoSuchValueOrMask() {
        badAction("OFPBAC_BAD_SET_TYPE", "leave the action out", Match.ANY, Action.set(Field.ACTSET_OUTPUT, 1));
        badAction("OFPBAC_BAD_SET_TYPE", "leave the action out", Match.ANY, Action.set(Field.PACKET_TYPE, 0));
        badAction("OFPBAC_BAD_SET_TYPE", "extension headers", type(0x86dd), Action.set(Field.IPV6_EXTHDR, 1));
        badAction("OFPBAC_BAD_SET_ARGUMENT", "push VLAN", Match.ANY, Action.set(Field.ETH_TYPE, 0x8100));
        badAction("OFPBAC_BAD_SET_ARGUMENT", "0x600 or more", Match.ANY, Action.set(Field.ETH_TYPE, 0x5ff));
        Match two = match().set(Field.INNER_VLAN_VID, 0x1001).build();
        badAction("OFPBAC_BAD_SET_ARGUMENT", "add 0x1000", two, Action.set(Field.INNER_VLAN_VID, 7));
        badAction("OFPBAC_BAD_SET_ARGUMENT", "add 0x1000", two, Action.setMasked(Field.VLAN_VID, 7, 0x1007));
        badAction("OFPBAC_BAD_SET_MASK", "leave the mask out", Match.ANY, Action.setMasked(Field.ETH_TYPE, 0x800, 0xff00));
        badAction("OFPBAC_BAD_SET_MASK", "leave the action out", Match.ANY, Action.setMasked(Field.ETH_DST, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> Action.set(Field.MPLS_TC, 8));
        assertThrows(IllegalArgumentException.class, () -> Action.setMasked(Field.ETH_DST, 0, 1L << 48));
    }

    @Test
    void setFieldOfEachHeaderThatTheMatchDoesNotPromise() {
        badAction("OFPBAC_MATCH_INCONSISTENT", "INNER_VLAN_VID", match().set(Field.VLAN_VID, 0x1001).build(), Action.set(Field.INNER_VLAN_VID, 0x1001));
        badAction("OFPBAC_MATCH_INCONSISTENT", "0x8847 or 0x8848", v4(), Action.set(Field.MPLS_LABEL, 1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "0x88e7", v4(), Action.set(Field.PBB_ISID, 1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "0x806", v4(), Action.set(Field.ARP_OP, 1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "0x86dd", v4(), Action.set(Field.IPV6_FLABEL, 1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "0x86dd", type(0x806), Action.set(Field.IP_PROTO, 1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "IP_PROTO 6", v4(), Action.set(Field.TCP_FLAGS, 1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "IP_PROTO 132", protocol(0x800, 6), Action.set(Field.SCTP_DST, 1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "IP_PROTO 1", protocol(0x86dd, 1), Action.set(Field.ICMPV4_TYPE, 1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "IP_PROTO 58", protocol(0x800, 58), Action.set(Field.ICMPV6_CODE, 1));
        Match icmp6 = protocol(0x86dd, 58);
        badAction("OFPBAC_MATCH_INCONSISTENT", "ICMPV6_TYPE 135 or 136", icmp6, Action.set(Field.IPV6_ND_TARGET, 1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "ICMPV6_TYPE 135", icmp6(136), Action.set(Field.IPV6_ND_SLL, 1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "ICMPV6_TYPE 136", icmp6(135), Action.set(Field.IPV6_ND_TLL, 1));
    }

    @Test
    void tagsAndTtlsThatTheMatchDoesNotPromise() {
        badAction("OFPBAC_MATCH_INCONSISTENT", "push a label first", v4(), Action.popMpls(0x800));
        badAction("OFPBAC_MATCH_INCONSISTENT", "0x88e7", v4(), Action.popPbb());
        badAction("OFPBAC_MATCH_INCONSISTENT", "0x800 or 0x86dd", type(0x8847), Action.setTtl(1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "push a label first", v4(), Action.setMplsTtl(1));
        badAction("OFPBAC_MATCH_INCONSISTENT", "push a label first", v4(), Action.decMplsTtl(false));
        badAction("OFPBAC_MATCH_INCONSISTENT", "0x8847, 0x8848", Match.ANY, Action.copyTtlIn());
        badAction("OFPBAC_MATCH_INCONSISTENT", "0x8847, 0x8848", type(0x806), Action.copyTtlOut());
        badAction("OFPBAC_BAD_ARGUMENT", "0x8847 or 0x8848", v4(), Action.pushMpls(0x800));
        badAction("OFPBAC_BAD_ARGUMENT", "0x88e7", v4(), Action.pushPbb(0x88a8));
        badAction("OFPBAC_BAD_ARGUMENT", "no EtherType", type(0x8847), Action.popMpls(0x5ff));
        badAction("OFPBAC_BAD_ARGUMENT", "no EtherType", type(0x8847), Action.popMpls(0x10000));
        badAction("OFPBAC_BAD_ARGUMENT", "0 to 255", v4(), Action.setTtl(256));
        badAction("OFPBAC_BAD_ARGUMENT", "0 to 255", type(0x8847), Action.setMplsTtl(-1));
    }

    private static Match type(int etherType) {
        return match().set(Field.ETH_TYPE, etherType).build();
    }

    private static Match protocol(int etherType, int protocol) {
        return match().set(Field.ETH_TYPE, etherType).set(Field.IP_PROTO, protocol).build();
    }

    private static Match icmp6(int type) {
        return match().set(Field.ETH_TYPE, 0x86dd).set(Field.IP_PROTO, 58).set(Field.ICMPV6_TYPE, type).build();
    }

    private void accepted(Match m, Action... actions) {
        FlowRule.Builder rule = FlowRule.builder().match(m).apply(actions);
        assertNull(f.refusal(rule));
        f.tables.apply(List.of(FlowMod.delete(rule.build())));
    }

    private void inconsistent(Match m, Action... actions) {
        refused("OFPBAC_MATCH_INCONSISTENT", actions[actions.length - 1].toString(), "", FlowRule.builder().match(m).apply(actions));
    }

    @Test
    void whatActionsMakeOfThePacketCountsForThoseBehind() {
        accepted(v4(), Action.pushMpls(0x8847), Action.set(Field.MPLS_LABEL, 1), Action.copyTtlOut(), Action.popMpls(0x800), Action.decTtl());
        inconsistent(v4(), Action.pushMpls(0x8847), Action.decTtl());
        inconsistent(v4(), Action.pushMpls(0x8847), Action.popMpls(0x86dd), Action.set(Field.IPV4_SRC, 1));
        inconsistent(protocol(0x800, 6), Action.pushMpls(0x8847), Action.popMpls(0x800), Action.set(Field.TCP_SRC, 1));
        accepted(type(0x8847), Action.popMpls(0x8100), Action.set(Field.VLAN_VID, 0x1001), Action.popVlan());
        Match tagged = match().set(Field.VLAN_VID, 0x1001).set(Field.ETH_TYPE, 0x800).build();
        accepted(tagged, Action.pushPbb(0x88e7), Action.set(Field.PBB_ISID, 1), Action.pushVlan(0x88a8), Action.popVlan(), Action.popPbb());
        inconsistent(tagged, Action.pushPbb(0x88e7), Action.popVlan());
        inconsistent(tagged, Action.pushPbb(0x88e7), Action.popPbb(), Action.decTtl());
        Match two = match().set(Field.INNER_VLAN_VID, 0x1000, 0x1000).build();
        accepted(two, Action.popVlan(), Action.popVlan());
        accepted(two, Action.set(Field.VLAN_PCP, 1), Action.set(Field.INNER_VLAN_PCP, 1));
        inconsistent(two, Action.popVlan(), Action.popVlan(), Action.popVlan());
        accepted(Match.ANY, Action.pushVlan(0x8100), Action.pushVlan(0x88a8), Action.set(Field.INNER_VLAN_VID, 0x1001));
        accepted(Match.ANY, Action.set(Field.ETH_TYPE, 0x86dd), Action.set(Field.IP_PROTO, 58), Action.set(Field.ICMPV6_TYPE, 135), Action.set(Field.IPV6_ND_SLL, 1));
        inconsistent(icmp6(135), Action.set(Field.ICMPV6_TYPE, 136), Action.set(Field.IPV6_ND_SLL, 1));
        inconsistent(icmp6(135), Action.set(Field.IP_PROTO, 58), Action.set(Field.IPV6_ND_SLL, 1));
        inconsistent(protocol(0x800, 6), Action.set(Field.IP_PROTO, 17), Action.set(Field.TCP_SRC, 1));
        inconsistent(protocol(0x800, 6), Action.set(Field.ETH_TYPE, 0x800), Action.set(Field.TCP_SRC, 1));
    }

    @Test
    void writeActionsAreCheckedInTheOrderOfTheActionSet() {
        FlowRule.Builder ordered = FlowRule.builder().match(type(0x8847)).write(Action.decTtl(), Action.popMpls(0x800), Action.copyTtlIn());
        assertNull(f.refusal(ordered));
        f.tables.apply(List.of(FlowMod.delete(ordered.build())));
        refused("OFPBAC_MATCH_INCONSISTENT", "dec_nw_ttl", "", FlowRule.builder().match(v4()).write(Action.decTtl(), Action.pushMpls(0x8847)));
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
                assertThrows(FlowException.class, () -> f.tables.compile(List.of(Action.output(PortNo.TABLE), Action.output(2)))).error());
        assertEquals("OFPBAC_BAD_OUT_PORT", assertThrows(FlowException.class, () -> f.tables.compile(List.of(Action.output(0)))).error());
        assertEquals("OFPBAC_BAD_SET_TYPE", assertThrows(FlowException.class, () -> f.tables.compile(List.of(Action.set(Field.METADATA, 1)))).error());
    }
}
