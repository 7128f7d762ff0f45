package org.onosnetmap.dataplane.filter;

import java.util.Set;

/** Reads comparisons of numbers, as {@code ip[9] & 0xf = 1}: the arithmetic of pcap-filter(7), with the precedence of C. */
final class Arithmetic {

    private static final int MAX_DEPTH = 200;

    private final Tokens t;
    private int depth;

    Arithmetic(Tokens t) {
        this.t = t;
    }

    /** @param layers where headers are, for those that are named in brackets */
    Check relation(Layers layers) throws FilterException {
        Check[] present = {f -> true};
        Value left = value(0, layers, present);
        String op = t.take();
        if (!Set.of("<", ">", "<=", ">=", "=", "==", "!=").contains(op)) {
            throw t.bad("a comparison is expected: one of < > <= >= = !=");
        }
        Value right = value(0, layers, present);
        Check compared = f -> {
            int a = left.of(f);
            int b = right.of(f);
            int c = Integer.compareUnsigned(a, b);
            switch (op) {
                case "<":
                    return c < 0;
                case ">":
                    return c > 0;
                case "<=":
                    return c <= 0;
                case ">=":
                    return c >= 0;
                case "!=":
                    return c != 0;
                default:
                    return c == 0;
            }
        };
        return present[0].and(compared);
    }

    private static int precedence(String op) {
        switch (op) {
            case "|":
                return 1;
            case "^":
                return 2;
            case "&":
                return 3;
            case "<<":
            case ">>":
                return 4;
            case "+":
            case "-":
                return 5;
            case "*":
            case "/":
            case "%":
                return 6;
            default:
                return 0;
        }
    }

    private Value value(int above, Layers layers, Check[] present) throws FilterException {
        Value left = operand(layers, present);
        for (int p; (p = precedence(t.peek())) > above; ) {
            String op = t.take();
            Value a = left;
            Value b = value(p, layers, new Check[] {f -> true}); // as in libpcap, only the first operand says which header must be there
            left = f -> apply(op, a.of(f), b.of(f), f);
        }
        return left;
    }

    private static int apply(String op, int a, int b, Frame f) {
        switch (op) {
            case "|":
                return a | b;
            case "^":
                return a ^ b;
            case "&":
                return a & b;
            case "<<":
                return Integer.compareUnsigned(b, 32) < 0 ? a << b : 0;
            case ">>":
                return Integer.compareUnsigned(b, 32) < 0 ? a >>> b : 0;
            case "+":
                return a + b;
            case "-":
                return a - b;
            case "*":
                return a * b;
            default:
                if (b == 0) {
                    f.beyond = true; // ends a filter program as well
                    return 0;
                }
                return op.equals("/") ? Integer.divideUnsigned(a, b) : Integer.remainderUnsigned(a, b);
        }
    }

    private Value operand(Layers layers, Check[] present) throws FilterException {
        if (++depth > MAX_DEPTH) {
            throw t.bad("too deep");
        }
        try {
            String w = t.take();
            if (w.equals("(")) {
                Value v = value(0, layers, present);
                if (!t.take(")")) {
                    t.take();
                    throw t.bad("')' is missing");
                }
                return v;
            }
            if (w.equals("-")) {
                Value v = operand(layers, present);
                return f -> -v.of(f);
            }
            if (w.equals("len")) {
                return f -> f.length;
            }
            if (Names.isConstant(w)) {
                int n = Names.constant(w);
                return f -> n;
            }
            if (Tokens.isNumber(w)) {
                int n = t.number(w);
                return f -> n;
            }
            Layers.Header h = layers.header(w);
            if (h == null || !t.take("[")) {
                throw t.bad("a number is expected, as 20, 0xff, len or ip[9]");
            }
            return bytes(h, layers, present);
        } finally {
            depth--;
        }
    }

    private Value bytes(Layers.Header h, Layers layers, Check[] present) throws FilterException {
        Value offset = value(0, layers, present);
        int size = 1;
        if (t.take(":")) {
            String s = t.take();
            if (!s.matches("[124]")) {
                throw t.bad("take 1, 2 or 4 bytes");
            }
            size = Integer.parseInt(s);
        }
        if (!t.take("]")) {
            t.take();
            throw t.bad("']' is missing");
        }
        present[0] = present[0].and(h.present);
        int n = size;
        return f -> {
            long at = (h.start.of(f) & 0xffff_ffffL) + (offset.of(f) & 0xffff_ffffL);
            return n == 1 ? f.u8(at) : n == 2 ? f.u16(at) : f.u32(at);
        };
    }

    /** Whether what stands there is a number, maybe in parentheses. */
    boolean looksLikeValue(int mark, Layers layers) {
        int here = t.mark();
        t.back(mark);
        while (t.take("(")) {
            // behind all of them
        }
        boolean value = startsValue(layers);
        t.back(here);
        return value;
    }

    /** Whether a number to compare begins here: not the number that is an address or a port. */
    boolean startsValue(Layers layers) {
        String w = t.peek();
        if (w.equals("len") || Names.isConstant(w) || w.equals("-")) {
            return true;
        }
        if (layers.header(w) != null && t.peek(1).equals("[")) {
            return true;
        }
        return Tokens.isNumber(w) && isOperator(t.peek(1));
    }

    static boolean isOperator(String w) {
        return w.length() > 0 && w.length() <= 2 && "+ - * / % & | ^ << >> < > = == != <= >=".contains(w) && !w.isBlank();
    }
}
