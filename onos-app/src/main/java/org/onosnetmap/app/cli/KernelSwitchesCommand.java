package org.onosnetmap.app.cli;

import java.util.List;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.KernelSwitchService;
import org.onosnetmap.app.api.KernelSwitchStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.PortCounters;
import org.onosnetmap.app.api.PortStatus;

/** Lists the VALE switches of the kernel. */
@Service
@Command(scope = "onos", name = "netmap-kernel-switches", description = "Lists the VALE switches of the kernel, their ports and counters")
public class KernelSwitchesCommand extends NetmapCommand {

    @Override
    void run() throws NetmapException {
        List<KernelSwitchStatus> all = kernelSwitches().switches();
        if (outputJson()) {
            printJson(json(all, KernelSwitchStatus.class));
            return;
        }
        if (all.isEmpty()) {
            print("the kernel has no VALE switch");
        }
        for (KernelSwitchStatus s : all) {
            print("%s, device=%s%s", s.name(), s.deviceId(), s.ports().isEmpty() ? ", has no ports" : "");
            for (PortStatus p : s.ports()) {
                PortCounters c = p.counters();
                print("  %d: %s, %s, %s, rx packets=%d bytes=%d dropped=%d, tx packets=%d bytes=%d dropped=%d", p.number(), p.name(), p.details().get("kind"), p.state(),
                        c.rxPackets(), c.rxBytes(), c.rxDropped(), c.txPackets(), c.txBytes(), c.txDropped());
            }
        }
    }

    KernelSwitchService kernelSwitches() {
        return get(KernelSwitchService.class);
    }
}
