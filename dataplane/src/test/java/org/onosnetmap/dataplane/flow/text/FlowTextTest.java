package org.onosnetmap.dataplane.flow.text;

import static org.junit.jupiter.api.Assertions.*;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowFlag;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosnetmap.dataplane.flow.StatTrigger;

/** What lines mean, and what is wrong with bad ones. */
class FlowTextTest {

    private static Match match(String fields) throws FlowTextException {
        return FlowText.parse(fields + " actions=drop").match();
    }

    private static List<Action> actions(String list) throws FlowTextException {
        return FlowText.parse("actions=" + list).apply();
    }

    private static Match.Builder m() {
        return Match.builder();
    }

    private static Match.Builder tcp() {
        return m().set(Field.ETH_TYPE, 0x800).set(Field.IP_PROTO, 6);
    }

    @Test
    void flagsAreWordsOfTheirOwn() throws FlowTextException {
        FlowRule r = FlowText.parse("check_overlap,reset_counts send_flow_rem,priority=1,no_packet_counts,no_byte_counts actions=drop");
        assertEquals(Set.of(FlowFlag.values()), r.flags());
        assertEquals("table=0,send_flow_rem,check_overlap,reset_counts,no_packet_counts,no_byte_counts,priority=1 actions=drop", FlowText.format(r));
    }

    @Test
    void aRuleWithAllItsParts() throws FlowTextException {
        FlowRule r = FlowText.parse("table=3, priority=77,cookie=0xdeadbeefcafef00d idle_timeout=5,hard_timeout=60, tcp,nw_dst=10.0.0.0/8,tp_dst=80,in_port=4 "
                + "actions=meter:7,dec_ttl,output:2,clear_actions,write_actions(set_field:02:00:00:00:00:01->eth_dst,group:9),write_metadata:0x5/0xff,goto_table:4");
        FlowRule expected = FlowRule.builder().table(3).priority(77).cookie(0xdeadbeefcafef00dL).idleTimeout(5).hardTimeout(60)
                .match(tcp().set(Field.IPV4_DST, 0x0a000000, 0xff000000L).set(Field.TCP_DST, 80).set(Field.IN_PORT, 4).build())
                .meter(7).apply(Action.decTtl(), Action.output(2)).clear().write(Action.set(Field.ETH_DST, 0x020000000001L), Action.group(9))
                .metadata(5, 0xff).gotoTable(4).build();
        assertEquals(expected, r);
    }

    @Test
    void defaultsAreThoseOfOvsOfctl() throws FlowTextException {
        FlowRule r = FlowText.parse("actions=normal");
        assertEquals(FlowRule.builder().priority(32768).apply(Action.output(PortNo.NORMAL)).build(), r);
        assertEquals(0, FlowText.parse("actions=drop").apply().size());
        assertEquals(0, FlowText.parse("priority=0 actions=").apply().size());
        assertEquals(r, FlowText.parse("add actions=normal"));
    }

    @Test
    void whatDumpFlowsPrintsCanBeRead() throws FlowTextException {
        FlowRule r = FlowText.parse(" cookie=0x0, duration=12.345s, table=0, n_packets=7, n_bytes=700, idle_age=3, hard_age=5, priority=10,ip,nw_src=10.0.0.1 actions=NORMAL");
        assertEquals(FlowRule.builder().priority(10).match(m().set(Field.ETH_TYPE, 0x800).set(Field.IPV4_SRC, 0x0a000001).build()).apply(Action.output(PortNo.NORMAL)).build(), r);
    }

    @Test
    void namesMeanWhatTheProtocolMakesOfThemWhereverItStands() throws FlowTextException {
        assertEquals(tcp().set(Field.TCP_SRC, 80).build(), match("tp_src=80,tcp"));
        assertEquals(m().set(Field.ETH_TYPE, 0x86dd).set(Field.IP_PROTO, 17).set(Field.UDP_DST, 53).build(), match("udp6,tp_dst=53"));
        assertEquals(m().set(Field.ETH_TYPE, 0x86dd).set(Field.IP_PROTO, 132).set(Field.SCTP_DST, 53).build(), match("dl_type=0x86dd,tp_dst=53,nw_proto=132"));
        assertEquals(m().set(Field.ETH_TYPE, 0x806).set(Field.ARP_SPA, 0x0a000000, 0xff000000L).set(Field.ARP_OP, 1).build(), match("arp,nw_src=10.0.0.0/8,nw_proto=1"));
        assertEquals(m().set(Field.ETH_TYPE, 0x86dd).set(Field.IP_PROTO, 58).set(Field.ICMPV6_TYPE, 135).build(), match("icmp6,icmp_type=135"));
        assertEquals(m().set(Field.ETH_TYPE, 0x800).set(Field.IP_PROTO, 1).set(Field.ICMPV4_TYPE, 8).set(Field.ICMPV4_CODE, 0).build(), match("icmp,icmp_type=8,icmp_code=0"));
    }

    @Test
    void masksInAllTheirForms() throws FlowTextException {
        Match net = m().set(Field.ETH_TYPE, 0x800).set(Field.IPV4_SRC, 0x0a010000, 0xffff0000L).build();
        assertEquals(net, match("ip,nw_src=10.1.0.0/16"));
        assertEquals(net, match("ip,ip_src=10.1.0.0/255.255.0.0"));
        assertEquals(net, match("ip,nw_src=10.1.2.3/16"), "bits outside of the mask are of no matter");
        assertEquals(m().set(Field.IPV6_DST, 0x20010db800000000L, 0, 0xffffffff00000000L, 0).build(), match("ipv6_dst=2001:db8::/32"));
        assertEquals(m().set(Field.IPV6_DST, 0, 1, -1, -1).build(), match("ipv6_dst=::1/128"));
        assertEquals(m().set(Field.IPV6_DST, 0, 1, 0, 0xff).build(), match("ipv6_dst=::1/::ff"));
        assertEquals(m().set(Field.ETH_DST, 0x010000000000L, 0x010000000000L).build(), match("dl_dst=01:00:00:00:00:00/01:00:00:00:00:00"));
        assertEquals(m().set(Field.METADATA, 0x12, 0xff).build(), match("metadata=0x12/0xff"));
        assertEquals(tcp().set(Field.TCP_DST, 0x50, 0xfff0).build(), match("tcp,tp_dst=0x50/0xfff0"));
        assertEquals(Match.ANY, match("nw_src=*,dl_dst=any,ipv6_src=::/0,nw_dst=0.0.0.0/0"));
        assertEquals(m().set(Field.IPV6_SRC, 0, 0xffff_0a00_0001L, -1, -1).build(), match("ipv6_src=::ffff:10.0.0.1"));
    }

    @Test
    void tagsInAllTheirForms() throws FlowTextException {
        assertEquals(m().set(Field.VLAN_VID, 0x1064).build(), match("dl_vlan=100"));
        assertEquals(m().set(Field.VLAN_VID, 0).build(), match("dl_vlan=0xffff"));
        assertEquals(m().set(Field.VLAN_VID, 0x1000, 0x1000).build(), match("vlan_vid=0x1000/0x1000"));
        assertEquals(m().set(Field.VLAN_VID, 0x1000, 0x1000).set(Field.VLAN_PCP, 5).build(), match("dl_vlan_pcp=5"));
        assertEquals(m().set(Field.VLAN_VID, 0x1064).set(Field.VLAN_PCP, 5).build(), match("dl_vlan_pcp=5,dl_vlan=100"));
        assertEquals(m().set(Field.VLAN_VID, 0).build(), match("vlan_tci=0"));
        assertEquals(m().set(Field.VLAN_VID, 0x1000, 0x1000).build(), match("vlan_tci=0x1000/0x1000"));
        assertEquals(m().set(Field.VLAN_VID, 0x1064).set(Field.VLAN_PCP, 5).build(), match("vlan_tci=0xb064"));
        assertEquals(m().set(Field.VLAN_PCP, 5).build(), match("vlan_tci=0xa000/0xe000"));
    }

    @Test
    void flagsBySign() throws FlowTextException {
        assertEquals(tcp().set(Field.TCP_FLAGS, 2, 0x12).build(), match("tcp,tcp_flags=+syn-ack"));
        assertEquals(tcp().set(Field.TCP_FLAGS, 0x12).build(), match("tcp,tcp_flags=syn|ack"));
        assertEquals(tcp().set(Field.TCP_FLAGS, 0x12, 0x13).build(), match("tcp,tcp_flags=0x12/0x13"));
        assertEquals(m().set(Field.IPV6_EXTHDR, Field.IPV6_EXTHDR_FRAG, Field.IPV6_EXTHDR_FRAG | Field.IPV6_EXTHDR_ESP).build(), match("ipv6_exthdr=+frag-esp"));
    }

    @Test
    void fieldsThatOpenVSwitchNamesOtherwise() throws FlowTextException {
        assertEquals(m().set(Field.TUNNEL_ID, 5).build(), match("tun_id=5"));
        assertEquals(m().set(Field.TUNNEL_ID, 5).build(), match("tunnel_id=5"));
        assertEquals(m().set(Field.IP_DSCP, 46).set(Field.IP_ECN, 1).build(), match("nw_tos=184,nw_ecn=1"));
        assertEquals(m().set(Field.IP_DSCP, 46).build(), match("ip_dscp=46"));
        assertEquals(m().set(Field.ETH_TYPE, 0x8847).set(Field.MPLS_LABEL, 100).set(Field.MPLS_TC, 3).set(Field.MPLS_BOS, 1).build(), match("mpls,mpls_label=100,mpls_tc=3,mpls_bos=1"));
        assertEquals(m().set(Field.ETH_TYPE, 0x88e7).set(Field.PBB_ISID, 0x1234, 0xffff).build(), match("dl_type=0x88e7,pbb_isid=0x1234/0xffff"));
        assertEquals(m().set(Field.INNER_VLAN_VID, 0x1007).set(Field.IN_PHY_PORT, 3).set(Field.PACKET_TYPE, 0).build(), match("inner_vlan_vid=0x1007,in_phy_port=3,packet_type=(0,0)"));
        assertEquals(m().set(Field.IPV6_FLABEL, 0x12345).set(Field.IPV6_ND_SLL, 1).build(), match("ipv6_label=0x12345,nd_sll=00:00:00:00:00:01"));
        assertEquals(m().set(Field.IN_PORT, PortNo.CONTROLLER & 0xffffffffL).set(Field.ACTSET_OUTPUT, PortNo.UNSET & 0xffffffffL).build(), match("in_port=CONTROLLER,actset_output=unset"));
    }

    @Test
    void outputsInAllTheirForms() throws FlowTextException {
        assertEquals(List.of(Action.output(3), Action.output(4), Action.output(PortNo.IN_PORT), Action.output(PortNo.ALL), Action.output(PortNo.FLOOD),
                Action.output(PortNo.IN_PORT), Action.toController(0xffff), Action.toController(128), Action.toController(64), Action.output(5, 100)),
                actions("3,output:4,in_port,ALL,flood,output:in_port,controller,CONTROLLER:128,controller(max_len=64,reason=action),output(port=5,max_len=100)"));
    }

    @Test
    void anEnqueuedOutputLeavesTheQueueAsItWas() throws FlowTextException {
        assertEquals(List.of(Action.setQueue(3), Action.setQueue(7), Action.output(2), Action.setQueue(3), Action.output(1), Action.setQueue(0)),
                actions("set_queue:3,enqueue:2:7,1,pop_queue"));
        assertEquals(List.of(Action.setQueue(7), Action.output(2), Action.setQueue(0)), actions("enqueue(2,7)"));
    }

    @Test
    void headerActions() throws FlowTextException {
        assertEquals(List.of(Action.set(Field.ETH_SRC, 1), Action.set(Field.ETH_DST, 2), Action.set(Field.IPV4_SRC, 0x0a000001), Action.set(Field.IPV4_DST, 0x0a000002),
                Action.set(Field.IP_DSCP, 46), Action.set(Field.IP_ECN, 1), Action.setTtl(9), Action.decTtl(false), Action.decTtl(true), Action.pushMpls(0x8847),
                Action.set(Field.MPLS_LABEL, 5), Action.set(Field.MPLS_TC, 2), Action.setMplsTtl(63), Action.decMplsTtl(false), Action.copyTtlIn(), Action.copyTtlOut(),
                Action.popMpls(0x800), Action.pushPbb(0x88e7), Action.popPbb(), Action.pushVlan(0x88a8), Action.popVlan(), Action.popVlan()),
                actions("mod_dl_src:00:00:00:00:00:01,mod_dl_dst:00:00:00:00:00:02,mod_nw_src:10.0.0.1,mod_nw_dst:10.0.0.2,mod_nw_tos:184,mod_nw_ecn:1,mod_nw_ttl:9,"
                        + "dec_ttl,dec_ttl(0),push_mpls:0x8847,set_mpls_label:5,set_mpls_tc:2,set_mpls_ttl:63,dec_mpls_ttl,copy_ttl_in,copy_ttl_out,pop_mpls:0x0800,"
                        + "push_pbb:0x88e7,pop_pbb,push_vlan:0x88a8,pop_vlan,strip_vlan"));
    }

    @Test
    void setFieldOfAnyFieldWithAnyMask() throws FlowTextException {
        assertEquals(List.of(Action.set(Field.VLAN_VID, 0x1005), Action.set(Field.IPV6_SRC, 0x20010db800000000L, 1), Action.setMasked(Field.IPV4_DST, 0x0a000000, 0xff000000L),
                Action.setMasked(Field.ETH_SRC, 0x020000000000L, 0x030000000000L), Action.set(Field.TCP_DST, 80), Action.set(Field.TUNNEL_ID, 0xffff)),
                actions("set_field:4101->vlan_vid,set_field:2001:db8::1->ipv6_src,set_field:10.0.0.0/8->ip_dst,set_field:02:00:00:00:00:00/03:00:00:00:00:00->eth_src,"
                        + "set_field:80->tcp_dst,set_field:0xffff->tun_id"));
    }

    @Test
    void theTransportPortIsThatOfTheMatch() throws FlowTextException {
        assertEquals(List.of(Action.set(Field.UDP_SRC, 5), Action.set(Field.UDP_DST, 6)), FlowText.parse("udp actions=mod_tp_src:5,mod_tp_dst:6").apply());
    }

    @Test
    void vlanActionsOfOpenFlow10AddATagOnlyWhereThereIsNone() throws FlowTextException {
        assertEquals(List.of(Action.set(Field.VLAN_VID, 0x1007)), FlowText.parse("dl_vlan=5 actions=mod_vlan_vid:7").apply());
        assertEquals(List.of(Action.pushVlan(0x8100), Action.set(Field.VLAN_VID, 0x1007), Action.set(Field.VLAN_PCP, 3)),
                FlowText.parse("dl_vlan=0xffff actions=mod_vlan_vid:7,mod_vlan_pcp:3").apply());
        assertEquals(List.of(Action.pushVlan(0x88a8), Action.set(Field.VLAN_VID, 0x1007)), FlowText.parse("actions=push_vlan:0x88a8,mod_vlan_vid:7").apply());
    }

    @Test
    void statTriggers() throws FlowTextException {
        assertEquals(new StatTrigger(10, 0, 1_500_000_000L, true, false), FlowText.parse("actions=2,stat_trigger(packets=10,duration=1.5,periodic)").statTrigger());
    }

    @Test
    void filesHaveCommentsAndEmptyLines() throws FlowTextException {
        List<FlowRule> all = FlowText.parseAll("# all of it\n\n  priority=1 actions=drop # nothing\r\n\t\npriority=2, actions=1\n");
        assertEquals(List.of(1, 2), List.of(all.get(0).priority(), all.get(1).priority()));
        FlowTextException e = assertThrows(FlowTextException.class, () -> FlowText.parseAll("# one\npriority=1 actions=drop\n   priority=99999 actions=1\n"));
        assertEquals(3, e.line());
        assertEquals(13, e.column());
    }

    private static void refused(String line, int column, String word, String part) {
        FlowTextException e = assertThrows(FlowTextException.class, () -> FlowText.parse(line), line);
        assertEquals("line 1, column " + column + ", '" + word + "': ", e.getMessage().substring(0, Math.min(e.getMessage().length(),
                ("line 1, column " + column + ", '" + word + "': ").length())), line);
        assertTrue(e.getMessage().contains(part), e.getMessage());
        assertEquals(column, e.column());
    }

    @Test
    void errorsNamePlaceWordCauseAndRemedy() {
        refused("priority=1 nw_scr=10.0.0.1 actions=1", 12, "nw_scr", "did you mean nw_src?");
        refused("tpc actions=1", 1, "tpc", "did you mean tcp?");
        refused("nw_src actions=1", 1, "nw_src", "write nw_src=VALUE");
        refused("priority=1,tcp", 1, "priority=1,tcp", "add actions=");
        refused("priority=65536 actions=1", 10, "65536", "0 to 65535");
        refused("priority=-1 actions=1", 10, "-1", "0 to 65535");
        refused("priority=x actions=1", 10, "x", "is no number");
        refused("priority actions=1", 1, "priority", "priority=NUMBER");
        refused("priority=1,priority=2 actions=1", 12, "priority=2", "second time");
        refused("cookie=1/1 actions=1", 8, "1/1", "without mask");
        refused("dl_vlan=010 actions=1", 9, "010", "octal");
        refused("dl_vlan=4096 actions=1", 9, "4096", "0 to 4095");
        refused("dl_src=1 actions=1", 8, "1", "02:00:00:00:00:01");
        refused("ip,nw_src=10.0.0.256 actions=1", 11, "10.0.0.256", "10.0.0.1");
        refused("ip,nw_src=10.0.0.0/33 actions=1", 20, "33", "0 to 32");
        refused("ipv6,ipv6_src=fe80:::1 actions=1", 15, "fe80:::1", "2001:db8::1");
        refused("ipv6,ipv6_src=localhost actions=1", 15, "localhost", "2001:db8::1");
        refused("ip,nw_src=10.0.0.1,ip_src=10.0.0.2 actions=1", 20, "ip_src=10.0.0.2", "second time");
        refused("ip,ip actions=1", 4, "ip", "second time");
        refused("tp_dst=80 actions=1", 1, "tp_dst", "add tcp, udp or sctp");
        refused("nw_tos=3 actions=1", 8, "3", "nw_ecn=3");
        refused("tcp,tcp_flags=+syn-akk actions=1", 20, "akk", "ack");
        refused("tcp,tcp_flags=+syn! actions=1", 19, "!", "+NAME");
        refused("vlan_tci=0x2000/0x2000 actions=1", 10, "0x2000/0x2000", "0xe000");
        refused("in_port=eth0 actions=1", 9, "eth0", "write a number");
        refused("packet_type=(1;2) actions=1", 13, "(1;2)", "(0,0)");
        refused("actions=outptu:1", 9, "outptu", "did you mean output?");
        refused("actions=resubmit(,1)", 9, "resubmit", "docs/flow-text.md");
        refused("actions=output", 9, "output", "write output:2");
        refused("actions=output(max_len=5)", 9, "output(max_len=5)", "names no port");
        refused("actions=output(port=1,len=5)", 23, "len=5", "max_len");
        refused("actions=output(port=1", 9, "output(port=1", "add ')'");
        refused("actions=1)", 10, ")", "closes none");
        refused("actions=output(port=1)x", 9, "output(port=1)x", "put a comma");
        refused("actions=drop,1", 9, "drop", "stands alone");
        refused("actions=controller(reason=no_match)", 20, "reason=no_match", "max_len");
        refused("actions=set_field:1", 9, "set_field:1", "set_field:VALUE->FIELD");
        refused("actions=set_field:1->bla", 22, "bla", "no such field");
        refused("actions=set_field:10.0.0.1/0->ip_src", 19, "10.0.0.1/0", "sets no bit");
        refused("actions=mod_vlan_vid:5", 9, "mod_vlan_vid:5", "push_vlan");
        refused("actions=mod_tp_dst:5", 13, "tp_dst", "tcp");
        refused("actions=pop_vlan:1", 9, "pop_vlan:1", "takes no value");
        refused("actions=dec_ttl(1)", 9, "dec_ttl(1)", "number 0");
        refused("actions=enqueue:1", 9, "enqueue:1", "a port and a queue");
        refused("actions=goto_table:1,2", 22, "2", "comes too late, behind goto_table");
        refused("actions=output:1,meter:3", 18, "meter:3", "comes too late");
        refused("actions=write_actions(goto_table:1)", 23, "goto_table", "no such action");
        refused("actions=1,stat_trigger(often)", 24, "often", "only_first");
        refused("modify actions=1", 1, "modify", "only rules to add");
        refused("send_flow_remo actions=1", 1, "send_flow_remo", "did you mean send_flow_rem");
        refused("check_overlap=1 actions=1", 1, "check_overlap", "no such field");
    }
}
