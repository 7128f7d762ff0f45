package org.onosnetmap.dataplane.flow.text;

/** A line that cannot be read. The message names line, column, word, cause and remedy. */
public final class FlowTextException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    FlowTextException(int line, int column, String word, String why) {
        super("line " + line + ", column " + column + (word.isEmpty() ? "" : ", '" + word + "'") + ": " + why);
        this.line = line;
        this.column = column;
    }

    /** Line, from 1. */
    public int line() {
        return line;
    }

    /** Column where the word begins, from 1. */
    public int column() {
        return column;
    }
}
