package org.onosnetmap.dataplane.worker;

/**
 * Two cache lines (processors fetch them in pairs) that lie between what a subclass has and whatever is before it on the heap. Objects that
 * different workers write extend it: they are made one after the other, and would share lines.
 */
@SuppressWarnings("unused")
abstract class Padding {

    /** Fills the gap behind the object's head, which a field of the subclass would take otherwise. */
    private int p0;
    private long p1;
    private long p2;
    private long p3;
    private long p4;
    private long p5;
    private long p6;
    private long p7;
    private long p8;
    private long p9;
    private long p10;
    private long p11;
    private long p12;
    private long p13;
    private long p14;
    private long p15;
    private long p16;
}
