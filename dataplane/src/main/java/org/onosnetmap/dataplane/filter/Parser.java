package org.onosnetmap.dataplane.filter;

/** Reads the text: what joins {@link Primitives} and comparisons ({@link Arithmetic}). Negation binds tightest; {@code and} and {@code or} bind alike, from left to right, as pcap-filter(7) says. */
final class Parser {

    private static final int MAX_DEPTH = 200;

    private final Tokens t;
    private final Arithmetic numbers;
    private final Primitives primitives;
    private int depth;

    Parser(String text) throws FilterException {
        t = new Tokens(text);
        numbers = new Arithmetic(t);
        primitives = new Primitives(t);
    }

    Check parse() throws FilterException {
        if (t.peek().isEmpty()) {
            return f -> true;
        }
        Check all = expression();
        if (!t.peek().isEmpty()) {
            t.take();
            throw t.bad("what comes here must be joined by 'and' or 'or'");
        }
        return all;
    }

    private Check expression() throws FilterException {
        Check left = negation();
        while (true) {
            if (t.take("and", "&&")) {
                left = left.and(negation());
            } else if (t.take("or", "||")) {
                left = left.or(negation());
            } else {
                return left;
            }
        }
    }

    private Check negation() throws FilterException {
        if (++depth > MAX_DEPTH) {
            throw t.bad("too deep");
        }
        try {
            if (t.take("not", "!")) {
                return negation().not();
            }
            int mark = t.mark();
            if (t.peek().equals("(")) {
                return parenthesis(mark);
            }
            if (numbers.startsValue(primitives.layers())) {
                return numbers.relation(primitives.layers());
            }
            return primitives.primitive();
        } finally {
            depth--;
        }
    }

    /** A filter in parentheses, or a comparison that begins with a number in parentheses. */
    private Check parenthesis(int mark) throws FilterException {
        Layers before = primitives.layers();
        t.take();
        try {
            Check inner = expression();
            if (t.take(")") && !Arithmetic.isOperator(t.peek())) {
                return inner;
            }
        } catch (FilterException e) {
            if (!numbers.looksLikeValue(mark, primitives.layers())) {
                throw e;
            }
        }
        if (!numbers.looksLikeValue(mark, primitives.layers())) {
            t.take();
            throw t.bad("')' is missing");
        }
        primitives.layers(before);
        t.back(mark);
        return numbers.relation(primitives.layers());
    }
}
