package org.onosnetmap.dataplane.port.pcap;

import java.io.IOException;
import java.nio.file.Path;

/** A file is no capture file that can be read here; the message names the file and says why. */
public final class PcapException extends IOException {

    private static final long serialVersionUID = 1L;

    PcapException(Path file, String why) {
        super(file + " " + why);
    }
}
