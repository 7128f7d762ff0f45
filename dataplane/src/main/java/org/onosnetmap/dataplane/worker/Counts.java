package org.onosnetmap.dataplane.worker;

/**
 * Packets, bytes and drops of one ring. Written by the one worker that owns the ring, with plain stores (a 64-bit store is whole on the
 * machines this runs on, and the loop's volatile reads push it out each round); read by anyone, a moment late at worst.
 */
final class Counts extends Padding {

    long packets;
    long bytes;
    long dropped;
    long errors;
}
