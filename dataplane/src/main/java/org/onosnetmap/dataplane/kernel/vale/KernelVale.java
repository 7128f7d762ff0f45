package org.onosnetmap.dataplane.kernel.vale;

import java.util.List;
import org.onosnetmap.dataplane.port.PortException;
import org.onosnetmap.dataplane.sys.SystemCallException;

/** The VALE switches of the kernel. Thread-safe; closing gives up the switches that were made without ports. */
public interface KernelVale extends AutoCloseable {

    /** Those of this machine, in the network namespace of the thread that calls. */
    static KernelVale here() {
        return new ModuleVale();
    }

    /** What an error of the module means, for the operator; {@code what} is the switch, port or interface that was asked for. */
    static PortException explain(String what, SystemCallException e) {
        return ModuleVale.explain(what, e);
    }

    /**
     * All switches with their ports, by name.
     *
     * @throws PortException FAILED without the module; NO_PERMISSION
     */
    List<KernelSwitch> switches() throws PortException;

    /**
     * Makes a switch that stays while this process lives, also without ports. One that exists is kept from now on.
     *
     * @param name {@code vale} and letters, digits and _
     */
    void create(String name) throws PortException;

    /**
     * Detaches all interfaces of a switch and keeps it no more. It is gone then, unless programs have ports of it open.
     *
     * @throws PortException NOT_FOUND; IN_USE if programs have ports of it open, which are named; the interfaces are detached then
     */
    void remove(String name) throws PortException;

    /**
     * Makes an interface, or a persistent port, a port of a switch, which is made if there is none. An interface is set promiscuous, which detaching it
     * by the same object undoes.
     *
     * @param host whether the interface's host side becomes another port; without, the host is cut off from it
     * @return the port's number in the kernel
     * @throws PortException NOT_FOUND, IN_USE, REFUSED
     */
    int attach(String name, String interfaceName, boolean host) throws PortException;

    /**
     * Gives an interface back to the host.
     *
     * @throws PortException NOT_FOUND if it is not attached; IN_USE if it is a program's port, which cannot be detached
     */
    void detach(String name, String interfaceName) throws PortException;

    /**
     * Makes a persistent port: a network interface that programs open by its name, and that can be attached.
     *
     * @throws PortException IN_USE if the name is taken; BAD_NAME
     */
    void newInterface(String interfaceName) throws PortException;

    /**
     * Removes a persistent port.
     *
     * @throws PortException NOT_FOUND; IN_USE if it is attached or open
     */
    void deleteInterface(String interfaceName) throws PortException;

    @Override
    void close();
}
