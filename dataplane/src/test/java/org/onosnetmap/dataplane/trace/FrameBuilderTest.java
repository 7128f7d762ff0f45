package org.onosnetmap.dataplane.trace;

import static org.junit.jupiter.api.Assertions.*;

import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.text.FlowText;
import org.onosnetmap.dataplane.pipeline.Frames;
import org.onosnetmap.dataplane.pipeline.reference.ReferencePipeline;

/** Frames made from field values. */
class FrameBuilderTest {

    private static Match match(String text) throws Exception {
        return FlowText.parse(text + " actions=drop").match();
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "dl_dst=02:00:00:00:00:09", "dl_type=0x88b6", "dl_vlan=7,dl_vlan_pcp=3", "dl_vlan=7,ip,nw_src=10.1.2.3,nw_dst=10.1.2.4,nw_tos=184",
        "tcp,nw_src=10.1.2.3,tp_src=1000,tp_dst=80,tcp_flags=+syn", "udp,tp_dst=53", "sctp,tp_src=1,tp_dst=2", "icmp,icmp_type=8,icmp_code=0",
        "tcp6,ipv6_src=2001:db8::5,tp_dst=443", "udp6,ipv6_label=5,tp_src=9", "icmp6,icmp_type=135,nd_target=fe80::1,nd_sll=02:00:00:00:00:07",
        "icmp6,icmp_type=136,nd_target=fe80::1,nd_tll=02:00:00:00:00:07", "arp,arp_op=2,arp_spa=10.0.0.9,arp_tpa=10.0.0.8,arp_sha=02:00:00:00:00:01",
        "mpls,mpls_label=77,mpls_tc=2,mpls_bos=0", "mplsm,mpls_label=77,mpls_bos=1", "dl_type=0x88e7,pbb_isid=1234", "ip,nw_proto=89",
        "ip,nw_src=10.0.0.0/8"})
    void theFrameHasTheFieldsThatAreAskedFor(String text) throws Exception {
        Match m = match(text);
        Map<Field, BigInteger> fields = ReferencePipeline.fields(FrameBuilder.frame(m));
        for (Field f : m.fields()) {
            assertNotNull(fields.get(f), f + " of " + text);
            assertEquals(m.value(f), fields.get(f).longValue() & m.mask(f), f + " of " + text);
        }
    }

    @Test
    void checksumsAreRight() throws Exception {
        byte[] tcp = FrameBuilder.frame(match("tcp,nw_src=10.1.2.3,nw_dst=10.4.5.6,tp_src=1000,tp_dst=80"));
        byte[] header = java.util.Arrays.copyOfRange(tcp, 14, 34);
        assertEquals(0xffff, fold(Frames.sum(header)));
        byte[] segment = java.util.Arrays.copyOfRange(tcp, 34, 54);
        assertEquals(0xffff, fold(Frames.sum(segment) + Frames.sum(java.util.Arrays.copyOfRange(tcp, 26, 34)) + 6 + 20));
    }

    private static int fold(int sum) {
        int s = sum;
        while (s >> 16 != 0) {
            s = (s & 0xffff) + (s >> 16);
        }
        return s;
    }

    @Test
    void whatNoFrameCanHaveIsRefusedWithTheFieldsName() throws Exception {
        FlowException e = assertThrows(FlowException.class, () -> FrameBuilder.frame(Match.builder().set(Field.TCP_DST, 80).build()));
        assertTrue(e.getMessage().contains("TCP_DST"), e.getMessage());
    }
}
