package org.onosnetmap.app.cli;

import java.util.List;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.Diagnosis;

/** Says why the netmap kernel module cannot be used. */
@Service
@Command(scope = "onos", name = "netmap-doctor", description = "Says why the netmap kernel module, or interfaces through it, cannot be used, and what to do")
public class DoctorCommand extends NetmapCommand {

    @Argument(index = 0, name = "interfaces", description = "Interfaces to look at, too", multiValued = true)
    @Completion(InterfaceNameCompleter.class)
    private List<String> interfaces;

    @Override
    void run() {
        List<Diagnosis> all = service().doctor(interfaces == null ? List.of() : interfaces);
        if (outputJson()) {
            printJson(json(all, Diagnosis.class));
            return;
        }
        if (all.isEmpty()) {
            print("nothing is wrong");
        }
        for (Diagnosis d : all) {
            print("%s: %s", d.subject(), d.cause());
            print("  %s", d.remedy());
        }
    }
}
