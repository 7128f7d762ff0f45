package org.onosnetmap.tools;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code netmap completion}: writes what bash and zsh need to complete commands and options. */
@Command(name = "completion", description = "Writes completion for bash and zsh: source <(netmap completion)", mixinStandardHelpOptions = true)
final class CompletionCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().getOut().print(AutoComplete.bash("netmap", spec.root().commandLine()));
        spec.commandLine().getOut().flush();
    }
}
