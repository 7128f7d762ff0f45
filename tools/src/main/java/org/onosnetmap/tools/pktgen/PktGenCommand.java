package org.onosnetmap.tools.pktgen;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.onosnetmap.dataplane.port.PortName;
import org.onosnetmap.dataplane.program.PortSet;
import org.onosnetmap.dataplane.traffic.Receiver;
import org.onosnetmap.dataplane.traffic.Task;
import org.onosnetmap.dataplane.traffic.TaskLoop;
import org.onosnetmap.tools.ToolException;
import org.onosnetmap.tools.pktgen.FunctionOptions.Kind;
import org.onosnetmap.tools.run.Interruption;
import org.onosnetmap.tools.run.Links;
import org.onosnetmap.tools.run.Processors;
import org.onosnetmap.tools.run.Threads;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code netmap pkt-gen}. */
@Command(name = "pkt-gen", description = "Sends, receives and reflects packets, and measures.", mixinStandardHelpOptions = true, sortOptions = false, footer = {"",
    "Examples:",
    "  netmap pkt-gen -i packet:eth1 -f tx -R 10k -d 10.0.0.1:1000-10.0.0.9:1999 -D 02:00:00:00:00:09",
    "  netmap pkt-gen -i vale0:a -f tx --with -i vale0:b -f rx",
    "  netmap pkt-gen -i netmap:x{1 -f ping -n 10000 --with -i netmap:x}1 -f pong"})
public final class PktGenCommand implements Callable<Integer> {

    /** How long what was sent may be on its way, in nanoseconds, after the last sender has ended. */
    private static final long ON_THE_WAY = 200_000_000;
    /** The same while a receiver wants more, whose thread may have been away from the processor. */
    private static final long STILL_WANTED = 5_000_000_000L;
    private static final int TICK_MILLIS = 10;

    @Spec
    private CommandSpec spec;

    @Mixin
    private FunctionOptions first;

    @Option(names = "-T", paramLabel = "MILLIS", description = "Time between two reports; 0 for none. Default: 1000.")
    private int interval = 1000;

    @Option(names = "-c", paramLabel = "CPUS", description = "Processors to use at most; 1 runs everything, the VALE switch too, on one thread in turn. Default: 0, all.")
    private int processors;

    @Option(names = "-N", description = "Plain numbers: pps and bit/s without k, M and G.")
    private boolean plain;

    @Option(names = "-A", description = "Tell mean and standard deviation of the rate over the last 20 reports.")
    private boolean statistics;

    @Option(names = "-B", description = "Count framing and CRC, 24 bytes a packet, in bit/s.")
    private boolean framing;

    @Option(names = "-v", description = "Tell more.")
    private boolean[] verbose = {};

    @Option(names = "--json", description = "The summary as one JSON object on the standard output; reports go to the standard error.")
    private boolean json;

    @Option(names = "--with", arity = "1..*", paramLabel = "OPTION", parameterConsumer = Rest.class, description = "What follows is another function on another port, in the same process.")
    private List<String> with = List.of();

    /** Takes the rest of the command line. */
    static final class Rest implements IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> args, ArgSpec arg, CommandSpec command) {
            List<String> all = new ArrayList<>();
            while (!args.isEmpty()) {
                all.add(args.pop());
            }
            arg.setValue(all);
        }
    }

    @Override
    public Integer call() throws Exception {
        List<Function> functions = new ArrayList<>();
        try {
            functions.add(new Function(first));
            for (List<String> args = with; !args.isEmpty(); ) {
                int next = args.indexOf("--with");
                FunctionOptions o = new FunctionOptions();
                new CommandLine(o).parseArgs((next < 0 ? args : args.subList(0, next)).toArray(new String[0]));
                functions.add(new Function(o));
                args = next < 0 ? List.of() : args.subList(next + 1, args.size());
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        } catch (ParameterException e) {
            throw new ParameterException(spec.commandLine(), "after --with: " + e.getMessage(), e);
        }
        if (processors < 0 || interval < 0) {
            throw new ParameterException(spec.commandLine(), "-c and -T take no negative number");
        }
        try (Interruption interruption = new Interruption()) {
            return new Run(functions, interruption).run();
        }
    }

    /** From the opening of the ports to the summary. */
    private final class Run {
        private final List<Function> functions;
        private final Interruption interruption;
        private final List<TaskLoop> loops = new ArrayList<>();
        private final List<Thread> threads = new ArrayList<>();
        private final PrintWriter out = json ? spec.commandLine().getErr() : spec.commandLine().getOut();

        Run(List<Function> functions, Interruption interruption) {
            this.functions = functions;
            this.interruption = interruption;
        }

        int run() throws ToolException {
            if (processors > 0) {
                Processors.limit(processors);
            }
            int bufSize = functions.stream().mapToInt(Function::bufSize).max().orElseThrow();
            int workers = functions.stream().mapToInt(Function::valeWorkers).max().orElseThrow();
            ToolException failure = null;
            try (PortSet ports = new PortSet(bufSize, processors == 1 ? 1 : workers, processors != 1)) {
                Links links = new Links(ports);
                for (Function f : functions) {
                    f.open(ports);
                    links.add(f.port());
                }
                prepare();
                Integer wait = functions.stream().map(f -> f.options.wait).filter(w -> w != null).max(Integer::compare).orElse(null);
                links.await(wait, interruption).forEach(d -> spec.commandLine().getErr().println("netmap: " + d));
                if (verbose.length > 0) {
                    functions.forEach(f -> out.println(f.port().name() + ": " + f.port().txRings() + " transmit and " + f.port().rxRings() + " receive rings of "
                            + (f.port().txRings() > 0 ? f.port().txRing(0) : f.port().rxRing(0)).numSlots() + " slots; " + f.port().details()));
                }
                start(ports);
                Report report = new Report(out, functions, plain, framing, statistics);
                try {
                    supervise(links, report);
                } catch (ToolException e) {
                    failure = e;
                }
                stop();
                if (json) {
                    report.json(spec.commandLine().getOut(), failure == null ? null : failure.getMessage());
                } else {
                    report.summary();
                }
            }
            if (failure != null) {
                throw failure;
            }
            return 0;
        }

        private void prepare() {
            Consumer<byte[]> dump = frame -> {
                synchronized (out) {
                    HexDump.write(out, frame);
                }
            };
            try {
                int stream = 0;
                for (Function f : functions) {
                    f.prepare(stream, f.options.dump ? dump : null);
                    stream += f.tasks.size();
                }
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage(), e);
            }
        }

        private void start(PortSet ports) {
            if (processors == 1) {
                List<Task> all = new ArrayList<>();
                functions.forEach(f -> all.addAll(f.tasks));
                start(new TaskLoop(all, ports::drive, false), functions.get(0).options.processor);
            } else {
                int busy = functions.stream().mapToInt(f -> f.options.threads).sum() + (functions.stream().anyMatch(f -> f.port().name().type() == PortName.Type.VALE) ? 1 : 0);
                boolean yields = busy > Runtime.getRuntime().availableProcessors();
                for (Function f : functions) {
                    int n = f.options.threads;
                    for (int i = 0; i < n; i++) {
                        List<Task> own = new ArrayList<>();
                        for (int t = i; t < f.tasks.size(); t += n) {
                            own.add(f.tasks.get(t));
                        }
                        start(new TaskLoop(own, null, yields), f.options.processor == null ? null : f.options.processor + i);
                    }
                }
            }
            threads.forEach(Thread::start);
        }

        private void start(TaskLoop loop, Integer processor) {
            loops.add(loop);
            Thread t = new Thread(() -> {
                if (processor != null) {
                    try {
                        Processors.pin(processor);
                    } catch (ToolException e) {
                        loop.fail(e);
                        return;
                    }
                }
                loop.run();
            }, "netmap-pkt-gen-" + loops.size());
            t.setDaemon(true);
            threads.add(t);
        }

        private void supervise(Links links, Report report) throws ToolException {
            long lastReport = System.nanoTime();
            long lastPackets = -1;
            long quietSince = lastReport;
            while (!interruption.sleep(TICK_MILLIS)) {
                long now = System.nanoTime();
                for (TaskLoop l : loops) {
                    if (l.failure() instanceof ToolException) {
                        throw (ToolException) l.failure();
                    } else if (l.failure() != null) {
                        throw new IllegalStateException("a thread that moves packets has failed", l.failure());
                    }
                }
                long packets = functions.stream().mapToLong(Function::packets).sum();
                if (packets != lastPackets) {
                    lastPackets = packets;
                    quietSince = now;
                }
                if (ended(now - quietSince)) {
                    return;
                }
                links.watch();
                if (interval > 0 && now - lastReport >= interval * 1_000_000L) {
                    lastReport += interval * 1_000_000L;
                    report.interval();
                }
            }
        }

        /** All have done what they were to do; or the senders have, and nothing is under way any more. */
        private boolean ended(long quiet) {
            if (functions.stream().allMatch(Function::isDone)) {
                return true;
            }
            boolean sourcesDone = functions.stream().anyMatch(Function::isSource) && functions.stream().filter(Function::isSource).allMatch(Function::isDone);
            boolean counting = functions.stream().anyMatch(f -> f.options.function == Kind.rx && f.options.count > 0 && !f.isDone());
            boolean filesEnded = functions.stream().noneMatch(Function::isSource)
                    && functions.stream().allMatch(f -> f.port().name().type() == PortName.Type.PCAP && f.tasks.stream().allMatch(Task::isExhausted));
            boolean empty = functions.stream().anyMatch(f -> f.options.exitIfEmpty && f.options.function == Kind.rx && f.tasks.stream().allMatch(t -> ((Receiver) t).foundNothing()));
            return empty || sourcesDone && quiet > (counting ? STILL_WANTED : ON_THE_WAY) || filesEnded && quiet > ON_THE_WAY;
        }

        private void stop() {
            loops.forEach(TaskLoop::stop);
            threads.forEach(Threads::join);
        }
    }
}
