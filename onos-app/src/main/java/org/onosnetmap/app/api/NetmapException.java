package org.onosnetmap.app.api;

/** A datapath or port cannot be made, found or changed. The message names the thing, the cause and the remedy. */
public class NetmapException extends Exception {

    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is; REST answers with the status code. */
    public enum Kind {
        /** A name, a number or an option is malformed or out of range (400). */
        BAD_INPUT(400),
        /** The system does not allow it to this process (403). */
        FORBIDDEN(403),
        /** No such datapath, port, interface or file (404). */
        NOT_FOUND(404),
        /** It exists or is in use, or its state forbids the change (409). */
        CONFLICT(409),
        /** The system failed (500). */
        FAILED(500);

        private final int status;

        Kind(int status) {
            this.status = status;
        }

        /** HTTP status code. */
        public int status() {
            return status;
        }
    }

    private final Kind kind;

    public NetmapException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public NetmapException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
