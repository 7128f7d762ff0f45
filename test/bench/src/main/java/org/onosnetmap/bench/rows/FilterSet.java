package org.onosnetmap.bench.rows;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Filters as ClassBench makes them, and packets that go with them. The first filter that matches counts. */
final class FilterSet {

    /** Where filters come from, with what is typical there. Shares are in percent. */
    enum Kind {
        /** Access lists: most filters name both ends and a service. */
        ACL(new int[] {10, 25, 35, 30}, new int[] {5, 15, 35, 45}, new int[] {97, 1, 0, 0, 2}, new int[] {30, 5, 0, 20, 45}, new int[] {65, 20, 5, 10}, 0.35, 0.25, 0.4),
        /** Firewalls: many name one end only; source ports matter too. */
        FW(new int[] {40, 15, 25, 20}, new int[] {35, 10, 25, 30}, new int[] {75, 15, 0, 5, 5}, new int[] {25, 10, 2, 13, 50}, new int[] {50, 25, 8, 17}, 0.25, 0.15, 0.2),
        /** IP chains of hosts: between both. */
        IPC(new int[] {15, 20, 25, 40}, new int[] {10, 15, 30, 45}, new int[] {85, 2, 0, 3, 10}, new int[] {45, 5, 0, 10, 40}, new int[] {45, 30, 5, 20}, 0.3, 0.2, 0.5);

        /** Any address, 8 to 23 bits, 24 to 31 bits, 32 bits. */
        final int[] source;
        final int[] destination;
        /** Any port, 1024 and above, below 1024, another range, one port. */
        final int[] sourcePorts;
        final int[] destinationPorts;
        /** TCP, UDP, ICMP, any protocol. */
        final int[] protocols;
        final double branching;
        final double skew;
        /** How probable it is that the destination is of the network of the source. */
        final double correlation;

        Kind(int[] source, int[] destination, int[] sourcePorts, int[] destinationPorts, int[] protocols, double branching, double skew, double correlation) {
            this.source = source;
            this.destination = destination;
            this.sourcePorts = sourcePorts;
            this.destinationPorts = destinationPorts;
            this.protocols = protocols;
            this.branching = branching;
            this.skew = skew;
            this.correlation = correlation;
        }
    }

    private static final int[] SERVICES = {80, 443, 53, 25, 22, 110, 143, 21, 23, 389, 445, 3306, 1521, 1433, 5060, 8080, 123, 161, 514, 3389};
    private static final int[][] RANGES = {{20, 21}, {135, 139}, {161, 162}, {6000, 6063}, {49_152, 65_535}};
    /** How many pairs of prefix lengths a set has; the first is the most frequent, the k-th 1/k as frequent. */
    private static final int PAIRS = 24;

    private final Random random;
    private final int[][] pairs = new int[PAIRS][];
    private final List<Filter> filters;
    /** Matches of all filters, in the syntax of ovs-ofctl; how many each filter has. */
    private final List<List<String>> matches = new ArrayList<>();

    /** Makes filters until they come to so many OpenFlow rules, as ranges of ports take several. */
    FilterSet(Kind kind, int rules, long seed) {
        random = new Random(seed);
        Prefixes sources = new Prefixes(seed + 1, kind.branching, kind.skew);
        Prefixes destinations = new Prefixes(seed + 2, kind.branching, kind.skew);
        for (int i = 0; i < PAIRS; i++) {
            pairs[i] = new int[] {length(pick(kind.source)), length(pick(kind.destination))};
        }
        Set<Filter> made = new LinkedHashSet<>();
        int left = rules;
        while (left > 0) {
            Filter f = draw(kind, sources, destinations);
            int n = f.matches().size();
            if (n <= left && made.add(f)) {
                left -= n;
            }
        }
        filters = new ArrayList<>(made);
        filters.sort(Comparator.comparingDouble(FilterSet::scope)); // an administrator writes the exception above the rule
        filters.forEach(f -> matches.add(f.matches()));
    }

    private Filter draw(Kind kind, Prefixes sources, Prefixes destinations) {
        int[] pair = pairs[pair()];
        int source = sources.draw();
        int destination = random.nextDouble() < kind.correlation ? destinations.extend(source, 8 + random.nextInt(9)) : destinations.draw();
        int p = pick(kind.protocols);
        int protocol = p == 0 ? Frame.TCP : p == 1 ? Frame.UDP : p == 2 ? Frame.ICMP : Filter.ANY_PROTOCOL;
        boolean ports = protocol == Frame.TCP || protocol == Frame.UDP;
        int[] s = ports(ports ? pick(kind.sourcePorts) : 0);
        int[] d = ports(ports ? pick(kind.destinationPorts) : 0);
        return new Filter(source, pair[0], destination, pair[1], protocol, s[0], s[1], d[0], d[1]);
    }

    private int pair() {
        double at = random.nextDouble();
        double all = 0;
        for (int i = 1; i <= PAIRS; i++) {
            all += 1.0 / i;
        }
        int i = 0;
        for (at *= all; i < PAIRS - 1 && at >= 1.0 / (i + 1); i++) {
            at -= 1.0 / (i + 1);
        }
        return i;
    }

    private int pick(int[] shares) {
        int at = random.nextInt(100);
        int i = 0;
        while (at >= shares[i]) {
            at -= shares[i++];
        }
        return i;
    }

    private int length(int kind) {
        return kind == 0 ? 0 : kind == 1 ? (random.nextInt(3) == 0 ? 8 + random.nextInt(16) : 16) : kind == 2 ? (random.nextInt(2) == 0 ? 24 : 25 + random.nextInt(7)) : 32;
    }

    private int[] ports(int kind) {
        switch (kind) {
            case 0:
                return new int[] {0, Filter.MAX_PORT};
            case 1:
                return new int[] {1024, Filter.MAX_PORT};
            case 2:
                return new int[] {0, 1023};
            case 3:
                return RANGES[random.nextInt(RANGES.length)];
            default:
                int port = random.nextInt(3) == 0 ? 1 + random.nextInt(Filter.MAX_PORT) : SERVICES[random.nextInt(SERVICES.length)];
                return new int[] {port, port};
        }
    }

    /** The logarithm of how many packets a filter takes. */
    private static double scope(Filter f) {
        return 64 - f.sourceLength - f.destinationLength + (f.protocol == Filter.ANY_PROTOCOL ? 8 : 0) + log(f.sourcePortHigh - f.sourcePortLow + 1) + log(f.destinationPortHigh - f.destinationPortLow + 1);
    }

    private static double log(int n) {
        return Math.log(n) / Math.log(2);
    }

    List<Filter> filters() {
        return filters;
    }

    /** Rules of one table, the first filter with the highest priority, and above 0. */
    List<String> rules(int table, String... actions) {
        List<String> all = new ArrayList<>();
        Random which = new Random(matches.size());
        int priority = filters.size();
        for (List<String> filter : matches) {
            String action = actions[which.nextInt(actions.length)];
            for (String match : filter) {
                all.add("table=" + table + ",priority=" + priority + "," + match + " actions=" + action);
            }
            priority--;
        }
        return all;
    }

    /** One packet that a randomly chosen filter matches, at a corner of it. */
    ByteBuffer packet(int vlan) {
        Filter f = filters.get(random.nextInt(filters.size()));
        int protocol = f.protocol == Filter.ANY_PROTOCOL ? (random.nextBoolean() ? Frame.TCP : Frame.UDP) : f.protocol;
        return Frame.ip(vlan, protocol, corner(f.source, f.source | ~Filter.mask(f.sourceLength)), corner(f.destination, f.destination | ~Filter.mask(f.destinationLength)),
                corner(f.sourcePortLow, f.sourcePortHigh), corner(f.destinationPortLow, f.destinationPortHigh));
    }

    private int corner(int low, int high) {
        return random.nextBoolean() ? low : high;
    }

    /** Packets of randomly chosen filters, each repeated as often as the Pareto distribution with a = 1 and b = 0.1 says, and 100 times at most. */
    List<ByteBuffer> trace(int packets) {
        List<ByteBuffer> all = new ArrayList<>(packets);
        while (all.size() < packets) {
            ByteBuffer frame = packet(Frame.NO_TAG);
            int copies = (int) Math.min(100, Math.ceil(0.1 / (1 - random.nextDouble())));
            for (int i = 0; i < copies && all.size() < packets; i++) {
                all.add(frame);
            }
        }
        return all;
    }
}
