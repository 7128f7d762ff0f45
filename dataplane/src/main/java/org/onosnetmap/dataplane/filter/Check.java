package org.onosnetmap.dataplane.filter;

/** A yes or no about a frame. */
@FunctionalInterface
interface Check {

    boolean of(Frame f);

    default Check and(Check other) {
        return f -> of(f) && !f.beyond && other.of(f);
    }

    default Check or(Check other) {
        return f -> of(f) || !f.beyond && other.of(f);
    }

    default Check not() {
        return f -> !of(f);
    }
}
