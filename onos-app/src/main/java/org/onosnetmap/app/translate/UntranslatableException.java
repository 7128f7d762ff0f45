package org.onosnetmap.app.translate;

/** A rule, or a packet-out, that asks for something which the data plane does not do. The message names it and the reason. */
public final class UntranslatableException extends Exception {

    private static final long serialVersionUID = 1L;

    /**
     * @param what   the criterion or instruction, as ONOS prints it
     * @param reason why not, and what to write instead if there is something
     */
    public UntranslatableException(Object what, String reason) {
        super(what + ": " + reason);
    }
}
