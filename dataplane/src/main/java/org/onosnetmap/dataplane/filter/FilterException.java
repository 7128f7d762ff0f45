package org.onosnetmap.dataplane.filter;

/** A text is no filter; the message says where and why. */
public final class FilterException extends Exception {

    private static final long serialVersionUID = 1L;

    FilterException(String message) {
        super(message);
    }
}
