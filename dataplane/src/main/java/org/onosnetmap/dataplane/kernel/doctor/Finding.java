package org.onosnetmap.dataplane.kernel.doctor;

/** One thing that is not as it should be. */
public final class Finding {

    /** What kind of thing. */
    public enum Kind {
        MODULE_ABSENT, MODULE_VERSION, DEVICE_ABSENT, NO_PERMISSION, NO_MEMORY, NO_SUCH_INTERFACE, NOT_ETHERNET, IN_USE, OFFLOADS_ON, LINK_DOWN, UNKNOWN;

        /** Whether netmap cannot be used because of it; it works less well otherwise. */
        public boolean isBlocking() {
            return this != OFFLOADS_ON && this != LINK_DOWN;
        }
    }

    private final Kind kind;
    private final String subject;
    private final String cause;
    private final String remedy;

    Finding(Kind kind, String subject, String cause, String remedy) {
        this.kind = kind;
        this.subject = subject;
        this.cause = cause;
        this.remedy = remedy;
    }

    public Kind kind() {
        return kind;
    }

    /** The interface; {@code netmap} for what concerns them all. */
    public String subject() {
        return subject;
    }

    /** One line. */
    public String cause() {
        return cause;
    }

    /** One line. */
    public String remedy() {
        return remedy;
    }

    @Override
    public String toString() {
        return subject + ": " + cause + "; " + remedy;
    }
}
