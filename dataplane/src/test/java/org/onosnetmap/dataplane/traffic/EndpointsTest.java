package org.onosnetmap.dataplane.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EndpointsTest {

    private static void is(String text, boolean ipv6, long high, long first, long addresses, int port, int ports) {
        Endpoints e = Endpoints.parse(text, 1234);
        assertEquals(ipv6 + " " + high + " " + first + " " + addresses + " " + port + " " + ports,
                e.ipv6 + " " + e.high + " " + e.first + " " + e.addresses + " " + e.firstPort + " " + e.ports, text);
    }

    @Test
    void addressesPortsAndRanges() {
        is("10.0.0.1", false, 0, 0x0a000001, 1, 1234, 1);
        is("10.0.0.1:53", false, 0, 0x0a000001, 1, 53, 1);
        is("10.0.0.1-10.0.1.0", false, 0, 0x0a000001, 256, 1234, 1);
        is("10.0.0.1:1000-10.0.0.1:1999", false, 0, 0x0a000001, 1, 1000, 1000);
        is("10.0.0.1:7-255.255.255.255", false, 0, 0x0a000001, 0xf5ffffffL, 7, 1);
        is("fd00::1", true, 0xfd00L << 48, 1, 1, 1234, 1);
        is("[fd00::1]:53-[fd00::ffff]:54", true, 0xfd00L << 48, 1, 0xffff, 53, 2);
        is("fd00::1-fd00::2", true, 0xfd00L << 48, 1, 2, 1234, 1);
    }

    private static void refused(String text, String why) {
        String m = assertThrows(IllegalArgumentException.class, () -> Endpoints.parse(text, 1), text).getMessage();
        assertTrue(m.contains(why) && m.contains("'" + text + "'"), m);
    }

    @Test
    void whatIsNoRangeIsRefusedWithTheReason() {
        refused("10.0.0.9-10.0.0.1", "ends before it starts: 10.0.0.1 is below 10.0.0.9");
        refused("10.0.0.1:9-10.0.0.1:8", "ends before it starts: port 8 is below 9");
        refused("10.0.0.1-fd00::1", "mixes IPv4 and IPv6");
        refused("fd00::1-fd01::1", "64 low bits");
        refused("10.0.0", "no IPv4 address");
        refused("10.0.0.256", "no IPv4 address");
        refused("10.0.0.1:70000", "take 0 to 65535");
        refused("example.org", "which is no address");
        refused("::ffff:10.0.0.1", "write it as IPv4");
        refused("", "which is no address");
        refused("10.0.0.1-", "which is no address");
    }

    @Test
    void noTextMakesItFailInAnotherWay() {
        Random random = new Random(5);
        String alphabet = "0123456789abf.:-[] x";
        for (int i = 0; i < 100_000; i++) {
            StringBuilder s = new StringBuilder();
            for (int n = random.nextInt(20); n > 0; n--) {
                s.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Endpoints.parse(s.toString(), 1);
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage().startsWith("'"), s.toString());
            }
        }
    }
}
