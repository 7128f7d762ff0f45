package org.onosnetmap.dataplane.kernel.doctor;

import java.util.ArrayList;
import java.util.List;
import org.onosnetmap.dataplane.kernel.NetmapDevice;
import org.onosnetmap.dataplane.kernel.doctor.Finding.Kind;
import org.onosnetmap.dataplane.sys.Errno;

/** Looks why netmap cannot be used on this machine, by this user, in this network namespace. Control side; stateless. */
public final class Doctor {

    /** What findings about the module and the device are about. */
    static final String ALL = "netmap";
    /** Buffers that a port of two rings of the usual size needs. */
    static final int BUFFERS = 2048;

    private final Machine machine;

    /** Examines this machine. */
    public Doctor() {
        this(new LinuxMachine());
    }

    Doctor(Machine machine) {
        this.machine = machine;
    }

    /**
     * Examines the device, and each of the interfaces.
     *
     * @return what was found, what concerns all first; empty if netmap can be used
     */
    public List<Finding> examine(List<String> interfaces) {
        List<Finding> all = new ArrayList<>();
        device(all);
        for (String name : interfaces) {
            nic(name, all);
        }
        return all;
    }

    private void device(List<Finding> all) {
        int errno = machine.tryOpen();
        switch (errno) {
            case 0:
                version(all);
                return;
            case Errno.ENOENT:
            case Errno.ENXIO:
            case Errno.ENODEV:
                all.add(machine.moduleLoaded() ? new Finding(Kind.DEVICE_ABSENT, ALL, "the module is loaded, but there is no " + NetmapDevice.PATH + " here",
                        "in a container, hand the device in (docker run --device " + NetmapDevice.PATH + "); else mount devtmpfs, or restart udev") : absent());
                return;
            case Errno.EACCES:
            case Errno.EPERM:
                all.add(new Finding(Kind.NO_PERMISSION, ALL, "user " + System.getProperty("user.name") + " may not open " + NetmapDevice.PATH,
                        "run as root, or install the module's udev rule (make -C netmap-kmod install) and put the user into group netmap"));
                return;
            default:
                all.add(new Finding(Kind.UNKNOWN, ALL, NetmapDevice.PATH + " cannot be opened (errno " + errno + ")", "look at the end of dmesg"));
        }
    }

    private Finding absent() {
        String kernel = machine.kernel();
        if (machine.kernelsWithModule().contains(kernel)) {
            return new Finding(Kind.MODULE_ABSENT, ALL, "the netmap module is installed, but not loaded", "modprobe netmap");
        }
        if (!machine.kernelsWithModule().isEmpty()) {
            return new Finding(Kind.MODULE_VERSION, ALL, "the netmap module is installed for kernel " + String.join(", ", machine.kernelsWithModule()) + ", but " + kernel + " runs",
                    "build it for this kernel: make -C netmap-kmod && make -C netmap-kmod install, or have DKMS do it with each new kernel");
        }
        return new Finding(Kind.MODULE_ABSENT, ALL, "there is no netmap module for this kernel, " + kernel,
                "build and load it: make -C netmap-kmod && make -C netmap-kmod install && modprobe netmap; packet: ports work without it");
    }

    private void version(List<Finding> all) {
        int errno = machine.tryRequest();
        if (errno == 0) {
            memory(all);
        } else if (errno == Errno.ENOMEM) {
            all.add(noMemory("the shared memory region cannot be set up"));
        } else {
            all.add(new Finding(Kind.MODULE_VERSION, ALL, "the module that is loaded does not know version 14 of the netmap API (errno " + errno + ")",
                    "unload it (rmmod netmap), and load the one of netmap-kmod"));
        }
    }

    private void memory(List<Finding> all) {
        Machine.Memory m = machine.tryMemory(BUFFERS);
        if (m.errno == Errno.ENOMEM) {
            all.add(noMemory("the shared memory region has no interface object or no memory left"));
        } else if (m.errno != 0) {
            all.add(new Finding(Kind.UNKNOWN, ALL, "the module gives no memory (errno " + m.errno + ")", "look at the end of dmesg"));
        } else if (m.buffers < BUFFERS) {
            all.add(noMemory("the shared memory region has " + m.buffers + " buffers left, and a port needs some " + BUFFERS));
        }
    }

    private static Finding noMemory(String cause) {
        return new Finding(Kind.NO_MEMORY, ALL, cause,
                "close netmap programs, or, with all of them closed, enlarge /sys/module/netmap/parameters/if_num, ring_num and buf_num; dmesg names the pool");
    }

    private void nic(String name, List<Finding> all) {
        Machine.Nic nic = machine.nic(name).orElse(null);
        if (nic == null) {
            all.add(new Finding(Kind.NO_SUCH_INTERFACE, name, "there is no such network interface in this network namespace", "ip link lists those there are"));
            return;
        }
        if (!nic.ethernet) {
            all.add(new Finding(Kind.NOT_ETHERNET, name, "it is no Ethernet interface", "take one that is"));
            return;
        }
        for (String user : machine.users(name)) {
            all.add(new Finding(Kind.IN_USE, name, "it is in use: " + user, "take it out there first"));
        }
        if (nic.gro || nic.lro) {
            String offloads = (nic.gro ? "gro" : "") + (nic.gro && nic.lro ? " and " : "") + (nic.lro ? "lro" : "");
            all.add(new Finding(Kind.OFFLOADS_ON, name, offloads + (nic.gro && nic.lro ? " are" : " is") + " on: received TCP segments are merged, and those of tunnels come out changed",
                    "ethtool -K " + name + (nic.gro ? " gro off" : "") + (nic.lro ? " lro off" : "") + "; a port netmap:" + name + " of a datapath does it by itself"));
        }
        if (!nic.up) {
            all.add(new Finding(Kind.LINK_DOWN, name, "it is down", "ip link set dev " + name + " up"));
        } else if (!nic.running) {
            all.add(new Finding(Kind.LINK_DOWN, name, "it is up, but has no carrier", "look at the cable, and whether the other end is up"));
        }
    }
}
