package org.onosnetmap.bench.rows;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Supplier;

/** One line of the table of rates: rules and traffic. */
final class Row {

    final String name;
    final String rules;
    final String traffic;
    private final Supplier<List<String>> flows;
    private final Supplier<List<ByteBuffer>> packets;
    private final Supplier<List<ByteBuffer>> learnt;

    /**
     * @param rules   what the rules are, for the reader
     * @param traffic what the packets are, for the reader
     * @param flows   makes the rules, in the syntax of ovs-ofctl
     * @param packets makes what port 1 receives again and again
     * @param learnt  makes what port 2 receives once, before
     */
    Row(String name, String rules, String traffic, Supplier<List<String>> flows, Supplier<List<ByteBuffer>> packets, Supplier<List<ByteBuffer>> learnt) {
        this.name = name;
        this.rules = rules;
        this.traffic = traffic;
        this.flows = flows;
        this.packets = packets;
        this.learnt = learnt;
    }

    List<String> flows() {
        return flows.get();
    }

    List<ByteBuffer> packets() {
        return packets.get();
    }

    List<ByteBuffer> learnt() {
        return learnt.get();
    }
}
