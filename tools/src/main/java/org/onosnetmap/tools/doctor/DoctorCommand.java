package org.onosnetmap.tools.doctor;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.onosnetmap.dataplane.kernel.doctor.Doctor;
import org.onosnetmap.dataplane.kernel.doctor.Finding;
import org.onosnetmap.tools.json.JsonWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code netmap doctor}. */
@Command(name = "doctor", description = "Says why the netmap kernel module, or interfaces through it, cannot be used: a line for the cause and one for the remedy of each trouble.",
        mixinStandardHelpOptions = true, footer = {"", "Exit status: 0 if netmap can be used, 1 if not."})
public final class DoctorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "IFNAME", arity = "0..*", description = "Interfaces to look at, too.")
    private List<String> interfaces = List.of();

    @Option(names = {"-j", "--json"}, description = "As JSON.")
    private boolean json;

    @Override
    public Integer call() {
        List<Finding> all = new Doctor().examine(interfaces);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            write(new JsonWriter(out), all);
            out.println();
        } else if (all.isEmpty()) {
            out.println("nothing is wrong");
        } else {
            for (Finding f : all) {
                out.println(f.subject() + ": " + f.cause());
                out.println("  " + f.remedy());
            }
        }
        return all.stream().anyMatch(f -> f.kind().isBlocking()) ? 1 : 0;
    }

    private static void write(JsonWriter w, List<Finding> all) {
        w.beginArray();
        for (Finding f : all) {
            w.beginObject().member("kind", f.kind().name()).member("subject", f.subject());
            w.name("blocking").value(f.kind().isBlocking());
            w.member("cause", f.cause()).member("remedy", f.remedy()).endObject();
        }
        w.endArray();
    }
}
