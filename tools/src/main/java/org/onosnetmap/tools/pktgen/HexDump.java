package org.onosnetmap.tools.pktgen;

import java.io.PrintWriter;

/** A packet in hexadecimal, sixteen bytes a line, with what of it is text. */
final class HexDump {

    private static final int LINE = 16;

    private HexDump() {
    }

    static void write(PrintWriter out, byte[] b) {
        out.println(b.length + " bytes");
        for (int at = 0; at < b.length; at += LINE) {
            StringBuilder text = new StringBuilder();
            StringBuilder line = new StringBuilder(String.format("%5d: ", at));
            for (int i = at; i < at + LINE; i++) {
                line.append(i < b.length ? String.format("%02x ", b[i]) : "   ");
                if (i < b.length) {
                    text.append(b[i] >= ' ' && b[i] < 127 ? (char) b[i] : '.');
                }
            }
            out.println(line.append(' ').append(text));
        }
    }
}
