package org.onosnetmap.tools;

import java.io.PrintWriter;
import org.onosnetmap.tools.bridge.BridgeCommand;
import org.onosnetmap.tools.capture.CaptureCommand;
import org.onosnetmap.tools.doctor.DoctorCommand;
import org.onosnetmap.tools.offline.OfflineCommand;
import org.onosnetmap.tools.pktgen.PktGenCommand;
import org.onosnetmap.tools.replay.ReplayCommand;
import org.onosnetmap.tools.valectl.ValeCtlCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry of the command {@code netmap}. */
@Command(name = "netmap", description = "A software switch on netmap rings, without a controller.", mixinStandardHelpOptions = true, version = "netmap 0.1.0",
        subcommands = {OfflineCommand.class, PktGenCommand.class, BridgeCommand.class, ReplayCommand.class, CaptureCommand.class, ValeCtlCommand.class,
            DoctorCommand.class, CompletionCommand.class, CommandLine.HelpCommand.class}, synopsisSubcommandLabel = "COMMAND")
public final class Netmap {

    private Netmap() {
    }

    public static void main(String[] args) {
        if (System.getProperty("org.slf4j.simpleLogger.defaultLogLevel") == null) {
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error"); // what matters the commands say themselves
        }
        System.exit(run(args, new PrintWriter(System.out, true), new PrintWriter(System.err, true)));
    }

    /** As {@link #main}, and tells the exit status. */
    public static int run(String[] args, PrintWriter out, PrintWriter err) {
        return new CommandLine(new Netmap()).setCaseInsensitiveEnumValuesAllowed(true).setOut(out).setErr(err).setExecutionExceptionHandler((e, command, parsed) -> {
            if (!(e instanceof ToolException)) {
                throw e;
            }
            err.println("netmap: " + e.getMessage());
            return 1;
        }).setParameterExceptionHandler((e, arguments) -> {
            CommandLine command = e.getCommandLine();
            err.println(command.getCommandSpec().qualifiedName() + ": " + e.getMessage().replaceAll("\\s*\\R\\s*", " ") + "; '" + command.getCommandSpec().qualifiedName() + " --help' tells more");
            return command.getCommandSpec().exitCodeOnInvalidInput();
        }).execute(args);
    }
}
