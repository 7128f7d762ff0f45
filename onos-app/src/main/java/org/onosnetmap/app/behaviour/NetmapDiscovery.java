package org.onosnetmap.app.behaviour;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.onosnetmap.app.provider.Descriptions;
import org.onosnetmap.app.provider.NetmapFlowRuleProvider;
import org.onosproject.cluster.ClusterService;
import org.onosproject.net.behaviour.TableStatisticsDiscovery;
import org.onosproject.net.device.DeviceDescription;
import org.onosproject.net.device.DeviceDescriptionDiscovery;
import org.onosproject.net.device.PortDescription;
import org.onosproject.net.device.PortStatistics;
import org.onosproject.net.device.PortStatisticsDiscovery;
import org.onosproject.net.flow.TableStatisticsEntry;

/** Device, ports and counters at this moment, in the words in which the providers report them. Nothing if the datapath does not run on this node. */
public class NetmapDiscovery extends NetmapBehaviour implements DeviceDescriptionDiscovery, PortStatisticsDiscovery, TableStatisticsDiscovery {

    @Override
    public DeviceDescription discoverDeviceDetails() {
        return running().map(m -> Descriptions.device(m, handler().get(ClusterService.class).getLocalNode())).orElse(null);
    }

    @Override
    public List<PortDescription> discoverPortDetails() {
        return running().map(m -> m.ports().stream().map(Descriptions::port).collect(Collectors.toList())).orElse(List.of());
    }

    @Override
    public Collection<PortStatistics> discoverPortStatistics() {
        return running().map(m -> m.datapath().ports().stream().map(p -> Descriptions.statistics(deviceId(), p)).collect(Collectors.toList())).orElse(List.of());
    }

    @Override
    public Collection<TableStatisticsEntry> getTableStatistics() {
        return running().map(m -> NetmapFlowRuleProvider.tables(deviceId(), m.datapath())).orElse(List.of());
    }
}
