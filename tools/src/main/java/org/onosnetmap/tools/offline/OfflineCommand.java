package org.onosnetmap.tools.offline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.onosnetmap.dataplane.flow.text.FlowText;
import org.onosnetmap.dataplane.flow.text.FlowTextException;
import org.onosnetmap.dataplane.flow.text.GroupText;
import org.onosnetmap.dataplane.flow.text.MeterText;
import org.onosnetmap.dataplane.pipeline.FlowTables;
import org.onosnetmap.tools.ToolException;
import org.onosnetmap.tools.json.JsonWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code netmap offline}. */
@Command(name = "offline", description = "Takes the packets of captures through rules: one capture for each port that sends, and counters and packet-ins as JSON.",
        mixinStandardHelpOptions = true, sortOptions = false, footer = {"",
            "Example: netmap offline --flows rules.txt -i 1=lan.pcap -i 2=wan.pcap --out result"})
public final class OfflineCommand implements Callable<Integer> {

    private static final Pattern IN = Pattern.compile("([0-9]{1,10})=(.+)");
    private static final Pattern PCAP = Pattern.compile("(.+?)(?:,([0-9]{1,10}))?");
    private static final long MAX_PORT = 0xfffffeffL;

    @Spec
    private CommandSpec spec;

    @Option(names = {"-f", "--flows"}, required = true, paramLabel = "FILE", description = "Rules, one a line, as ovs-ofctl add-flows takes them (docs/flow-text.md).")
    private Path flows;

    @Option(names = {"-g", "--groups"}, paramLabel = "FILE", description = "Groups, one a line, as ovs-ofctl add-group takes them; one that points to another comes after it.")
    private Path groups;

    @Option(names = {"-m", "--meters"}, paramLabel = "FILE", description = "Meters, one a line, as ovs-ofctl add-meter takes them.")
    private Path meters;

    @Option(names = {"-i", "--in"}, paramLabel = "PORT=FILE", description = "A capture (pcap or pcapng) that comes in by this port; may be given again.")
    private List<String> ins = List.of();

    @Option(names = "--pcap", paramLabel = "FILE[,PORT]", description = "The same in another form; port 1 if none is named.")
    private List<String> pcaps = List.of();

    @Option(names = {"-o", "--out"}, required = true, paramLabel = "DIR", description = "Folder for the captures of what is sent, port-N.pcap; made if it is not there.")
    private Path out;

    @Option(names = "--ports", split = ",", paramLabel = "N", description = "Further ports, for floods to go to. Those with a capture are ports anyway.")
    private List<Integer> ports = List.of();

    @Option(names = "--down", split = ",", paramLabel = "N", description = "Ports without a link: what they should send is dropped, and groups fail over.")
    private List<Integer> down = List.of();

    @Option(names = "--miss", paramLabel = "drop|normal", defaultValue = "drop", description = "What becomes of packets that no rule of table 0 matches; normal is the learning switch.")
    private FlowTables.Miss miss;

    @Override
    public Integer call() throws Exception {
        List<Input> inputs = new ArrayList<>();
        try {
            for (String s : ins) {
                open(inputs, IN.matcher(s), 2, 1, "-i " + s);
            }
            for (String s : pcaps) {
                open(inputs, PCAP.matcher(s), 1, 2, "--pcap " + s);
            }
            if (inputs.isEmpty()) {
                throw new ParameterException(spec.commandLine(), "no capture is named; add -i PORT=FILE");
            }
            run(inputs);
        } catch (UncheckedIOException e) {
            throw new ToolException(e.getMessage() + "; what is there is whole up to its last packet", e);
        } finally {
            for (Input i : inputs) {
                i.close();
            }
        }
        return 0;
    }

    private void open(List<Input> inputs, Matcher m, int file, int port, String option) throws ToolException {
        if (!m.matches()) {
            throw new ParameterException(spec.commandLine(), option + ": write " + (file == 2 ? "-i PORT=FILE, as -i 1=in.pcap" : "--pcap FILE[,PORT], as --pcap in.pcap,1"));
        }
        long number = m.group(port) == null ? 1 : Long.parseLong(m.group(port));
        if (number < 1 || number > MAX_PORT) {
            throw new ParameterException(spec.commandLine(), option + ": port " + number + " is out of range; take 1 to " + MAX_PORT);
        }
        Path path = Path.of(m.group(file));
        try {
            inputs.add(new Input((int) number, path));
        } catch (IOException e) {
            throw new ToolException(option + ": " + ToolException.why(path, e), e);
        }
    }

    private void run(List<Input> inputs) throws IOException, ToolException {
        Set<Integer> known = new LinkedHashSet<>(ports);
        inputs.forEach(i -> known.add(i.port));
        try {
            Files.createDirectories(out);
        } catch (IOException e) {
            throw new ToolException("--out " + out + ": the folder cannot be made: " + ToolException.why(out, e), e);
        }
        for (Input i : inputs) {
            if (i.file.toRealPath().getParent().equals(out.toRealPath()) && i.file.getFileName().toString().matches("port-[0-9]+\\.pcap")) {
                throw new ToolException("--out " + out + ": holds " + i.file + ", which is read and would be written; name another folder");
            }
        }
        Report report = new Report(new JsonWriter(spec.commandLine().getOut()));
        OfflineRun[] running = new OfflineRun[1];
        Outputs outputs = new Outputs(out, known, Set.copyOf(down), (p, maxLen, reason, table, cookie) -> report.packetIn(running[0].now(), p, maxLen, reason, table, cookie));
        try (OfflineRun run = new OfflineRun(inputs, outputs, miss)) {
            running[0] = run;
            load(run);
            report.begin();
            try {
                run.run();
            } finally {
                report.end(run); // also what there is when a capture turns out to be cut short
            }
        } catch (IOException e) {
            throw new ToolException(e.getMessage(), e);
        }
    }

    private void load(OfflineRun run) throws ToolException {
        load(meters, text -> run.meters(MeterText.parseAll(text)));
        load(groups, text -> run.groups(GroupText.parseAll(text)));
        load(flows, text -> run.rules(FlowText.parseAll(text)));
    }

    /** Makes something of a file. */
    private interface Loader {
        void load(String text) throws FlowTextException, OfflineRun.RefusedException;
    }

    private static void load(Path file, Loader loader) throws ToolException {
        try {
            if (file != null) {
                loader.load(text(file));
            }
        } catch (FlowTextException | OfflineRun.RefusedException e) {
            throw new ToolException(file + ": " + e.getMessage(), e);
        }
    }

    private static String text(Path file) throws ToolException {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new ToolException(ToolException.why(file, e), e);
        }
    }
}
