package org.onosnetmap.app.api;

/** Something that keeps the netmap kernel module, or an interface through it, from being used as it should. */
public final class Diagnosis {

    private final String kind;
    private final String subject;
    private final boolean blocking;
    private final String cause;
    private final String remedy;

    /** All values; see the getters. */
    public Diagnosis(String kind, String subject, boolean blocking, String cause, String remedy) {
        this.kind = kind;
        this.subject = subject;
        this.blocking = blocking;
        this.cause = cause;
        this.remedy = remedy;
    }

    /** {@code MODULE_ABSENT}, {@code LINK_DOWN} and so on. */
    public String kind() {
        return kind;
    }

    /** The interface; {@code netmap} for what concerns them all. */
    public String subject() {
        return subject;
    }

    /** Whether it cannot be used because of this, or only works less well. */
    public boolean blocking() {
        return blocking;
    }

    /** One line. */
    public String cause() {
        return cause;
    }

    /** One line. */
    public String remedy() {
        return remedy;
    }
}
