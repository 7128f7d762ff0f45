package org.onosnetmap.app.api;

import java.util.List;

/** The VALE switches in the kernel of this node. Changes are the kernel's to remember: they outlast ONOS, and not a reboot. Thread-safe. */
public interface KernelSwitchService {

    /**
     * All of them with their ports, by name.
     *
     * @throws NetmapException FAILED without the kernel module; FORBIDDEN if this process may not
     */
    List<KernelSwitchStatus> switches() throws NetmapException;

    /**
     * Makes a switch without ports, which lasts until the app ends, or as long as it has ports.
     *
     * @throws NetmapException BAD_INPUT; as {@link #switches}
     */
    void create(String name) throws NetmapException;

    /**
     * Detaches all interfaces of a switch, which makes it vanish unless programs have ports of it open.
     *
     * @throws NetmapException NOT_FOUND; CONFLICT if it stays because of programs
     */
    void remove(String name) throws NetmapException;

    /**
     * Attaches an interface or a persistent port to a switch, which is made if there is none.
     *
     * @param host whether the interface's host side becomes a port, too; the host is cut off from it otherwise
     * @throws NetmapException BAD_INPUT; CONFLICT if it is in use, or no interface that can be attached
     */
    void attach(String name, String interfaceName, boolean host) throws NetmapException;

    /**
     * Gives an interface back to the host.
     *
     * @throws NetmapException NOT_FOUND if it is not attached; CONFLICT if it is a program's port
     */
    void detach(String name, String interfaceName) throws NetmapException;

    /**
     * Makes a persistent port: an interface that programs open by its name, and that can be attached.
     *
     * @throws NetmapException CONFLICT if the name is taken; BAD_INPUT
     */
    void addInterface(String interfaceName) throws NetmapException;

    /**
     * Removes a persistent port.
     *
     * @throws NetmapException NOT_FOUND; CONFLICT if it is attached or open
     */
    void removeInterface(String interfaceName) throws NetmapException;
}
