package org.onosnetmap.dataplane.port.netmap;

import org.onosnetmap.dataplane.kernel.NetmapDevice;
import org.onosnetmap.dataplane.port.NetmapName;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortException.Kind;
import org.onosnetmap.dataplane.port.PortSpec;
import org.onosnetmap.dataplane.sys.Errno;
import org.onosnetmap.dataplane.sys.SystemCallException;

/** What the kernel's error numbers mean for who wanted to open a port, and what to do. */
final class KernelErrors {

    private KernelErrors() {
    }

    static PortException explain(PortSpec spec, SystemCallException e) {
        NetmapName n = spec.name().netmap();
        String interfaceName = n.parent();
        if (e.getMessage().startsWith(NetmapDevice.PATH)) {
            return device(spec, e);
        }
        switch (e.errno()) {
            case Errno.EBUSY:
                return failure(Kind.IN_USE, spec, e, "another program or port has these rings" + (n.isInterface()
                        ? ", or " + interfaceName + " is attached to a bridge, a bond or a VALE switch" : "") + "; close it there first");
            case Errno.ENXIO:
            case Errno.ENODEV:
                return failure(Kind.NOT_FOUND, spec, e, n.isInterface() ? "there is no network interface " + interfaceName + " here; 'ip link' lists those there are"
                        : "there is no " + n.kernelName());
            case Errno.EINVAL:
                return failure(Kind.REFUSED, spec, e, n.isMonitor() ? "there is nothing to monitor unless a program has " + n.kernelName() + " open; open that first"
                        : n.isVale() ? "the port is a network interface that is not attached to the switch, or there are no such rings; attach it, or take another name"
                        : interfaceName + " is no Ethernet interface, or has no such rings, or the module has another version of the API (netmap doctor tells)");
            case Errno.ENOMEM:
                return failure(Kind.FAILED, spec, e, "the kernel has no memory for it; dmesg names the pool and what it wanted: "
                        + "close other ports, or load netmap with more (if_num, ring_num, buf_num; for ports with regions of their own priv_if_num and so on)");
            case Errno.EIO:
                return failure(Kind.REFUSED, spec, e, "the port has virtio headers before its packets, which a datapath does not read; set the port's header length to 0");
            case Errno.EPERM:
            case Errno.EACCES:
                return failure(Kind.NO_PERMISSION, spec, e, e.getMessage() + "; run as root, or give the process CAP_NET_RAW, and CAP_NET_ADMIN to switch receive offloads off (or set option gro=keep)");
            default:
                if (e.errno() == NetmapDevice.notSupported()) {
                    return failure(Kind.REFUSED, spec, e, "this netmap module does not have what the name asks for" + (n.zeroCopy() ? "; leave flag z out" : ""));
                }
                return failure(Kind.FAILED, spec, e, e.getMessage());
        }
    }

    private static PortException device(PortSpec spec, SystemCallException e) {
        switch (e.errno()) {
            case Errno.ENOENT:
            case Errno.ENXIO:
            case Errno.ENODEV:
                return failure(Kind.FAILED, spec, e, "the netmap kernel module is not loaded; modprobe netmap, or build it: make -C netmap-kmod"
                        + (spec.name().netmap().isInterface() ? ". Without it there is packet:" + spec.name().netmap().parent() : ""));
            case Errno.EACCES:
            case Errno.EPERM:
                return failure(Kind.NO_PERMISSION, spec, e, "this user may not open " + NetmapDevice.PATH + "; run as root, or put the user into the group that its udev rule names");
            default:
                return failure(Kind.FAILED, spec, e, e.getMessage());
        }
    }

    private static PortException failure(Kind kind, PortSpec spec, SystemCallException cause, String what) {
        return new PortException(kind, spec.name() + ": " + what, cause);
    }
}
