package org.onosnetmap.app.behaviour;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.onlab.packet.VlanId;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.MirrorStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.dataplane.flow.MirrorSpec;
import org.onosproject.net.behaviour.BridgeName;
import org.onosproject.net.behaviour.MirroringConfig;
import org.onosproject.net.behaviour.MirroringDescription;
import org.onosproject.net.behaviour.MirroringName;
import org.onosproject.net.behaviour.MirroringStatistics;

/**
 * Mirrors of the device's datapath. Ports are named as they are declared ({@code packet:eth1}), or by their number. With VLANs and no ports the
 * frames of these VLANs are copied when they come in; with VLANs and ports, those of both. Mirrors are declared, so they last.
 */
public class NetmapMirroringConfig extends NetmapBehaviour implements MirroringConfig {

    @Override
    public boolean addMirroring(BridgeName bridge, MirroringDescription mirror) {
        return tryTo("mirror " + mirror.name().name(), () -> {
            if (!bridge.name().equals(name())) {
                throw new NetmapException(NetmapException.Kind.BAD_INPUT, "device " + deviceId() + " is the bridge '" + name() + "' and not '" + bridge.name()
                        + "'; take the device of that bridge");
            }
            if (mirror.mirrorVlan().isPresent() || mirror.mirrorPort().isEmpty()) {
                throw new NetmapException(NetmapException.Kind.BAD_INPUT, "copies go to a port; ports of a datapath belong to no VLAN, so that there is none to copy to");
            }
            MirrorDeclaration wanted = new MirrorDeclaration(mirror.name().name(), mirror.monitorSrcPorts(), mirror.monitorDstPorts(), vlans(mirror.monitorVlans()),
                    mirror.mirrorPort().get());
            if (wanted.in().isEmpty() && wanted.out().isEmpty() && wanted.vlans().isEmpty()) {
                throw new NetmapException(NetmapException.Kind.BAD_INPUT, "neither ports nor VLANs are monitored; name some");
            }
            service().setMirror(name(), wanted);
        });
    }

    private static List<Integer> vlans(List<VlanId> vlans) {
        return vlans.stream().map(v -> v.equals(VlanId.NONE) ? MirrorSpec.UNTAGGED : (int) v.toShort()).collect(Collectors.toList());
    }

    @Override
    public void deleteMirroring(MirroringName mirror) {
        tryTo("removing mirror " + mirror.name(), () -> service().removeMirror(name(), mirror.name()));
    }

    @Override
    public Collection<MirroringStatistics> getMirroringStatistics() {
        List<MirroringStatistics> all = new ArrayList<>();
        tryTo("reading mirrors", () -> service().mirrors(name()).forEach(m -> all.add(statistics(m))));
        return all;
    }

    /** ONOS has 32 bits for each; more stays at the highest number. */
    private static MirroringStatistics statistics(MirrorStatus s) {
        return MirroringStatistics.mirroringStatistics(s.mirror().name(), Map.of("tx_packets", clamp(s.packets()), "tx_bytes", clamp(s.bytes())));
    }

    private static int clamp(long n) {
        return (int) Math.min(n, Integer.MAX_VALUE);
    }
}
