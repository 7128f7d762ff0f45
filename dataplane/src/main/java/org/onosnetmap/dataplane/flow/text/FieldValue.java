package org.onosnetmap.dataplane.flow.text;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FieldText;
import org.onosnetmap.dataplane.flow.PortNo;

/** Value and mask of a field, as text: {@code VALUE}, {@code VALUE/MASK}, {@code ADDRESS/PREFIX}, or {@code *} for any. */
final class FieldValue {

    private static final String[] TCP_FLAGS = {"fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr", "ns"};
    private static final String[] EXTENSION_HEADERS = {"nonext", "esp", "auth", "dest", "frag", "router", "hop", "unrep", "unseq"};
    private static final Pattern SIGNED_NAME = Pattern.compile("([+-])([a-z0-9]+)");
    private static final Pattern MAC = Pattern.compile("[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}");
    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern PAIR = Pattern.compile("\\(\\s*([0-9a-fA-Fx]+)\\s*,\\s*([0-9a-fA-Fx]+)\\s*\\)");

    final long hi;
    final long lo;
    final long maskHi;
    final long maskLo;

    private FieldValue(long hi, long lo, long maskHi, long maskLo) {
        this.hi = hi;
        this.lo = lo;
        this.maskHi = maskHi;
        this.maskLo = maskLo;
    }

    boolean isAny() {
        return (maskHi | maskLo) == 0;
    }

    boolean isExact(Field f) {
        return maskHi == f.fullMaskHi() && maskLo == f.fullMaskLo();
    }

    static FieldValue read(Field f, Word w) throws FlowTextException {
        if (w.text().equals("*") || w.lower().equals("any") && !isPort(f)) {
            return new FieldValue(0, 0, 0, 0);
        }
        String[] flags = flags(f);
        if (flags != null && Character.isLetter(w.text().isEmpty() ? '0' : w.text().charAt(0)) || flags != null && SIGNED_NAME.matcher(w.lower()).lookingAt()) {
            return flags(w, flags, f);
        }
        int slash = w.indexOf('/');
        long[] value = number(f, slash < 0 ? w : w.sub(0, slash));
        if (slash < 0) {
            return new FieldValue(value[0], value[1], f.fullMaskHi(), f.fullMaskLo());
        }
        long[] mask = mask(f, w.from(slash + 1));
        return new FieldValue(value[0], value[1], mask[0], mask[1]);
    }

    private static String[] flags(Field f) {
        return f == Field.TCP_FLAGS ? TCP_FLAGS : f == Field.IPV6_EXTHDR ? EXTENSION_HEADERS : null;
    }

    /** {@code +syn-ack}: these are set and not set; {@code syn|ack}: these are set and no others. */
    private static FieldValue flags(Word w, String[] names, Field f) throws FlowTextException {
        String s = w.lower();
        long value = 0;
        long mask = 0;
        if (s.startsWith("+") || s.startsWith("-")) {
            Matcher m = SIGNED_NAME.matcher(s);
            int at = 0;
            while (m.find() && m.start() == at) {
                long bit = flag(w.sub(m.start(2), m.end(2)), names);
                mask |= bit;
                value |= m.group(1).equals("+") ? bit : 0;
                at = m.end();
            }
            if (at < s.length()) {
                throw w.from(at).error("is no flag; write each as +NAME or -NAME with NAME of " + String.join(", ", names));
            }
            return new FieldValue(0, value, 0, mask);
        }
        int at = 0;
        for (String name : s.split("\\|", -1)) {
            value |= flag(w.sub(at, at + name.length()), names);
            at += name.length() + 1;
        }
        return new FieldValue(0, value, 0, f.fullMaskLo());
    }

    private static long flag(Word w, String[] names) throws FlowTextException {
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(w.lower())) {
                return 1L << i;
            }
        }
        throw w.error("is no flag; take one of " + String.join(", ", names));
    }

    private static boolean isPort(Field f) {
        return f == Field.IN_PORT || f == Field.IN_PHY_PORT || f == Field.ACTSET_OUTPUT;
    }

    private static boolean isMac(Field f) {
        return f == Field.ETH_SRC || f == Field.ETH_DST || f == Field.ARP_SHA || f == Field.ARP_THA || f == Field.IPV6_ND_SLL || f == Field.IPV6_ND_TLL;
    }

    private static boolean isIpv4(Field f) {
        return f == Field.IPV4_SRC || f == Field.IPV4_DST || f == Field.ARP_SPA || f == Field.ARP_TPA;
    }

    private static boolean isIpv6(Field f) {
        return f.bits() == 128;
    }

    private static long[] mask(Field f, Word w) throws FlowTextException {
        boolean prefix = !w.has('.') && !w.has(':');
        if (prefix && isIpv4(f)) {
            return new long[] {0, -1L << 32 - w.number(32) & 0xffffffffL};
        }
        if (prefix && isIpv6(f)) {
            int n = (int) w.number(128);
            return new long[] {n == 0 ? 0 : -1L << Math.max(0, 64 - n), n <= 64 ? 0 : -1L << 128 - n};
        }
        return number(f, w);
    }

    private static long[] number(Field f, Word w) throws FlowTextException {
        if (isIpv6(f)) {
            return ipv6(w);
        }
        long n;
        if (isMac(f)) {
            n = mac(w);
        } else if (isIpv4(f)) {
            n = ipv4(w);
        } else if (isPort(f)) {
            n = port(w) & 0xffffffffL;
        } else if (f == Field.PACKET_TYPE && w.has('(')) {
            n = pair(w);
        } else {
            n = w.number(f.fullMaskLo());
        }
        return new long[] {0, n};
    }

    static long mac(Word w) throws FlowTextException {
        if (!MAC.matcher(w.text()).matches()) {
            throw w.error("is no Ethernet address; write one as 02:00:00:00:00:01");
        }
        long mac = 0;
        for (String part : w.text().split(":")) {
            mac = mac << 8 | Integer.parseInt(part, 16);
        }
        return mac;
    }

    static long ipv4(Word w) throws FlowTextException {
        long address = 0;
        boolean good = IPV4.matcher(w.text()).matches();
        for (String part : good ? w.text().split("\\.") : new String[0]) {
            int n = Integer.parseInt(part);
            good &= n <= 255;
            address = address << 8 | n;
        }
        if (!good) {
            throw w.error("is no IPv4 address; write one as 10.0.0.1, with a mask as 10.0.0.0/8");
        }
        return address;
    }

    private static long[] ipv6(Word w) throws FlowTextException {
        try {
            if (!w.has(':') || w.has('%') || w.has('[')) {
                throw new UnknownHostException(w.text());
            }
            InetAddress a = InetAddress.getByName(w.text()); // with a colon in it a literal, for which nobody is asked
            ByteBuffer b = ByteBuffer.wrap(a.getAddress());
            return a instanceof Inet4Address ? new long[] {0, 0xffff_0000_0000L | b.getInt() & 0xffffffffL} : new long[] {b.getLong(), b.getLong()};
        } catch (UnknownHostException e) {
            throw w.error("is no IPv6 address; write one as 2001:db8::1, with a mask as 2001:db8::/32");
        }
    }

    /** A port by number or by its reserved name. */
    static int port(Word w) throws FlowTextException {
        for (int p = PortNo.UNSET; p != 0; p++) {
            if (PortNo.toString(p).equalsIgnoreCase(w.text())) {
                return p;
            }
        }
        if (w.lower().equals("none")) {
            return PortNo.ANY;
        }
        if (w.text().isEmpty() || !Character.isDigit(w.text().charAt(0))) {
            throw w.error("is no port; write a number, or one of in_port, table, normal, flood, all, controller, local");
        }
        return w.number32();
    }

    /** Name space and type. */
    private static long pair(Word w) throws FlowTextException {
        Matcher m = PAIR.matcher(w.text());
        if (!m.matches()) {
            throw w.error("is no packet type; write name space and type as (0,0)");
        }
        return w.sub(m.start(1), m.end(1)).number(0xffff) << 16 | w.sub(m.start(2), m.end(2)).number(0xffff);
    }

    /** What {@link #read} reads. */
    static String write(Field f, long hi, long lo, long maskHi, long maskLo) {
        boolean exact = maskHi == f.fullMaskHi() && maskLo == f.fullMaskLo();
        String[] flags = flags(f);
        if (flags != null && !exact && maskLo >>> flags.length == 0) {
            return flags(flags, lo, maskLo);
        }
        String value = FieldText.format(f, hi, lo).toLowerCase(Locale.ROOT);
        if (exact) {
            return value;
        }
        int prefix = Long.bitCount(maskHi) + Long.bitCount(maskLo);
        if (isIpv4(f) && maskLo == (-1L << 32 - prefix & 0xffffffffL) || isIpv6(f) && isPrefix(maskHi, maskLo, prefix)) {
            return value + "/" + prefix;
        }
        return value + "/" + FieldText.format(f, maskHi, maskLo).toLowerCase(Locale.ROOT);
    }

    private static boolean isPrefix(long hi, long lo, int n) {
        return n <= 64 ? lo == 0 && (n == 0 || hi == -1L << 64 - n) : hi == -1 && lo == -1L << 128 - n;
    }

    private static String flags(String[] names, long value, long mask) {
        StringBuilder s = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
            if ((mask >>> i & 1) != 0) {
                s.append((value >>> i & 1) != 0 ? '+' : '-').append(names[i]);
            }
        }
        return s.toString();
    }
}
