package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.PortNo;

/** For each field: in which company it may be matched, with which mask, and with which values. OpenFlow 1.3.5 table 12, OpenFlow 1.5.1 table 13. */
class PrerequisiteTest {

    /** EtherTypes, protocols and ICMPv6 types that make a difference to some field, and some that make none. */
    private static final int[] TYPES = {0x5ff, 0x800, 0x806, 0x86dd, 0x8847, 0x8848, 0x88e7, 0x88b5};
    private static final int[] PROTOCOLS = {1, 6, 17, 58, 132, 47};
    private static final int[] MESSAGES = {128, 135, 136};

    private final PipelineFixture f = new PipelineFixture();

    /** Where a field may be matched, as the specification's column "prerequisites" says it. */
    private static boolean allowed(Field field, int type, int protocol, int message) {
        boolean v4 = type == 0x800;
        boolean v6 = type == 0x86dd;
        boolean ip = v4 || v6;
        switch (field) {
            case IP_DSCP:
            case IP_ECN:
            case IP_PROTO:
                return ip;
            case IPV4_SRC:
            case IPV4_DST:
                return v4;
            case IPV6_SRC:
            case IPV6_DST:
            case IPV6_FLABEL:
            case IPV6_EXTHDR:
                return v6;
            case TCP_SRC:
            case TCP_DST:
            case TCP_FLAGS:
                return ip && protocol == 6;
            case UDP_SRC:
            case UDP_DST:
                return ip && protocol == 17;
            case SCTP_SRC:
            case SCTP_DST:
                return ip && protocol == 132;
            case ICMPV4_TYPE:
            case ICMPV4_CODE:
                return v4 && protocol == 1;
            case ICMPV6_TYPE:
            case ICMPV6_CODE:
                return v6 && protocol == 58;
            case IPV6_ND_TARGET:
                return v6 && protocol == 58 && (message == 135 || message == 136);
            case IPV6_ND_SLL:
                return v6 && protocol == 58 && message == 135;
            case IPV6_ND_TLL:
                return v6 && protocol == 58 && message == 136;
            case ARP_OP:
            case ARP_SPA:
            case ARP_TPA:
            case ARP_SHA:
            case ARP_THA:
                return type == 0x806;
            case MPLS_LABEL:
            case MPLS_TC:
            case MPLS_BOS:
                return type == 0x8847 || type == 0x8848;
            case PBB_ISID:
            case PBB_UCA:
                return type == 0x88e7;
            case IN_PHY_PORT:
            case VLAN_PCP:
            case INNER_VLAN_PCP:
                return false;
            default:
                return true;
        }
    }

    /** A value that the field may have. */
    private static long valid(Field field) {
        switch (field) {
            case PACKET_TYPE:
                return 0;
            case ETH_TYPE:
                return 0x88b5;
            case VLAN_VID:
            case INNER_VLAN_VID:
                return 0x1001;
            default:
                return 1;
        }
    }

    private String error(Match.Builder m) {
        FlowException e = f.refusal(FlowRule.builder().match(m.build()));
        return e == null ? null : e.error();
    }

    @ParameterizedTest
    @EnumSource(Field.class)
    void aFieldAloneIsRefusedIfItNeedsCompany(Field field) {
        boolean needs = !allowed(field, 0, 0, 0);
        FlowException e = f.refusal(FlowRule.builder().match(Match.builder().set(field, valid(field)).build()));
        if (!needs) {
            assertNull(e);
            return;
        }
        assertNotNull(e, field + " alone should be refused");
        assertEquals("OFPBMC_BAD_PREREQ", e.error());
        assertTrue(e.getMessage().contains(field.name()) && e.getMessage().contains("add "), e.getMessage());
        assertEquals(0, f.tables.size());
    }

    @ParameterizedTest
    @EnumSource(Field.class)
    void aFieldIsAllowedBehindTheHeadersThatAnnounceItAndNoOthers(Field field) {
        Set<Field> path = Set.of(Field.ETH_TYPE, Field.IP_PROTO, Field.ICMPV6_TYPE);
        int accepted = 0;
        for (int type : TYPES) {
            for (int protocol : PROTOCOLS) {
                for (int message : MESSAGES) {
                    boolean ip = type == 0x800 || type == 0x86dd;
                    Match.Builder m = Match.builder().set(Field.ETH_TYPE, type);
                    if (ip) {
                        m.set(Field.IP_PROTO, protocol);
                    }
                    if (type == 0x86dd && protocol == 58) {
                        m.set(Field.ICMPV6_TYPE, message);
                    }
                    if (!path.contains(field)) {
                        m.set(field, valid(field));
                    }
                    boolean allowed = path.contains(field) || allowed(field, type, protocol, message);
                    assertEquals(allowed ? null : "OFPBMC_BAD_PREREQ", error(m), m.build().toString());
                    accepted += allowed ? 1 : 0;
                }
            }
        }
        boolean tags = field == Field.VLAN_PCP || field == Field.INNER_VLAN_PCP || field == Field.IN_PHY_PORT;
        assertEquals(tags, accepted == 0, "every field but those that no header announces is accepted somewhere: " + field);
    }

    @Test
    void aMaskedPrerequisiteIsNone() {
        // Other fields that are prerequisites cannot be masked at all.
        assertEquals("OFPBMC_BAD_PREREQ", error(Match.builder().set(Field.VLAN_VID, 0).set(Field.VLAN_PCP, 1)));
        assertNull(error(Match.builder().set(Field.VLAN_VID, 0x1000, 0x1000).set(Field.VLAN_PCP, 1)));
        assertEquals("OFPBMC_BAD_PREREQ", error(Match.builder().set(Field.INNER_VLAN_VID, 0).set(Field.INNER_VLAN_PCP, 1)));
        assertNull(error(Match.builder().set(Field.INNER_VLAN_VID, 0x1000, 0x1000).set(Field.INNER_VLAN_PCP, 1)));
        assertEquals("OFPBMC_BAD_PREREQ", error(Match.builder().set(Field.VLAN_VID, 0x1001).set(Field.INNER_VLAN_PCP, 1)));
    }

    @ParameterizedTest
    @EnumSource(Field.class)
    void masksAreAllowedWhereTheSpecificationSaysSo(Field field) {
        Set<Field> maskable = new HashSet<>(List.of(Field.METADATA, Field.ETH_DST, Field.ETH_SRC, Field.VLAN_VID, Field.IPV4_SRC, Field.IPV4_DST, Field.ARP_SPA,
                Field.ARP_TPA, Field.ARP_SHA, Field.ARP_THA, Field.IPV6_SRC, Field.IPV6_DST, Field.IPV6_FLABEL, Field.PBB_ISID, Field.TUNNEL_ID, Field.IPV6_EXTHDR,
                // OpenFlow 1.5.1
                Field.TCP_FLAGS,
                // beyond OpenFlow
                Field.TCP_SRC, Field.TCP_DST, Field.UDP_SRC, Field.UDP_DST, Field.SCTP_SRC, Field.SCTP_DST, Field.INNER_VLAN_VID));
        assertEquals(maskable.contains(field), field.maskable());
        if (field.bits() == 1) {
            return; // a mask of one bit is all or nothing
        }
        Match.Builder m = company(field);
        m.set(field, 0, 1);
        assertEquals(maskable.contains(field) ? null : "OFPBMC_BAD_MASK", error(m), m.build().toString());
    }

    /** A match that fulfils what the field needs. */
    private static Match.Builder company(Field field) {
        Map<Field, Long> values = new EnumMap<>(Field.class);
        values.put(Field.IN_PORT, 1L);
        values.put(Field.VLAN_VID, 0x1001L);
        values.put(Field.INNER_VLAN_VID, 0x1001L);
        Match.Builder m = Match.builder();
        for (int type : TYPES) {
            for (int protocol : PROTOCOLS) {
                for (int message : MESSAGES) {
                    if (allowed(field, type, protocol, message)) {
                        values.put(Field.ETH_TYPE, (long) type);
                        values.put(Field.IP_PROTO, (long) protocol);
                        values.put(Field.ICMPV6_TYPE, (long) message);
                    }
                }
            }
        }
        Prerequisites.of(field).forEach(p -> m.set(p, values.get(p)));
        return m;
    }

    @Test
    void valuesThatNoPacketCanHave() {
        FlowException e = f.refusal(FlowRule.builder().match(Match.builder().set(Field.IN_PORT, 1).set(Field.IN_PHY_PORT, 2).build()));
        assertEquals("OFPBMC_BAD_VALUE", e.error());
        assertTrue(e.getMessage().contains("own physical port") && e.getMessage().contains("leave IN_PHY_PORT out"), e.getMessage());
        e = f.refusal(FlowRule.builder().match(Match.builder().set(Field.PACKET_TYPE, 0x10800).build()));
        assertEquals("OFPBMC_BAD_VALUE", e.error());
        assertTrue(e.getMessage().contains("(1,0x800)") && e.getMessage().contains("(0,0)"), e.getMessage());
        for (int port : new int[] {0, PortNo.ANY, PortNo.LOCAL, PortNo.TABLE, 0xffffff00}) {
            e = f.refusal(FlowRule.builder().match(Match.builder().set(Field.ACTSET_OUTPUT, port & 0xffffffffL).build()));
            assertEquals("OFPBMC_BAD_VALUE", e.error());
            assertTrue(e.getMessage().contains("0xfffffff7"), e.getMessage());
        }
        assertEquals("OFPBMC_BAD_VALUE", error(Match.builder().set(Field.INNER_VLAN_VID, 5)));
        assertEquals("OFPBMC_BAD_VALUE", error(Match.builder().set(Field.INNER_VLAN_VID, 5, 0x1005)));
        for (Field vid : List.of(Field.VLAN_VID, Field.INNER_VLAN_VID)) {
            assertNull(error(Match.builder().set(vid, 5, 0xfff)));
            assertNull(error(Match.builder().set(vid, 0, 0x1000)));
            assertNull(error(Match.builder().set(vid, 0, 0x1fff)));
        }
    }

    @Test
    void portsThatAnActionSetCanNameAreMatchable() {
        Stream.of(1, PortNo.MAX, PortNo.UNSET, PortNo.IN_PORT, PortNo.NORMAL, PortNo.FLOOD, PortNo.ALL, PortNo.CONTROLLER)
                .forEach(port -> assertNull(error(Match.builder().set(Field.ACTSET_OUTPUT, port & 0xffffffffL))));
    }
}
