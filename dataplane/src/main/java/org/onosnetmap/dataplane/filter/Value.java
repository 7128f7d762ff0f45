package org.onosnetmap.dataplane.filter;

/** A number of 32 bits made of a frame. */
@FunctionalInterface
interface Value {

    int of(Frame f);
}
