package org.onosnetmap.bench.rows;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Different IPv4 prefixes whose lengths are as frequent as in the Internet's routing table: most are /24, and two of five are part of another. */
final class Routes {

    /** Per mille, from /8 to /32. */
    private static final int[] LENGTHS = {1, 1, 1, 1, 1, 1, 2, 2, 15, 8, 14, 25, 45, 50, 115, 100, 590, 2, 2, 2, 2, 2, 5, 3, 10};

    private final Random random;
    private final List<Long> prefixes;

    Routes(int count, long seed) {
        random = new Random(seed);
        Set<Long> made = new LinkedHashSet<>();
        List<Long> order = new ArrayList<>();
        while (made.size() < count) {
            int length = length();
            int address = (1 + random.nextInt(223)) << 24 | random.nextInt(1 << 24);
            if (!order.isEmpty() && random.nextInt(5) < 2) {
                long outer = order.get(random.nextInt(order.size()));
                if ((int) outer < length) {
                    address = (int) (outer >>> 32) | address & ~Filter.mask((int) outer);
                }
            }
            long prefix = (long) (address & Filter.mask(length)) << 32 | length;
            if (made.add(prefix)) {
                order.add(prefix);
            }
        }
        prefixes = order;
    }

    private int length() {
        int at = random.nextInt(1000);
        int i = 0;
        while (at >= LENGTHS[i]) {
            at -= LENGTHS[i++];
        }
        return 8 + i;
    }

    /** Rules whose priority is the length, so that the longest prefix wins; a frame to the next hop has new addresses and a lower TTL. */
    List<String> rules(int table) {
        List<String> all = new ArrayList<>();
        for (long p : prefixes) {
            all.add(String.format("table=%d,priority=%d,ip%s actions=set_field:02:00:00:00:01:00->eth_src,set_field:02:00:00:00:02:%02x->eth_dst,dec_ttl,output:2",
                    table, (int) p, Filter.prefix(",nw_dst=", (int) (p >>> 32), (int) p), random.nextInt(64)));
        }
        return all;
    }

    /** Rules that only forward. */
    List<String> plainRules() {
        List<String> all = new ArrayList<>();
        for (long p : prefixes) {
            all.add("priority=" + (int) p + ",ip" + Filter.prefix(",nw_dst=", (int) (p >>> 32), (int) p) + " actions=output:2");
        }
        return all;
    }

    /** An address that a randomly chosen prefix covers. */
    int address() {
        long p = prefixes.get(random.nextInt(prefixes.size()));
        return (int) (p >>> 32) | random.nextInt() & ~Filter.mask((int) p);
    }
}
