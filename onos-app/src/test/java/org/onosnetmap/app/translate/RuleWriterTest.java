package org.onosnetmap.app.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.onlab.packet.TpPort;
import org.onosnetmap.app.extension.NetmapSelector;
import org.onosnetmap.app.translate.Samples.Sample;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.text.FlowText;
import org.onosnetmap.dataplane.flow.text.FlowTextException;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.TrafficSelector;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flow.criteria.Criterion;
import org.onosproject.net.flow.instructions.Instruction;

class RuleWriterTest {

    private static final DefaultApplicationId APP = new DefaultApplicationId(9, "test");

    @Test
    void everyFieldComesBackAsItWas() throws UntranslatableException {
        for (Field f : Field.values()) {
            long hi = 0xfedcba98_76543210L & f.fullMaskHi();
            same(Match.builder().set(f, hi, 0x89abcdef_01234567L & f.fullMaskLo(), f.fullMaskHi(), f.fullMaskLo()).build());
            same(Match.builder().set(f, 0, 0, f.fullMaskHi(), f.fullMaskLo()).build());
            same(Match.builder().set(f, f.fullMaskHi(), f.fullMaskLo(), f.fullMaskHi(), f.fullMaskLo()).build());
            same(Match.builder().set(f, hi, 0x5555_5555_5555_5555L & f.fullMaskLo(), 0x0f0f_0f0fL & f.fullMaskHi(), 0x5a5a_5a5a_5a5a_5a5bL & f.fullMaskLo()).build());
            for (int n = 1; n < f.bits(); n++) {
                // the upper n bits, as a prefix has them
                long lo = f.bits() <= 64 ? f.fullMaskLo() << f.bits() - n & f.fullMaskLo() : n <= 64 ? 0 : -1L << 128 - n;
                same(Match.builder().set(f, hi, 0x7fff_ffff_ffff_ffffL & f.fullMaskLo(), n <= 64 ? -1L << 64 - n & f.fullMaskHi() : f.fullMaskHi(), lo).build());
            }
        }
    }

    @Test
    void everySetFieldComesBackAsItWas() throws UntranslatableException {
        for (Field f : Field.values()) {
            long lo = 0x89abcdef_0123f567L & f.fullMaskLo();
            same(Action.set(f, 0x123 & f.fullMaskHi(), lo));
            same(Action.set(f, 0, 0));
            same(Action.set(f, f.fullMaskHi(), f.fullMaskLo()));
            same(Action.setMasked(f, 0, lo, f.fullMaskHi(), 0x5a5a_5a5a_5a5a_5a5bL & f.fullMaskLo()));
        }
    }

    @Test
    void linesComeBackAsTheyWere() throws FlowTextException, UntranslatableException {
        for (String line : List.of(
                "table=3,priority=7,in_port=1,tcp,nw_dst=10.0.0.0/8,tp_dst=80 actions=dec_ttl,output:2",
                "ip,nw_src=10.0.0.1/255.0.0.255 actions=drop",
                "tcp,tcp_flags=+syn-ack actions=mod_nw_ttl:64,set_field:1->nw_ecn,output:1,dec_ttl(0),controller:128,output(port=3,max_len=64)",
                "in_port=controller actions=all,flood,normal,in_port",
                "dl_vlan=5 actions=set_queue:4,output:2,pop_vlan,push_vlan:0x88a8,set_field:0x1005->vlan_vid,group:9",
                "mpls actions=push_mpls:0x8848,push_mpls:0x8847,set_mpls_label:5,set_mpls_tc:3,set_mpls_ttl:9,dec_mpls_ttl,pop_mpls:0x0800",
                "idle_timeout=5,hard_timeout=60,arp actions=meter:3,output:1,clear_actions,write_actions(set_field:2->arp_op,push_pbb:0x88e7,output:4),write_metadata:0x12/0xff,goto_table:9",
                "actions=output:2,stat_trigger(packets=5,duration=2,periodic)")) {
            org.onosnetmap.dataplane.flow.FlowRule r = FlowText.parse(line);
            assertEquals(r, RuleTranslator.bare(RuleWriter.rule(r, Samples.DEVICE, APP)), line);
        }
    }

    @Test
    void whatOnosHasAWordForIsSaidInIt() throws UntranslatableException {
        for (Sample<Criterion> s : Samples.criteria()) {
            if (SupportTable.criteria().get(s.it.type()).isSupported() && s.it.type() != Criterion.Type.EXTENSION) {
                TrafficSelector selector = DefaultTrafficSelector.builder().add(s.it).build();
                assertEquals(selector, RuleWriter.rule(RuleTranslator.bare(rule(selector)), Samples.DEVICE, APP).selector());
            }
        }
        for (Sample<Instruction> s : Samples.instructions()) {
            switch (s.it.type()) {
                case L2MODIFICATION:
                case L3MODIFICATION:
                case L4MODIFICATION:
                case OUTPUT:
                case GROUP:
                case METER:
                case TABLE:
                case METADATA:
                case STAT_TRIGGER:
                    FlowRule r = rule(DefaultTrafficSelector.emptySelector(), DefaultTrafficTreatment.builder().add(s.it).build());
                    assertEquals(r.treatment(), RuleWriter.rule(RuleTranslator.bare(r), Samples.DEVICE, APP).treatment(), s::toString);
                    break;
                default:
                    break;
            }
        }
    }

    @Test
    void theRestIsOneExtension() throws FlowTextException, UntranslatableException {
        FlowRule r = RuleWriter.rule(FlowText.parse("tcp,tcp_flags=+syn-ack,ip_src=10.0.0.1/255.0.0.255,tp_dst=80 actions=mod_nw_ttl:64,set_field:1->nw_ecn,dec_ttl,output:2"), Samples.DEVICE, APP);
        assertEquals(DefaultTrafficSelector.builder().matchEthType((short) 0x800).matchIPProtocol((byte) 6).matchTcpDst(TpPort.tpPort(80))
                .extension(new NetmapSelector("tcp_flags=+syn-ack,ip_src=10.0.0.1/255.0.0.255"), Samples.DEVICE).build(), r.selector());
        assertEquals(3, r.treatment().immediate().size(), r.treatment()::toString);
    }

    @Test
    void aHardTimeoutAloneEndsNoRuleEarlier() throws FlowTextException, UntranslatableException {
        FlowRule r = RuleWriter.rule(FlowText.parse("hard_timeout=60 actions=drop"), Samples.DEVICE, APP);
        assertEquals(60, r.hardTimeout());
        assertEquals(60, r.timeout());
        assertTrue(!r.isPermanent());
    }

    @Test
    void whatRulesOfOnosCannotHaveIsRefused() {
        for (String line : List.of("cookie=5 actions=drop", "check_overlap actions=drop", "reset_counts actions=drop", "actions=stat_trigger(packets=5)", "actions=stat_trigger(duration=0.5,periodic)")) {
            assertThrows(UntranslatableException.class, () -> RuleWriter.rule(FlowText.parse(line), Samples.DEVICE, APP), line);
        }
    }

    private static void same(Match m) throws UntranslatableException {
        org.onosnetmap.dataplane.flow.FlowRule r = org.onosnetmap.dataplane.flow.FlowRule.builder().match(m).build();
        assertEquals(r, RuleTranslator.bare(RuleWriter.rule(r, Samples.DEVICE, APP)));
    }

    private static void same(Action a) throws UntranslatableException {
        org.onosnetmap.dataplane.flow.FlowRule r = org.onosnetmap.dataplane.flow.FlowRule.builder().apply(a).build();
        assertEquals(r, RuleTranslator.bare(RuleWriter.rule(r, Samples.DEVICE, APP)));
    }

    private static FlowRule rule(TrafficSelector s) {
        return rule(s, DefaultTrafficTreatment.builder().drop().build());
    }

    private static FlowRule rule(TrafficSelector s, TrafficTreatment t) {
        return DefaultFlowRule.builder().forDevice(Samples.DEVICE).forTable(3).withPriority(5).withSelector(s).withTreatment(t).fromApp(APP).makePermanent().build();
    }
}
