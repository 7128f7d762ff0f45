package org.onosnetmap.dataplane.engine;

/** A datapath cannot be made, found or changed. The message names the thing, the cause and the remedy. */
public final class DatapathException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is, for callers that answer in codes. */
    public enum Kind {
        /** A name or a value is malformed or out of range. */
        BAD_NAME,
        /** No such datapath or port. */
        NOT_FOUND,
        /** The name or number exists. */
        EXISTS
    }

    private final Kind kind;

    public DatapathException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
