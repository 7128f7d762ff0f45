package org.onosnetmap.app.behaviour;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.onlab.packet.VlanId;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.datapath.ManagedDatapath;
import org.onosnetmap.dataplane.engine.DatapathException;
import org.onosnetmap.dataplane.flow.MirrorSpec;
import org.onosnetmap.dataplane.flow.MirrorStats;
import org.onosproject.net.behaviour.BridgeName;
import org.onosproject.net.behaviour.MirroringConfig;
import org.onosproject.net.behaviour.MirroringDescription;
import org.onosproject.net.behaviour.MirroringName;
import org.onosproject.net.behaviour.MirroringStatistics;

/**
 * Mirrors of the device's datapath. Ports are named as they are declared ({@code packet:eth1}), or by their number. With VLANs and no ports the
 * frames of these VLANs are copied when they come in; with VLANs and ports, those of both.
 */
public class NetmapMirroringConfig extends NetmapBehaviour implements MirroringConfig {

    @Override
    public boolean addMirroring(BridgeName bridge, MirroringDescription mirror) {
        return tryTo("mirror " + mirror.name().name(), () -> {
            ManagedDatapath m = datapath();
            if (!bridge.name().equals(m.datapath().name())) {
                throw new NetmapException(NetmapException.Kind.BAD_INPUT, "device " + deviceId() + " is the bridge '" + m.datapath().name() + "' and not '" + bridge.name()
                        + "'; take the device of that bridge");
            }
            if (mirror.mirrorVlan().isPresent() || mirror.mirrorPort().isEmpty()) {
                throw new NetmapException(NetmapException.Kind.BAD_INPUT, "copies go to a port; ports of a datapath belong to no VLAN, so that there is none to copy to");
            }
            DatapathStatus d = service().existing(m.datapath().name());
            MirrorSpec spec = new MirrorSpec(mirror.name().name(), ports(d, mirror.monitorSrcPorts()), ports(d, mirror.monitorDstPorts()), vlans(mirror.monitorVlans()),
                    d.existingPort(mirror.mirrorPort().get()).number());
            if (spec.sources().isEmpty() && spec.destinations().isEmpty() && spec.vlans().isEmpty()) {
                throw new NetmapException(NetmapException.Kind.BAD_INPUT, "neither ports nor VLANs are monitored; name some");
            }
            try {
                m.datapath().setMirror(spec);
            } catch (DatapathException e) {
                throw new NetmapException(NetmapException.Kind.BAD_INPUT, e.getMessage(), e);
            }
        });
    }

    private static Set<Integer> ports(DatapathStatus d, List<String> names) throws NetmapException {
        Set<Integer> numbers = new TreeSet<>();
        for (String n : names) {
            numbers.add(d.existingPort(n).number());
        }
        return numbers;
    }

    private static Set<Integer> vlans(List<VlanId> vlans) {
        return vlans.stream().map(v -> v.equals(VlanId.NONE) ? MirrorSpec.UNTAGGED : (int) v.toShort()).collect(Collectors.toSet());
    }

    @Override
    public void deleteMirroring(MirroringName mirror) {
        tryTo("removing mirror " + mirror.name(), () -> {
            try {
                datapath().datapath().removeMirror(mirror.name());
            } catch (DatapathException e) {
                throw new NetmapException(NetmapException.Kind.NOT_FOUND, e.getMessage(), e);
            }
        });
    }

    @Override
    public Collection<MirroringStatistics> getMirroringStatistics() {
        return running().map(m -> m.datapath().mirrors().stream().map(NetmapMirroringConfig::statistics).collect(Collectors.toList())).orElse(List.of());
    }

    /** ONOS has 32 bits for each; more stays at the highest number. */
    private static MirroringStatistics statistics(MirrorStats s) {
        return MirroringStatistics.mirroringStatistics(s.spec().name(), Map.of("tx_packets", clamp(s.packets()), "tx_bytes", clamp(s.bytes())));
    }

    private static int clamp(long n) {
        return (int) Math.min(n, Integer.MAX_VALUE);
    }
}
