package org.onosnetmap.dataplane.guest;

import static org.onosnetmap.dataplane.guest.Checks.*;

/** What runs in the guest. */
public final class Guest {

    private static final int PATIENCE_MILLIS = 580_000;

    private Guest() {
    }

    /**
     * @param args the files of the module and of the native drivers, which are tested on e1000 and e1000e at the end; or these and the
     *     name of a driver, whose four interfaces are all that is tested
     */
    public static void main(String[] args) {
        Thread watchdog = new Thread(Guest::tellWhereItHangs, "watchdog");
        watchdog.setDaemon(true);
        watchdog.start();
        try {
            if (args.length > 2) {
                run("insmod", args[0], "dyndbg=-p");
                run("insmod", args[1]);
                KernelPorts.nativeInterfaces(args[2], 0);
            } else {
                all(args[0], args[1]);
            }
            run("rmmod", "netmap_nic");
        } catch (Exception | AssertionError e) {
            ok(false, "the tests go on to the end: " + e);
            e.printStackTrace(System.out);
        }
        System.exit(failed() == 0 ? 0 : 1);
    }

    private static void all(String module, String drivers) throws Exception {
        KernelPorts.withoutModule();
        DoctorInGuest.withoutModule();
        run("insmod", module, "dyndbg=-p");
        KernelPorts.all();
        subject("switches");
        KernelSwitches.all();
        subject("doctor");
        DoctorInGuest.all();
        run("insmod", drivers);
        KernelPorts.nativeInterfaces("e1000", 0);
        KernelPorts.nativeInterfaces("e1000e", 4);
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
