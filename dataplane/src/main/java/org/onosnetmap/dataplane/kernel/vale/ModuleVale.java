package org.onosnetmap.dataplane.kernel.vale;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.onosnetmap.dataplane.kernel.KernelTables;
import org.onosnetmap.dataplane.kernel.NetmapDevice;
import org.onosnetmap.dataplane.kernel.RegisterRequest;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.port.PortException.Kind;
import org.onosnetmap.dataplane.port.device.NetDevice;
import org.onosnetmap.dataplane.sys.Errno;
import org.onosnetmap.dataplane.sys.SystemCallException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** By requests to the module. */
final class ModuleVale implements KernelVale {

    private static final Logger LOG = LoggerFactory.getLogger(ModuleVale.class);

    /** The port by which a switch is kept. */
    static final String KEEPER = "_keep";
    private static final int KEEPER_SLOTS = 64;

    /** By switch. */
    private final Map<String, NetmapDevice> kept = new HashMap<>();
    /** Interfaces that were not promiscuous before they were attached here. */
    private final Set<String> promiscuous = new HashSet<>();

    private interface Request<T> {
        T on(NetmapDevice d);
    }

    private static <T> T request(String what, Request<T> r) throws PortException {
        try (NetmapDevice d = NetmapDevice.open()) {
            return r.on(d);
        } catch (SystemCallException e) {
            throw explain(what, e);
        }
    }

    @Override
    public List<KernelSwitch> switches() throws PortException {
        Map<String, List<KernelPort>> byName = new TreeMap<>();
        PortTables tables = new PortTables(KernelTables.ports(), KernelTables.rings());
        request("VALE switches", d -> {
            d.valePorts((name, index) -> {
                int colon = name.indexOf(':');
                List<KernelPort> ports = byName.computeIfAbsent(name.substring(0, Math.max(colon, 0)), n -> new ArrayList<>());
                String port = name.substring(colon + 1);
                if (!port.equals(KEEPER)) {
                    KernelPort.Kind kind = tables.kind(name);
                    ports.add(new KernelPort(index, port, kind, isUp(kind, port), tables.counters(name, kind)));
                }
            });
            return null;
        });
        List<KernelSwitch> all = new ArrayList<>();
        byName.forEach((name, ports) -> all.add(new KernelSwitch(name, ports)));
        return all;
    }

    private static boolean isUp(KernelPort.Kind kind, String port) {
        if (kind != KernelPort.Kind.INTERFACE) {
            return true;
        }
        try (NetDevice d = NetDevice.open(port)) {
            int wanted = NetDevice.UP | NetDevice.RUNNING;
            return (d.flags() & wanted) == wanted;
        } catch (SystemCallException e) {
            return false; // it is going this moment
        }
    }

    private static void checkName(String name) throws PortException {
        if (!name.matches("vale[0-9A-Za-z_]*") || name.length() > 40) {
            throw new PortException(Kind.BAD_NAME, "switch name '" + name + "': take 'vale' and letters, digits and _, 40 at most");
        }
    }

    private static String port(String name, String interfaceName) throws PortException {
        checkName(name);
        checkInterface(interfaceName);
        return name + ":" + interfaceName;
    }

    private static void checkInterface(String interfaceName) throws PortException {
        if (!interfaceName.matches("[^\\s/:%{}^]{1,15}")) {
            throw new PortException(Kind.BAD_NAME, "'" + interfaceName + "' names no network interface: 1 to 15 characters without blank, slash, colon and the like");
        }
    }

    @Override
    public synchronized void create(String name) throws PortException {
        checkName(name);
        if (kept.containsKey(name)) {
            return;
        }
        NetmapDevice d = null;
        try {
            d = NetmapDevice.open();
            // Without receive rings the switch brings it nothing.
            d.register(new RegisterRequest(name + ":" + KEEPER).slots(KEEPER_SLOTS).flags(RegisterRequest.TX_RINGS_ONLY));
            kept.put(name, d);
        } catch (SystemCallException e) {
            if (d != null) {
                d.close();
            }
            throw explain(name, e);
        }
    }

    @Override
    public synchronized void remove(String name) throws PortException {
        KernelSwitch s = switches().stream().filter(x -> x.name().equals(name)).findFirst()
                .orElseThrow(() -> new PortException(Kind.NOT_FOUND, "the kernel has no VALE switch '" + name + "'"));
        List<String> programs = new ArrayList<>();
        for (KernelPort p : s.ports()) {
            if (p.name().endsWith("^")) { // goes with its interface
                continue;
            }
            try {
                detach(name, p.name());
            } catch (PortException e) {
                if (e.kind() != Kind.IN_USE) {
                    throw e;
                }
                programs.add(p.name());
            }
        }
        NetmapDevice keeper = kept.remove(name);
        if (keeper != null) {
            keeper.close();
        }
        if (!programs.isEmpty()) {
            throw new PortException(Kind.IN_USE, "VALE switch '" + name + "' stays as long as programs have these ports of it open: " + programs);
        }
    }

    @Override
    public synchronized int attach(String name, String interfaceName, boolean host) throws PortException {
        String port = port(name, interfaceName);
        return request(port, d -> {
            int index = d.valeAttach(port, host);
            if (promiscuous(interfaceName, true)) {
                promiscuous.add(interfaceName);
            }
            return index;
        });
    }

    @Override
    public synchronized void detach(String name, String interfaceName) throws PortException {
        String port = port(name, interfaceName);
        request(port, d -> {
            int index = d.valeDetach(port);
            if (promiscuous.remove(interfaceName)) {
                promiscuous(interfaceName, false);
            }
            return index;
        });
    }

    /** A switch's interface takes frames for others, too; the kernel leaves that to us (vale(4)). Returns whether it was the other way before. */
    private static boolean promiscuous(String interfaceName, boolean on) {
        try (NetDevice d = NetDevice.open(interfaceName)) {
            boolean before = (d.flags() & NetDevice.PROMISC) != 0;
            if (before != on) {
                d.promiscuous(on);
            }
            return before != on;
        } catch (SystemCallException e) {
            LOG.warn("{}: promiscuous mode cannot be switched {}: {}", interfaceName, on ? "on" : "off", e.getMessage());
            return false;
        }
    }

    @Override
    public void newInterface(String interfaceName) throws PortException {
        checkInterface(interfaceName);
        request(interfaceName, d -> {
            d.valeNewInterface(interfaceName);
            return null;
        });
    }

    @Override
    public void deleteInterface(String interfaceName) throws PortException {
        checkInterface(interfaceName);
        request(interfaceName, d -> {
            d.valeDeleteInterface(interfaceName);
            return null;
        });
    }

    @Override
    public synchronized void close() {
        kept.values().forEach(NetmapDevice::close);
        kept.clear();
    }

    static PortException explain(String what, SystemCallException e) {
        boolean device = e.getMessage().startsWith(NetmapDevice.PATH);
        switch (e.errno()) {
            case Errno.ENOENT:
                return failure(Kind.FAILED, what, e, "the netmap kernel module is not loaded; modprobe netmap");
            case Errno.EACCES:
            case Errno.EPERM:
                return failure(Kind.NO_PERMISSION, what, e, "this user may not open " + NetmapDevice.PATH + "; run as root, or put the user into the group that its udev rule names");
            case Errno.EBUSY:
                return failure(Kind.IN_USE, what, e, "it is in use: attached to a switch already, or open in a program, or in a bridge or bond; take it out there first");
            case Errno.EEXIST:
                return failure(Kind.IN_USE, what, e, "an interface of that name exists; take another name");
            case Errno.ENXIO:
                return failure(device ? Kind.FAILED : Kind.NOT_FOUND, what, e, device ? "the netmap kernel module is not loaded; modprobe netmap" : "there is no such port or interface, or it is not attached");
            case Errno.EINVAL:
                return failure(Kind.REFUSED, what, e, "there is no Ethernet interface or persistent port of that name, or it is none that this can be done with");
            case Errno.ENOMEM:
                return failure(Kind.FAILED, what, e, "the kernel has no memory for it, or as many switches as max_bridges allows; see dmesg");
            default:
                if (e.errno() == NetmapDevice.notSupported()) {
                    return failure(Kind.REFUSED, what, e, "this netmap module cannot do that");
                }
                return failure(Kind.FAILED, what, e, e.getMessage());
        }
    }

    private static PortException failure(Kind kind, String what, SystemCallException cause, String why) {
        return new PortException(kind, what + ": " + why, cause);
    }
}
