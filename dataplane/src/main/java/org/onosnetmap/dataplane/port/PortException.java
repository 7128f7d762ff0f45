package org.onosnetmap.dataplane.port;

/** A port cannot be opened, or cannot go on. The message names the port, the cause and the remedy, and is meant for the operator. */
public final class PortException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is, for callers that answer in codes (REST: 400, 404, 409). */
    public enum Kind {
        /** The name or an option is malformed, or names something of the wrong kind. */
        BAD_NAME,
        /** No such interface or file. */
        NOT_FOUND,
        /** Already attached, or the name exists. */
        IN_USE,
        /** The interface is in a state in which it is not taken: it carries the default route, say. */
        REFUSED,
        /** Needs root, or a capability. */
        NO_PERMISSION,
        /** The kernel or the file let us down. */
        FAILED
    }

    private final Kind kind;

    public PortException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public PortException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
