package org.onosnetmap.tools;

import java.io.PrintWriter;
import org.onosnetmap.tools.offline.OfflineCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry of the command {@code netmap}. */
@Command(name = "netmap", description = "A software switch on netmap rings, without a controller.", mixinStandardHelpOptions = true, version = "netmap 0.1.0",
        subcommands = {OfflineCommand.class, CommandLine.HelpCommand.class}, synopsisSubcommandLabel = "COMMAND")
public final class Netmap {

    private Netmap() {
    }

    public static void main(String[] args) {
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
        }).execute(args);
    }
}
