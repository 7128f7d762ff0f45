package org.onosnetmap.dataplane.port.device;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.port.device.SavedSettings.Offload;

/**
 * An interface that several ports of this process may use, each with other rings: locked against other processes and ports that take it
 * whole, promiscuous, and without receive offloads, from the first port to the last. Thread-safe.
 */
public final class SharedInterface {

    /** By network namespace and index. */
    private static final Map<String, SharedInterface> USED = new HashMap<>();

    private final String key;
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private String offloads = "";
    private int users;

    private SharedInterface(String key) {
        this.key = key;
    }

    /**
     * One more port uses the interface.
     *
     * @param keepGro leaves generic receive offload as it is, if this port is the first
     * @throws PortException if a port that is not of this kind has it, or another process
     */
    public static SharedInterface use(PortSpec spec, boolean keepGro) throws PortException {
        synchronized (USED) {
            NetDevice device = NetDevice.open(spec.name().device());
            String key = SavedSettings.netns() + " " + device.index();
            SharedInterface shared = USED.get(key);
            if (shared != null) {
                device.close();
            } else {
                shared = new SharedInterface(key);
                shared.undo.push(device::close);
                try {
                    shared.begin(spec, device, keepGro);
                } catch (PortException | RuntimeException e) {
                    shared.undo.forEach(Runnable::run);
                    throw e;
                }
                USED.put(key, shared);
            }
            shared.users++;
            return shared;
        }
    }

    private void begin(PortSpec spec, NetDevice device, boolean keepGro) throws PortException {
        undo.push(Admission.lock(spec, device)::close);
        undo.push(PromiscuousMode.of(device)::close);
        SavedSettings saved = SavedSettings.switchOff(device, keepGro ? EnumSet.of(Offload.LRO) : EnumSet.of(Offload.GRO, Offload.LRO));
        undo.push(saved::close);
        offloads = saved.describe();
    }

    /** What was switched off, for the operator; empty if nothing was. */
    public String offloads() {
        return offloads;
    }

    /** One port less. */
    public void release() {
        synchronized (USED) {
            if (--users == 0) {
                USED.remove(key);
                undo.forEach(Runnable::run);
            }
        }
    }
}
