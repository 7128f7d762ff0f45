package org.onosnetmap.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which cores threads may run on, by {@code taskset}. */
final class Cores {

    private Cores() {
    }

    /**
     * Gives forwarding threads cores of their own: worker <i>i</i> of the process runs on core {@code first + i} alone, all its other threads
     * on the cores that are left, or on all if none is.
     *
     * @throws IOException if there are not so many cores
     */
    static void pin(long pid, int workers, int first) throws IOException, InterruptedException {
        int all = Runtime.getRuntime().availableProcessors();
        if (first < 0 || first + workers > all) {
            throw new IOException("cores " + first + " to " + (first + workers - 1) + " are asked for, but this machine has 0 to " + (all - 1));
        }
        List<String> others = new ArrayList<>();
        for (int i = 0; i < all; i++) {
            if (i < first || i >= first + workers) {
                others.add(String.valueOf(i));
            }
        }
        if (others.isEmpty()) {
            for (int i = 0; i < all; i++) {
                others.add(String.valueOf(i));
            }
        }
        run("taskset", "--all-tasks", "--cpu-list", "--pid", String.join(",", others), String.valueOf(pid));
        try (var tasks = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks) {
                String name = Files.readString(task.resolve("comm")).trim();
                for (int i = 0; i < workers; i++) {
                    if (name.equals("netmap-worker-" + i)) {
                        run("taskset", "--cpu-list", "--pid", String.valueOf(first + i), task.getFileName().toString());
                    }
                }
            }
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process p = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(p.getInputStream().readAllBytes());
        if (p.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said.trim());
        }
    }
}
