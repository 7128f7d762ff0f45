package org.onosnetmap.tools.run;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers as people write and read them: {@code 1.5M}. */
public final class Numbers {

    private static final Pattern NUMBER = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([kKmMgG]?)");
    private static final String[] UNITS = {"", "k", "M", "G"};

    private Numbers() {
    }

    /** Reads {@code 1000}, {@code 1k}, {@code 1.5M}, {@code 2G}; powers of ten. */
    public static double parse(String s) {
        Matcher m = NUMBER.matcher(s);
        if (!m.matches()) {
            throw new TypeConversionException("'" + s + "' is no number; write 1000, 1k, 1.5M or 2G");
        }
        String unit = m.group(2).toLowerCase(Locale.ROOT);
        return Double.parseDouble(m.group(1)) * (unit.equals("k") ? 1e3 : unit.equals("m") ? 1e6 : unit.equals("g") ? 1e9 : 1);
    }

    /** Options that count. */
    public static final class Count implements ITypeConverter<Long> {
        @Override
        public Long convert(String s) {
            double n = parse(s);
            if (n != Math.rint(n) || n > Long.MAX_VALUE / 2) {
                throw new TypeConversionException("'" + s + "' is no whole number");
            }
            return (long) n;
        }
    }

    /** Options that are a rate. */
    public static final class Rate implements ITypeConverter<Double> {
        @Override
        public Double convert(String s) {
            return parse(s);
        }
    }

    /** A rate with its unit, as {@code 14.88 Mpps}; whole, as {@code 14880952 pps}, if {@code plain}. */
    public static String rate(double n, String unit, boolean plain) {
        if (plain) {
            return String.format(Locale.ROOT, "%.0f %s", n, unit);
        }
        int i = 0;
        while (n >= 999.995 && i < UNITS.length - 1) {
            n /= 1000;
            i++;
        }
        return String.format(Locale.ROOT, i == 0 && n == Math.rint(n) ? "%.0f %s%s" : "%.2f %s%s", n, UNITS[i], unit);
    }
}
