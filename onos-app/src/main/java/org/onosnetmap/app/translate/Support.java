package org.onosnetmap.app.translate;

/** A row of the {@link SupportTable}: what becomes of one type of criterion or instruction. */
public final class Support {

    private final String becomes;
    private final String needs;
    private final String reason;

    private Support(String becomes, String needs, String reason) {
        this.becomes = becomes;
        this.needs = needs;
        this.reason = reason;
    }

    /**
     * @param becomes the field or action of the data plane
     * @param needs   what the same rule must have; empty for nothing
     */
    static Support as(String becomes, String needs) {
        return new Support(becomes, needs, "");
    }

    /** @param reason why not, and what to write instead if there is something */
    static Support refused(String reason) {
        return new Support("", "", reason);
    }

    public boolean isSupported() {
        return reason.isEmpty();
    }

    /** The field or action of the data plane; empty if not supported. */
    public String becomes() {
        return becomes;
    }

    /** What the same rule must have; empty for nothing. */
    public String needs() {
        return needs;
    }

    /** Why it is refused; empty if supported. */
    public String reason() {
        return reason;
    }
}
