package org.onosnetmap.dataplane.filter;

import java.nio.ByteBuffer;

/** A filter that was read from its text. Used by one thread at a time. */
public final class PacketFilter {

    private final Frame frame = new Frame();
    private final Check test;

    private PacketFilter(Check test) {
        this.test = test;
    }

    /**
     * Reads a filter.
     *
     * @param text as pcap-filter(7); empty for one that every frame matches
     * @throws FilterException with the place and the reason
     */
    public static PacketFilter compile(String text) throws FilterException {
        return new PacketFilter(new Parser(text).parse());
    }

    /**
     * Whether a frame matches.
     *
     * @param mem      holds the frame, from its Ethernet header on
     * @param at       where it begins
     * @param captured bytes of it that are there
     * @param length   bytes it has on the wire
     */
    public boolean matches(ByteBuffer mem, int at, int captured, int length) {
        Frame f = frame;
        f.mem = mem;
        f.at = at;
        f.captured = captured;
        f.length = length;
        f.beyond = false;
        return test.of(f) && !f.beyond;
    }
}
