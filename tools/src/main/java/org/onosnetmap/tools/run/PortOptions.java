package org.onosnetmap.tools.run;

import java.util.LinkedHashMap;
import java.util.Map;
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

    /** Opens a port with one transmit ring and these options. */
    public Port open(PortSet set, String name) throws ToolException {
        return open(set, name, options);
    }

    /** Opens a port with these options in place of the user's. */
    public static Port open(PortSet set, String name, Map<String, String> options) throws ToolException {
        try {
            return set.open(name, 1, options);
        } catch (PortException e) {
            throw new ToolException(e.getMessage(), e);
        }
    }
}
