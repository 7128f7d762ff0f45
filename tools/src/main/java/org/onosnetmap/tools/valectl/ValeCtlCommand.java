package org.onosnetmap.tools.valectl;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.onosnetmap.tools.ToolException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code netmap vale-ctl}. */
@Command(name = "vale-ctl", description = "VALE switches of the kernel, or of the engine in an ONOS: without an option, all their ports.", sortOptions = false, footer = {"",
    "Examples:", "  netmap vale-ctl -a vale0:eth1", "  netmap vale-ctl --onos -a vale0:eth1", "  netmap vale-ctl -n v1 -C 1024,1024,2,2"})
public final class ValeCtlCommand implements Callable<Integer> {

    private static final Pattern PORT = Pattern.compile("vale[0-9A-Za-z_]*:.+");
    private static final Pattern NUMBERS = Pattern.compile("[0-9]{1,6}(,[0-9]{1,6}){0,3}");

    @Spec
    private CommandSpec spec;

    /** One of these at most. */
    static final class What {
        @Option(names = "-g", paramLabel = "valeSSS:PPP", description = "Number of receive rings of the port.")
        private String rings;

        @Option(names = "-a", paramLabel = "valeSSS:IF", description = "Attach the interface, and cut the host off from it.")
        private String attach;

        @Option(names = "-h", paramLabel = "valeSSS:IF", description = "Attach the interface with its host side.")
        private String attachHost;

        @Option(names = "-d", paramLabel = "valeSSS:IF", description = "Detach the interface.")
        private String detach;

        @Option(names = "-n", paramLabel = "IF", description = "Make a persistent port of that name.")
        private String create;

        @Option(names = "-r", paramLabel = "IF", description = "Remove the persistent port.")
        private String destroy;

        @Option(names = "-l", arity = "0..1", fallbackValue = "", paramLabel = "valeSSS:PPP", description = "Numbers of the switch and the port; without a name, of all.")
        private String list;

        @Option(names = "-p", paramLabel = "valeSSS:IF", description = "Let threads of the kernel poll the interface.")
        private String poll;

        @Option(names = "-P", paramLabel = "valeSSS:IF", description = "No more polling.")
        private String noPoll;
    }

    @ArgGroup
    private What what = new What();

    @Option(names = "-C", paramLabel = "X[,Y[,Z[,W]]]", description = {"With -n: slots of transmit and receive rings, then their numbers.",
        "With -p: 0,CPU: this processor polls all rings; 1,FIRST[,COUNT]: processor i polls ring i. Default: 0,0."})
    private String config;

    @Option(names = "-m", paramLabel = "MEMID", description = "With -n: memory region to use; 1 is that of all interfaces. Default: one of its own.")
    private int memory;

    @Option(names = "--onos", arity = "0..1", paramLabel = "URL", fallbackValue = "http://127.0.0.1:8181", description = "The switches of the engine in this ONOS. Default: http://127.0.0.1:8181.")
    private String onos;

    @Option(names = "--user", paramLabel = "NAME:PASSWORD", description = "User of that ONOS. Default: onos:rocks.")
    private String user = "onos:rocks";

    @Option(names = "--help", usageHelp = true, description = "This.")
    private boolean help;

    @Override
    public Integer call() throws ToolException {
        for (String s : new String[] {what.rings, what.attach, what.attachHost, what.detach, what.list, what.poll, what.noPoll}) {
            if (s != null && !s.isEmpty() && !PORT.matcher(s).matches()) {
                throw bad("'" + s + "' is no port of a VALE switch; write valeSSS:PPP, as vale0:eth1");
            }
        }
        if (config != null && what.create == null && what.poll == null) {
            throw bad("-C goes with -n or -p");
        }
        if (memory != 0 && what.create == null) {
            throw bad("-m goes with -n");
        }
        int[] numbers = what.poll != null ? polling() : shape();
        try (ValeControl control = onos == null ? new KernelControl() : new OnosControl(onos, user)) {
            run(control, numbers);
        }
        return 0;
    }

    private ParameterException bad(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    private int[] numbers() {
        if (!NUMBERS.matcher(config).matches()) {
            throw bad("-C " + config + ": write 1 to 4 numbers, as 1024,1024,2,2");
        }
        String[] s = config.split(",");
        int[] n = new int[s.length];
        for (int i = 0; i < s.length; i++) {
            n[i] = Integer.parseInt(s[i]);
        }
        return n;
    }

    /** Slots and rings, with the short forms of vale-ctl(4). */
    private int[] shape() {
        if (config == null) {
            return new int[4];
        }
        int[] n = numbers();
        return new int[] {n[0], n.length > 1 ? n[1] : n[0], n.length > 2 ? n[2] : 0, n.length > 3 ? n[3] : n.length > 2 ? n[2] : 0};
    }

    /** Mode, first processor, number of them. */
    private int[] polling() {
        if (config == null) {
            return new int[] {0, 0, 1};
        }
        int[] n = numbers();
        if (n.length > 3 || n[0] > 1 || n.length == 3 && n[0] == 0 && n[2] != 1) {
            throw bad("-C " + config + ": with -p write 0,CPU or 1,FIRST or 1,FIRST,COUNT");
        }
        return new int[] {n[0], n.length > 1 ? n[1] : 0, n.length > 2 ? n[2] : 1};
    }

    private void run(ValeControl control, int[] numbers) throws ToolException {
        PrintWriter out = spec.commandLine().getOut();
        if (what.rings != null) {
            out.println(what.rings + ": " + control.rxRings(what.rings) + " receive rings");
        } else if (what.attach != null || what.attachHost != null) {
            String port = what.attach != null ? what.attach : what.attachHost;
            out.println(port + " is port " + control.attach(port, what.attachHost != null));
        } else if (what.detach != null) {
            control.detach(what.detach);
        } else if (what.create != null) {
            control.create(what.create, numbers, memory);
        } else if (what.destroy != null) {
            control.destroy(what.destroy);
        } else if (what.poll != null) {
            control.poll(what.poll, numbers[0] == 1, numbers[1], numbers[2]);
        } else if (what.noPoll != null) {
            control.noPoll(what.noPoll);
        } else {
            list(control, what.list == null || what.list.isEmpty() ? null : what.list, out);
        }
    }

    private static void list(ValeControl control, String port, PrintWriter out) throws ToolException {
        List<ValeControl.Port> all = control.list(port);
        if (port != null && all.isEmpty()) {
            throw new ToolException(port + ": there is no such port; 'netmap vale-ctl' lists those there are");
        }
        for (ValeControl.Port p : all) {
            out.println((p.bridge < 0 ? "" : "bridge " + p.bridge + " ") + "port " + p.number + " " + p.name + (p.remark.isEmpty() ? "" : " " + p.remark));
        }
    }
}
