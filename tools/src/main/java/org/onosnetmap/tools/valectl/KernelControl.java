package org.onosnetmap.tools.valectl;

import java.util.ArrayList;
import java.util.List;
import org.onosnetmap.dataplane.kernel.NetmapDevice;
import org.onosnetmap.dataplane.kernel.RegisterRequest;
import org.onosnetmap.dataplane.kernel.vale.KernelVale;
import org.onosnetmap.dataplane.sys.SystemCallException;
import org.onosnetmap.tools.ToolException;

/** The VALE switches of the kernel, in this network namespace. */
final class KernelControl implements ValeControl {

    private final NetmapDevice device;

    KernelControl() throws ToolException {
        device = ask(NetmapDevice.PATH, NetmapDevice::open);
    }

    private interface Request<T> {
        T run();
    }

    private static <T> T ask(String what, Request<T> r) throws ToolException {
        try {
            return r.run();
        } catch (SystemCallException e) {
            throw new ToolException(KernelVale.explain(what, e).getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new ToolException(e.getMessage(), e);
        }
    }

    private static void tell(String what, Runnable r) throws ToolException {
        ask(what, () -> {
            r.run();
            return null;
        });
    }

    @Override
    public List<Port> list(String port) throws ToolException {
        List<Port> all = new ArrayList<>();
        if (port != null) {
            int[] at = ask(port, () -> device.valePort(port));
            if (at != null) {
                all.add(new Port(port, at[0], at[1], ""));
            }
            return all;
        }
        List<String> names = new ArrayList<>();
        tell("the list of ports", () -> device.valePorts((name, number) -> names.add(name)));
        for (String name : names) {
            all.addAll(list(name)); // for the number of the switch; a port that has gone meanwhile is left out
        }
        return all;
    }

    @Override
    public int rxRings(String port) throws ToolException {
        return ask(port, () -> device.portInfo(new RegisterRequest(port))).rxRings;
    }

    @Override
    public int attach(String port, boolean host) throws ToolException {
        return ask(port, () -> device.valeAttach(port, host));
    }

    @Override
    public void detach(String port) throws ToolException {
        tell(port, () -> device.valeDetach(port));
    }

    @Override
    public void create(String name, int[] c, int memId) throws ToolException {
        tell(name, () -> device.valeNewInterface(name, c[0], c[1], c[2], c[3], memId));
    }

    @Override
    public void destroy(String name) throws ToolException {
        tell(name, () -> device.valeDeleteInterface(name));
    }

    @Override
    public void poll(String port, boolean eachRing, int first, int count) throws ToolException {
        tell(port, () -> device.valePolling(port, eachRing, first, count));
    }

    @Override
    public void noPoll(String port) throws ToolException {
        tell(port, () -> device.valeNoPolling(port));
    }

    @Override
    public void close() {
        device.close();
    }
}
