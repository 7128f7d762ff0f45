package org.onosnetmap.dataplane.worker;

import org.onosnetmap.dataplane.pipeline.FlowTables;
import org.onosnetmap.dataplane.vale.MacTable;

/** What the loops of one datapath have in common. */
public final class DatapathContext {

    final String name;
    final FlowTables tables;
    final MacTable macs;
    final int bufSize;
    final PacketOutQueue packetOuts = new PacketOutQueue();
    final Signal packetInSignal;

    /**
     * @param name           for threads and logs
     * @param tables         the flow tables; every batch takes its snapshot anew
     * @param macs           what the learning switch knows
     * @param bufSize        bytes of the longest frame
     * @param packetInSignal woken when a packet for the controller is waiting
     */
    public DatapathContext(String name, FlowTables tables, MacTable macs, int bufSize, Signal packetInSignal) {
        this.name = name;
        this.tables = tables;
        this.macs = macs;
        this.bufSize = bufSize;
        this.packetInSignal = packetInSignal;
    }
}
