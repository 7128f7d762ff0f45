package org.onosnetmap.app.behaviour;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.onlab.packet.VlanId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.behaviour.VlanQuery;

/** All VLANs are free at all ports: the core's resource pool takes those of encapsulated intents from them. */
public class NetmapVlanQuery extends NetmapBehaviour implements VlanQuery {

    private static final int FIRST = 1;
    private static final int LAST = 4094;
    private static final Set<VlanId> ALL = IntStream.rangeClosed(FIRST, LAST).mapToObj(v -> VlanId.vlanId((short) v)).collect(Collectors.toUnmodifiableSet());

    @Override
    public Set<VlanId> queryVlanIds(PortNumber port) {
        return ALL;
    }
}
