package org.onosnetmap.dataplane.flow.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A part of a line that knows where it stands. Immutable. */
final class Word {

    private final String line;
    private final int lineNo;
    private final int begin;
    private final int end;

    private Word(String line, int lineNo, int begin, int end) {
        this.line = line;
        this.lineNo = lineNo;
        this.begin = begin;
        this.end = end;
    }

    static Word line(String text, int lineNo) {
        return new Word(text, lineNo, 0, text.length());
    }

    String text() {
        return line.substring(begin, end);
    }

    String lower() {
        return text().toLowerCase(Locale.ROOT);
    }

    int length() {
        return end - begin;
    }

    int lineNo() {
        return lineNo;
    }

    /** Position of a character, or -1. */
    int indexOf(char c) {
        int i = line.indexOf(c, begin);
        return i < 0 || i >= end ? -1 : i - begin;
    }

    int indexOf(String s) {
        return text().indexOf(s);
    }

    Word from(int i) {
        return new Word(line, lineNo, begin + i, end);
    }

    Word sub(int from, int to) {
        return new Word(line, lineNo, begin + from, begin + to);
    }

    /** Up to the first {@code c}; all of it if there is none. */
    Word before(char c) {
        int i = indexOf(c);
        return i < 0 ? this : sub(0, i);
    }

    /** Behind the first {@code c}, which must be there. */
    Word after(char c) {
        return from(indexOf(c) + 1);
    }

    boolean has(char c) {
        return indexOf(c) >= 0;
    }

    /** Parts between commas and white space outside of parentheses, without empty ones. */
    List<Word> split() throws FlowTextException {
        List<Word> all = new ArrayList<>();
        int depth = 0;
        int start = begin;
        for (int i = begin; i <= end; i++) {
            char c = i < end ? line.charAt(i) : ',';
            if (c == '(') {
                depth++;
            } else if (c == ')' && --depth < 0) {
                throw new FlowTextException(lineNo, i + 1, ")", "this parenthesis closes none; take it away, or open one before");
            } else if ((depth == 0 || i == end) && (c == ',' || Character.isWhitespace(c))) {
                if (i > start) {
                    all.add(new Word(line, lineNo, start, i));
                }
                start = i + 1;
            }
        }
        if (depth > 0) {
            throw all.get(all.size() - 1).error("a parenthesis is not closed; add ')'");
        }
        return all;
    }

    FlowTextException error(String why) {
        return new FlowTextException(lineNo, begin + 1, text(), why);
    }

    /** An unsigned number, decimal or hexadecimal with 0x. */
    long number(long max) throws FlowTextException {
        String s = text();
        long n;
        try {
            if (s.startsWith("0x") || s.startsWith("0X")) {
                n = digits(s.substring(2), 16);
            } else if (s.length() > 1 && s.startsWith("0")) {
                throw error("a number with a leading 0 is octal for some programs and decimal for others; take the 0 away, or write 0x");
            } else {
                n = digits(s, 10);
            }
        } catch (NumberFormatException e) {
            throw error("is no number; write one of 0 to " + Long.toUnsignedString(max) + ", or hexadecimal with 0x");
        }
        if (Long.compareUnsigned(n, max) > 0) {
            throw error("is out of range; write 0 to " + Long.toUnsignedString(max) + (max > 9 ? " (0x" + Long.toHexString(max) + ")" : ""));
        }
        return n;
    }

    private static long digits(String s, int radix) {
        if (s.startsWith("+") || s.startsWith("-")) {
            throw new NumberFormatException(s);
        }
        return Long.parseUnsignedLong(s, radix);
    }

    /** An unsigned number of 32 bits. */
    int number32() throws FlowTextException {
        return (int) number(0xffffffffL);
    }

    @Override
    public String toString() {
        return text();
    }
}
