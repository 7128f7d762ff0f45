package org.onosnetmap.app.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.MirrorStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.PortDeclaration;

/** Captures what ports of a running datapath carry: a mirror to a port that is a file, for some seconds. */
@Service
@Command(scope = "onos", name = "netmap-capture", description = "Writes what ports of a datapath carry to a pcapng file, for some seconds or until Ctrl-C."
        + " Without --in and --out: what comes in by any port")
public class CaptureCommand extends NetmapCommand {

    private static final int MAX_SECONDS = 3600;

    @Argument(index = 0, name = "datapath", description = "Name of the datapath", required = true)
    @Completion(DatapathNameCompleter.class)
    private String datapath;

    @Argument(index = 1, name = "file", description = "Whole path of the file to make, on the machine of the datapath", required = true)
    private String file;

    @Argument(index = 2, name = "filter", description = "What to write, as pcap-filter(7) has it; everything without", multiValued = true)
    private List<String> filter;

    @Option(name = "--in", description = "Number or name of a port whose incoming frames are captured; may be given several times", multiValued = true)
    @Completion(PortNameCompleter.class)
    private List<String> in = List.of();

    @Option(name = "--out", description = "Number or name of a port whose outgoing frames are captured; may be given several times", multiValued = true)
    @Completion(PortNameCompleter.class)
    private List<String> out = List.of();

    @Option(name = "--vlan", description = "VLAN whose frames are captured, 0 for those without a tag; may be given several times; all without one", multiValued = true)
    private List<Integer> vlans = List.of();

    @Option(name = "--seconds", description = "How long, 1 to 3600")
    private int seconds = 10;

    @Override
    void run() throws NetmapException {
        if (seconds < 1 || seconds > MAX_SECONDS) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "--seconds " + seconds + " is out of range; take 1 to " + MAX_SECONDS);
        }
        requireWholePath();
        service().mirrors(datapath); // it has to run here
        String port = "pcap:" + file;
        Map<String, String> options = new TreeMap<>(Map.of("read", "false"));
        if (filter != null) {
            options.put("filter", String.join(" ", filter));
        }
        service().addPort(datapath, new PortDeclaration(port, 0, true, options));
        try {
            capture(port);
        } finally {
            service().removePort(datapath, port);
        }
    }

    private void requireWholePath() throws NetmapException {
        try {
            if (Path.of(file).isAbsolute()) {
                return;
            }
        } catch (InvalidPathException e) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "'" + file + "' is no file name: " + e.getReason(), e);
        }
        throw new NetmapException(NetmapException.Kind.BAD_INPUT, "'" + file + "' is no whole path; the working directory is that of ONOS, write /tmp/" + file);
    }

    private void capture(String port) throws NetmapException {
        String mirror = "capture-" + Integer.toHexString(port.hashCode());
        service().setMirror(datapath, new MirrorDeclaration(mirror, in, out, vlans, port));
        MirrorStatus end;
        try {
            sleep();
            end = service().existingMirror(datapath, mirror);
        } finally {
            service().removeMirror(datapath, mirror);
        }
        print("%d frames, %d bytes captured%s to %s", end.packets(), end.bytes(), filter == null ? "" : ", those that match of them written", file);
    }

    /** Until the time is over or Ctrl-C, which interrupts the thread of a command. */
    private void sleep() {
        try {
            TimeUnit.SECONDS.sleep(seconds);
        } catch (InterruptedException e) {
            // ends the capture and not the shell
        }
    }
}
