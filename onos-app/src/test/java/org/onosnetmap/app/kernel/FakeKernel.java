package org.onosnetmap.app.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.onosnetmap.dataplane.kernel.vale.KernelPort;
import org.onosnetmap.dataplane.kernel.vale.KernelPort.Counters;
import org.onosnetmap.dataplane.kernel.vale.KernelSwitch;
import org.onosnetmap.dataplane.kernel.vale.KernelVale;
import org.onosnetmap.dataplane.port.PortException;

/** A kernel with switches that are lists. The real one is tested in guests. */
final class FakeKernel implements KernelVale {

    final TreeMap<String, List<KernelPort>> switches = new TreeMap<>();
    volatile boolean module = true;
    boolean closed;

    synchronized void counters(String name, String port, Counters counters) {
        switches.get(name).replaceAll(p -> p.name().equals(port) ? KernelPort.of(p.index(), port, p.kind(), p.isUp(), counters) : p);
    }

    synchronized void up(String name, String port, boolean up) {
        switches.get(name).replaceAll(p -> p.name().equals(port) ? KernelPort.of(p.index(), port, p.kind(), up, p.counters()) : p);
    }

    @Override
    public synchronized List<KernelSwitch> switches() throws PortException {
        if (!module) {
            throw new PortException(PortException.Kind.FAILED, "the netmap kernel module is not loaded; modprobe netmap");
        }
        List<KernelSwitch> all = new ArrayList<>();
        switches.forEach((name, ports) -> all.add(new KernelSwitch(name, ports)));
        return all;
    }

    @Override
    public synchronized void create(String name) {
        switches.putIfAbsent(name, new ArrayList<>());
    }

    @Override
    public synchronized void remove(String name) throws PortException {
        if (switches.remove(name) == null) {
            throw new PortException(PortException.Kind.NOT_FOUND, "the kernel has no VALE switch '" + name + "'");
        }
    }

    @Override
    public synchronized int attach(String name, String interfaceName, boolean host) {
        create(name);
        List<KernelPort> ports = switches.get(name);
        ports.add(KernelPort.of(ports.size(), interfaceName, KernelPort.Kind.INTERFACE, true, Counters.NONE));
        if (host) {
            ports.add(KernelPort.of(ports.size(), interfaceName + "^", KernelPort.Kind.HOST, true, Counters.NONE));
        }
        return ports.size() - 1;
    }

    @Override
    public synchronized void detach(String name, String interfaceName) throws PortException {
        if (!switches.getOrDefault(name, new ArrayList<>()).removeIf(p -> p.name().equals(interfaceName))) {
            throw new PortException(PortException.Kind.NOT_FOUND, name + ":" + interfaceName + ": it is not attached");
        }
    }

    @Override
    public synchronized void newInterface(String interfaceName) throws PortException {
        throw new PortException(PortException.Kind.IN_USE, interfaceName + ": an interface of that name exists; take another name");
    }

    @Override
    public synchronized void deleteInterface(String interfaceName) throws PortException {
        throw new PortException(PortException.Kind.BAD_NAME, interfaceName + ": names no network interface");
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
