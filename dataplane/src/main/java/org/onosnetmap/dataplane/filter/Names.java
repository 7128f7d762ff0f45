package org.onosnetmap.dataplane.filter;

import java.util.Map;

/** What pcap-filter(7) and the registries of IANA call numbers. */
final class Names {

    /** IP protocols that are tests by themselves. */
    static final Map<String, Integer> IP_PROTOCOLS = Map.ofEntries(Map.entry("icmp", 1), Map.entry("igmp", 2), Map.entry("tcp", 6), Map.entry("igrp", 9), Map.entry("udp", 17),
            Map.entry("esp", 50), Map.entry("ah", 51), Map.entry("icmp6", 58), Map.entry("pim", 103), Map.entry("vrrp", 112), Map.entry("sctp", 132));

    /** EtherTypes that are tests by themselves. */
    static final Map<String, Integer> ETHER_TYPES = Map.of("ip", 0x0800, "arp", 0x0806, "rarp", 0x8035, "ip6", 0x86dd, "aarp", 0x80f3, "atalk", 0x809b);

    private static final Map<String, Integer> CONSTANTS = Map.ofEntries(Map.entry("icmptype", 0), Map.entry("icmp6type", 0), Map.entry("icmpcode", 1), Map.entry("icmp6code", 1),
            Map.entry("tcpflags", 13), Map.entry("icmp-echoreply", 0), Map.entry("icmp-unreach", 3), Map.entry("icmp-sourcequench", 4), Map.entry("icmp-redirect", 5),
            Map.entry("icmp-echo", 8), Map.entry("icmp-routeradvert", 9), Map.entry("icmp-routersolicit", 10), Map.entry("icmp-timxceed", 11), Map.entry("icmp-paramprob", 12),
            Map.entry("icmp-tstamp", 13), Map.entry("icmp-tstampreply", 14), Map.entry("icmp6-destinationrunreach", 1), Map.entry("icmp6-packettoobig", 2),
            Map.entry("icmp6-timeexceeded", 3), Map.entry("icmp6-echo", 128), Map.entry("icmp6-echoreply", 129), Map.entry("icmp6-routersolicit", 133),
            Map.entry("icmp6-routeradvert", 134), Map.entry("icmp6-neighborsolicit", 135), Map.entry("icmp6-neighboradvert", 136), Map.entry("icmp6-redirect", 137),
            Map.entry("tcp-fin", 1), Map.entry("tcp-syn", 2), Map.entry("tcp-rst", 4), Map.entry("tcp-push", 8), Map.entry("tcp-ack", 16), Map.entry("tcp-urg", 32),
            Map.entry("tcp-ece", 64), Map.entry("tcp-cwr", 128));

    private Names() {
    }

    static boolean isConstant(String word) {
        return CONSTANTS.containsKey(word);
    }

    /** A constant, or null. */
    static Integer constant(String word) {
        return CONSTANTS.get(word);
    }
}
