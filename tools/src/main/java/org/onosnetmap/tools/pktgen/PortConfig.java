package org.onosnetmap.tools.pktgen;

import java.util.regex.Pattern;

/** {@code -C tx_slots[,rx_slots[,tx_rings[,rx_rings]]]} as pkt-gen(8) defines it. 0 stands for the default. */
final class PortConfig {

    private static final Pattern FORM = Pattern.compile("[0-9]{1,6}(,[0-9]{1,6}){0,3}");

    final int txSlots;
    final int rxSlots;
    final int txRings;
    final int rxRings;

    /** @throws IllegalArgumentException if the text is none */
    PortConfig(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("-C " + text + ": write 1 to 4 numbers, as 1024 or 1024,1024,2,2");
        }
        String[] s = text.split(",");
        int[] n = new int[4];
        for (int i = 0; i < s.length; i++) {
            n[i] = Integer.parseInt(s[i]);
        }
        txSlots = n[0];
        rxSlots = s.length == 1 ? n[0] : n[1];
        txRings = n[2];
        rxRings = s.length == 3 ? n[2] : n[3];
        if (txSlots != 0 && rxSlots != 0 && txSlots != rxSlots) {
            throw new IllegalArgumentException("-C " + text + ": transmit and receive rings have the same number of slots here; give it once");
        }
    }

    /** Slots of each ring, 0 for the default. */
    int slots() {
        return Math.max(txSlots, rxSlots);
    }
}
