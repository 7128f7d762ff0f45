package org.onosnetmap.dataplane.port.device;

import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortException.Kind;
import org.onosnetmap.dataplane.port.PortSpec;

/** Which interfaces a port may take. */
public final class Admission {

    private Admission() {
    }

    /** Refuses interfaces that are not for a switch. */
    public static void check(PortSpec spec, NetDevice device) throws PortException {
        int flags = device.flags();
        boolean loopback = (flags & NetDevice.LOOPBACK) != 0;
        if (!loopback && device.hardwareType() != NetDevice.ETHERNET) {
            throw new PortException(Kind.REFUSED, spec.name() + ": is no Ethernet interface (hardware type " + device.hardwareType() + "); attach one that is");
        }
        if (spec.force()) {
            return;
        }
        if (loopback) {
            throw new PortException(Kind.REFUSED, spec.name() + ": what is sent to the loopback interface comes straight back; set option force=true if that is wanted");
        }
        if (DefaultRoute.through(device.name())) {
            throw new PortException(Kind.REFUSED, spec.name() + ": the interface carries the default route, and this machine may become unreachable; set option force=true if that is wanted");
        }
    }

    /** Takes the lock of the interface, or says who has it. */
    public static AttachLock lock(PortSpec spec, NetDevice device) throws PortException {
        AttachLock lock = AttachLock.take(device.index());
        if (lock == null) {
            int pid = AttachLock.holder(device.index());
            String who = pid == ProcessHandle.current().pid() ? "this process" : pid == 0 ? "another process" : "process " + pid;
            throw new PortException(Kind.IN_USE, spec.name() + ": the interface is attached already, by " + who + "; detach it there first");
        }
        return lock;
    }
}
