package org.onosnetmap.dataplane.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

/** Values as people write them. */
class FieldTextTest {

    private static String text(Field f, long value) {
        return FieldText.format(f, 0, value);
    }

    @Test
    void addressesLookLikeAddresses() {
        assertEquals("02:00:00:00:00:01", text(Field.ETH_DST, 0x0200_0000_0001L));
        assertEquals("02:00:00:00:00:01", text(Field.IPV6_ND_TLL, 0x0200_0000_0001L));
        assertEquals("10.0.0.255", text(Field.ARP_TPA, 0x0a0000ffL));
        assertEquals("fe80:0:0:0:0:0:0:1", FieldText.format(Field.IPV6_ND_TARGET, 0xfe80L << 48, 1));
    }

    @Test
    void portsOfTheSwitchHaveNames() {
        assertEquals("7", text(Field.IN_PHY_PORT, 7));
        assertEquals("CONTROLLER", text(Field.IN_PORT, PortNo.CONTROLLER & 0xffffffffL));
        assertEquals("UNSET", text(Field.ACTSET_OUTPUT, PortNo.UNSET & 0xffffffffL));
        assertEquals("4294967039", text(Field.ACTSET_OUTPUT, PortNo.MAX & 0xffffffffL));
    }

    @Test
    void typesTagsAndSetsOfBitsAreHexadecimal() {
        assertEquals("0x8847", text(Field.ETH_TYPE, 0x8847));
        assertEquals("0x1005", text(Field.INNER_VLAN_VID, 0x1005));
        assertEquals("0xffffffffffffffff", text(Field.TUNNEL_ID, -1));
        assertEquals("0x180", text(Field.IPV6_EXTHDR, Field.IPV6_EXTHDR_UNREP | Field.IPV6_EXTHDR_UNSEQ));
        assertEquals("0x12", text(Field.TCP_FLAGS, 0x12));
        assertEquals("0xabcdef", text(Field.PBB_ISID, 0xabcdef));
        assertEquals("(0,0x0)", text(Field.PACKET_TYPE, 0));
        assertEquals("(1,0x800)", text(Field.PACKET_TYPE, 0x10800));
    }

    @Test
    void numbersAreDecimal() {
        assertEquals("1048575", text(Field.MPLS_LABEL, 0xfffff));
        assertEquals("7", text(Field.MPLS_TC, 7));
        assertEquals("1", text(Field.MPLS_BOS, 1));
        assertEquals("1", text(Field.PBB_UCA, 1));
        assertEquals("2905", text(Field.SCTP_DST, 2905));
        assertEquals("5", text(Field.INNER_VLAN_PCP, 5));
    }

    @Test
    void everyFieldHasTextForItsLeastAndItsGreatestValue() {
        for (Field f : Field.values()) {
            assertFalse(FieldText.format(f, 0, 0).isEmpty(), f.name());
            assertFalse(FieldText.format(f, f.fullMaskHi(), f.fullMaskLo()).isEmpty(), f.name());
        }
    }

    @Test
    void matchesNameFieldValueAndMask() {
        assertEquals("any", Match.ANY.toString());
        assertEquals("eth_type=0x88e7,pbb_isid=0x100/0xff00", Match.builder().set(Field.PBB_ISID, 0x100, 0xff00).set(Field.ETH_TYPE, 0x88e7).build().toString());
    }
}
