package org.onosnetmap.dataplane.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a filter, with their places. */
final class Tokens {

    private static final Pattern TOKEN = Pattern.compile("(?:(&&|\\|\\||==|!=|<=|>=|<<|>>|[()\\[\\]!<>=+*/%&|^,])|(-(?=[^\\w])|-(?=\\d+\\s*\\]))|(\\\\?[0-9A-Za-z_.:][0-9A-Za-z_.:-]*)|(-))");
    private static final Pattern NUMBER = Pattern.compile("0[xX][0-9A-Fa-f]{1,8}|[0-9]{1,10}");

    private final String text;
    private final List<String> words = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private int next;

    Tokens(String text) throws FilterException {
        this.text = text;
        Matcher m = TOKEN.matcher(text);
        int at = 0;
        boolean inBrackets = false;
        while (at < text.length()) {
            if (Character.isWhitespace(text.charAt(at))) {
                at++;
                continue;
            }
            m.region(at, text.length());
            if (!m.lookingAt()) {
                throw new FilterException("'" + text.charAt(at) + "' at position " + (at + 1) + " means nothing in a filter");
            }
            String w = m.group();
            // Inside of brackets a colon stands between offset and size, and a minus between numbers.
            if (inBrackets && w.length() > 1 && w.matches("[0-9A-Za-z].*") && w.matches(".*[:-].*") && !Names.isConstant(w)) {
                int cut = 0;
                while (w.charAt(cut) != ':' && w.charAt(cut) != '-') {
                    cut++;
                }
                w = w.substring(0, cut);
            } else if (inBrackets && w.startsWith(":")) {
                w = ":";
            }
            inBrackets = w.equals("[") || inBrackets && !w.equals("]");
            words.add(w);
            places.add(at);
            at += w.length();
        }
    }

    /** The next word; empty at the end. */
    String peek() {
        return peek(0);
    }

    String peek(int ahead) {
        return next + ahead < words.size() ? words.get(next + ahead) : "";
    }

    String take() {
        String w = peek();
        next++;
        return w;
    }

    boolean take(String... wanted) {
        for (String w : wanted) {
            if (peek().equals(w)) {
                next++;
                return true;
            }
        }
        return false;
    }

    int mark() {
        return next;
    }

    void back(int mark) {
        next = mark;
    }

    /** What is wrong with the word that was taken last. */
    FilterException bad(String why) {
        int i = Math.max(0, Math.min(next - 1, words.size() - 1));
        String where = next - 1 < words.size() && !words.isEmpty() ? "'" + words.get(i) + "' at position " + (places.get(i) + 1) : "the end";
        return new FilterException("filter '" + text + "': " + where + ": " + why);
    }

    /** Whether a word is a number without a sign. */
    static boolean isNumber(String w) {
        return NUMBER.matcher(w).matches();
    }

    /** A number that {@link #isNumber}: decimal, octal or hexadecimal; more than 2^31 - 1 is negative. */
    int number(String w) throws FilterException {
        long n = w.startsWith("0x") || w.startsWith("0X") ? Long.parseLong(w.substring(2), 16) : w.length() > 1 && w.startsWith("0") && w.matches("[0-7]+") ? Long.parseLong(w, 8) : Long.parseLong(w);
        if (n > 0xffff_ffffL) {
            throw bad("is more than 32 bits hold");
        }
        return (int) n;
    }
}
