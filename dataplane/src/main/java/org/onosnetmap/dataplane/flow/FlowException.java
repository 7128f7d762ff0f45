package org.onosnetmap.dataplane.flow;

import java.util.Objects;

/** A rule (or a packet-out) that cannot be honoured exactly: the OpenFlow error's name, and a sentence for the operator. */
public final class FlowException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String error;

    /**
     * @param error    name of the error code of OpenFlow 1.3.5 section 7.4.4, as {@code OFPBMC_BAD_PREREQ}
     * @param sentence what is wrong, and what would be right
     */
    public FlowException(String error, String sentence) {
        super(error + ": " + sentence);
        this.error = Objects.requireNonNull(error);
    }

    /** Name of the OpenFlow error code. */
    public String error() {
        return error;
    }
}
