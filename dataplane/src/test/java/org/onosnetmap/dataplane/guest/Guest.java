package org.onosnetmap.dataplane.guest;

import static org.onosnetmap.dataplane.guest.Checks.*;

/** What runs in the guest. */
public final class Guest {

    private static final int PATIENCE_MILLIS = 580_000;

    private Guest() {
    }

    /** @param args the files of the module and of the native drivers */
    public static void main(String[] args) {
        Thread watchdog = new Thread(Guest::tellWhereItHangs, "watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
        try {
            KernelPorts.withoutModule();
            DoctorInGuest.withoutModule();
            run("insmod", args[0], "dyndbg=-p");
            KernelPorts.all();
            subject("switches");
            KernelSwitches.all();
            subject("doctor");
            DoctorInGuest.all();
            subject("native drivers");
            run("insmod", args[1]);
            KernelPorts.nativeInterfaces();
            run("rmmod", "netmap_nic");
        } catch (Exception | AssertionError e) {
            ok(false, "the tests go on to the end: " + e);
            e.printStackTrace(System.out);
        }
        System.exit(failed() == 0 ? 0 : 1);
    }

    private static void tellWhereItHangs() {
        sleep(PATIENCE_MILLIS);
        Thread.getAllStackTraces().forEach((thread, stack) -> {
            System.out.println("# " + thread);
            for (StackTraceElement e : stack) {
                System.out.println("#   " + e);
            }
        });
        ok(false, "the tests end within " + PATIENCE_MILLIS / 1000 + " s");
        Runtime.getRuntime().halt(1);
    }
}
