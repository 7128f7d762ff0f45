package org.onosnetmap.app.api;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.onosproject.net.DeviceId;

/**
 * Datapaths, VALE switches and their ports on this node. Changes are written to the network configuration, so that they last over a
 * restart. Thread-safe.
 */
public interface NetmapService {

    /** All declared datapaths, sorted by name; those included that do not run. */
    List<DatapathStatus> datapaths();

    /** A declared datapath. */
    Optional<DatapathStatus> datapath(String name);

    /** A datapath by its device, {@code netmap:NAME}. */
    Optional<DatapathStatus> datapath(DeviceId deviceId);

    /**
     * A declared datapath that the caller takes for existing.
     *
     * @throws NetmapException NOT_FOUND; the message lists those there are
     */
    default DatapathStatus existing(String name) throws NetmapException {
        Optional<DatapathStatus> d = datapath(name);
        if (d.isEmpty()) {
            throw new NetmapException(NetmapException.Kind.NOT_FOUND, "there is no datapath '" + name + "'; known are "
                    + datapaths().stream().map(DatapathStatus::name).collect(Collectors.toList()));
        }
        return d.get();
    }

    /**
     * Makes a datapath with all of its ports and declares it. If one of them cannot be attached, nothing is made or declared; it is the
     * network configuration that waits for ports which are not there yet. The ports of a datapath of another node are not looked at.
     *
     * @throws NetmapException BAD_INPUT; CONFLICT if the name or an interface is taken; as {@link #addPort} for a port
     */
    DatapathStatus addDatapath(DatapathDeclaration declaration) throws NetmapException;

    /**
     * Stops a datapath, detaches its ports, and takes it out of the configuration, with its device and rules.
     *
     * @throws NetmapException NOT_FOUND
     */
    void removeDatapath(String name) throws NetmapException;

    /**
     * Attaches one more port and declares it. A port that cannot be attached is not declared.
     *
     * @throws NetmapException BAD_INPUT; NOT_FOUND for the datapath, interface or file; CONFLICT if name, number or interface is taken or
     *                         refused; FORBIDDEN if this process may not
     */
    PortStatus addPort(String datapath, PortDeclaration port) throws NetmapException;

    /**
     * Detaches a port and takes it out of the configuration.
     *
     * @param port its number in decimals, or its name
     * @throws NetmapException NOT_FOUND
     */
    void removePort(String datapath, String port) throws NetmapException;

    /**
     * Lets a port carry packets or not.
     *
     * @param port its number in decimals, or its name
     * @throws NetmapException NOT_FOUND
     */
    PortStatus enablePort(String datapath, String port, boolean enabled) throws NetmapException;

    /**
     * Changes rate and queues of a port, and declares them. Queues that stay keep the packets that wait in them.
     *
     * @param port   its number in decimals, or its name
     * @param change what is now, into what shall be
     * @throws NetmapException NOT_FOUND; BAD_INPUT for values out of range; CONFLICT if the datapath does not run
     */
    void shapePort(String datapath, String port, UnaryOperator<PortShape> change) throws NetmapException;

    /**
     * Removes a queue of a port, and declares it no more. Packets that wait in it are dropped; queue 0 stays and loses its limits.
     *
     * @param port its number in decimals, or its name
     * @throws NetmapException NOT_FOUND, also for the queue; CONFLICT if the datapath does not run
     */
    default void removeQueue(String datapath, String port, long queue) throws NetmapException {
        if (shape(datapath, port).queues().stream().noneMatch(q -> q.id() == queue)) {
            throw new NetmapException(NetmapException.Kind.NOT_FOUND, "port '" + port + "' of datapath '" + datapath + "' has no queue " + queue + "; it has "
                    + shape(datapath, port).queues().stream().map(QueueDeclaration::id).collect(Collectors.toList()));
        }
        shapePort(datapath, port, before -> before.without(queue));
    }

    /**
     * Rate and queues that a port is declared to have.
     *
     * @param port its number in decimals, or its name
     * @throws NetmapException NOT_FOUND; CONFLICT if the datapath does not run
     */
    PortShape shape(String datapath, String port) throws NetmapException;

    /**
     * The queues of a port with their counters, the default queue first; none if nothing is limited there.
     *
     * @param port its number in decimals, or its name
     * @throws NetmapException NOT_FOUND; CONFLICT if the datapath does not run or the port is absent
     */
    List<QueueStatus> queues(String datapath, String port) throws NetmapException;

    /**
     * The mirrors that a datapath is declared to have, with their counters.
     *
     * @throws NetmapException NOT_FOUND; CONFLICT if the datapath does not run
     */
    List<MirrorStatus> mirrors(String datapath) throws NetmapException;

    /**
     * A mirror that the caller takes for existing.
     *
     * @throws NetmapException NOT_FOUND; the message lists those there are
     */
    default MirrorStatus existingMirror(String datapath, String mirror) throws NetmapException {
        List<MirrorStatus> all = mirrors(datapath);
        return all.stream().filter(m -> m.mirror().name().equals(mirror)).findFirst().orElseThrow(() -> new NetmapException(NetmapException.Kind.NOT_FOUND,
                "datapath '" + datapath + "' has no mirror '" + mirror + "'; it has " + all.stream().map(m -> m.mirror().name()).collect(Collectors.toList())));
    }

    /**
     * Makes a mirror, or changes the one of that name, whose counters begin anew then, and declares it. It waits for its port if that is absent.
     *
     * @param mirror with ports by name, or by number in decimals
     * @throws NetmapException NOT_FOUND for datapath and ports; BAD_INPUT for other values; CONFLICT if the datapath does not run
     */
    MirrorStatus setMirror(String datapath, MirrorDeclaration mirror) throws NetmapException;

    /**
     * Removes a mirror, and declares it no more.
     *
     * @throws NetmapException NOT_FOUND; CONFLICT if the datapath does not run
     */
    void removeMirror(String datapath, String mirror) throws NetmapException;

    /**
     * Explains what a datapath would do with a packet; sends nothing and counts nothing.
     *
     * @param datapath name or device id
     * @param port     number or name of the port that it comes in by
     * @param packet   its bytes in hex, or field values in the syntax of {@code ovs-ofctl}, as {@code tcp,nw_src=10.0.0.1,tp_dst=80}
     * @throws NetmapException NOT_FOUND for datapath or port; BAD_INPUT for the packet; CONFLICT if the datapath does not run here
     */
    List<TraceStep> trace(String datapath, String port, String packet) throws NetmapException;

    /**
     * What the learning switch of a datapath knows, sorted by address.
     *
     * @throws NetmapException NOT_FOUND; CONFLICT if it does not run
     */
    List<MacStatus> macs(String datapath) throws NetmapException;

    /**
     * Makes the learning switch of a datapath forget everything.
     *
     * @throws NetmapException NOT_FOUND; CONFLICT if it does not run
     */
    void flushMacs(String datapath) throws NetmapException;

    /** The forwarding threads. */
    List<WorkerStatus> workers();

    /** Rules, groups and meters that were refused and that nobody has taken back since, the latest last; at most 1,000 rules, and 1,000 others. */
    List<Refusal> refusals();

    /**
     * What keeps the netmap kernel module of this node, or interfaces through it, from being used. Changes nothing.
     *
     * @param interfaces names of interfaces to look at, too
     * @return causes and remedies, those that concern all interfaces first; none if nothing is wrong
     */
    List<Diagnosis> doctor(List<String> interfaces);
}
