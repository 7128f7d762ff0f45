package org.onosnetmap.tools.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.onosnetmap.dataplane.netmap.NetmapAbi;
import org.onosnetmap.dataplane.port.Port;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.program.PortSet;
import org.onosnetmap.tools.ToolException;
import picocli.CommandLine.Option;

/** Options of commands that open ports. */
public final class PortOptions {

    @Option(names = {"-O", "--port-option"}, paramLabel = "KEY=VALUE", description = "An option of the port, as gro=keep or slots=2048 (docs/ports.md).")
    private Map<String, String> options = new LinkedHashMap<>();

    @Option(names = "-w", paramLabel = "SECONDS", description = "Wait so long before the first packet. Default: until the links are up, 2 seconds at most.")
    public Integer wait;

    @Option(names = "-T", paramLabel = "MILLIS", description = "Time between two reports; 0 for none. Default: 1000.")
    public int interval = 1000;

    @Option(names = "--buf-size", paramLabel = "BYTES", description = "Bytes of a buffer, and so of the longest packet: a multiple of 64 from 2048 to 16384. Default: 2048.")
    private int bufSize = NetmapAbi.DEFAULT_BUF_SIZE;

    /** What is wrong with the options; null if nothing is. */
    public String trouble() {
        return bufSize < 2048 || bufSize > 16_384 || bufSize % 64 != 0 ? "--buf-size " + bufSize + ": take a multiple of 64 from 2048 to 16384"
                : interval < 0 ? "-T " + interval + ": take 0 or more" : wait != null && (wait < 0 || wait > 3600) ? "-w " + wait + ": take 0 to 3600" : null;
    }

    /** For the ports of the command. */
    public PortSet portSet() {
        return new PortSet(bufSize, 1, true);
    }

    /** Opens a port with one transmit ring and these options. */
    public Port open(PortSet set, String name) throws ToolException {
        return open(set, name, options);
    }

    /** A port as netmap's own programs take it: {@code eth0} is {@code netmap:eth0}. */
    public static String fullName(String name) {
        return name.indexOf(':') < 0 ? "netmap:" + name : name;
    }

    /** Opens a port with these options in place of the user's. */
    public static Port open(PortSet set, String name, Map<String, String> options) throws ToolException {
        try {
            return set.open(fullName(name), 1, options);
        } catch (PortException e) {
            throw new ToolException(e.getMessage(), e);
        }
    }
}
