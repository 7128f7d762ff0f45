package org.onosnetmap.app.behaviour;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.provider.Descriptions;
import org.onosnetmap.app.translate.Ports;
import org.onosproject.net.PortNumber;
import org.onosproject.net.behaviour.BridgeConfig;
import org.onosproject.net.behaviour.BridgeDescription;
import org.onosproject.net.behaviour.BridgeName;
import org.onosproject.net.behaviour.DefaultBridgeDescription;
import org.onosproject.net.device.PortDescription;

/** Datapaths as bridges: those of all devices can be listed, made, changed and removed through the driver of any. */
public class NetmapBridgeConfig extends NetmapBehaviour implements BridgeConfig {

    /** Controllers, fail mode, protocols and the like do not apply, as this ONOS itself is the controller; a name that begins with vale makes a VALE switch. */
    @Override
    public boolean addBridge(BridgeDescription bridge) {
        return tryTo("bridge " + bridge.name(), () -> service().addDatapath(DatapathDeclaration.of(bridge.name())));
    }

    @Override
    public void deleteBridge(BridgeName bridge) {
        tryTo("removing bridge " + bridge.name(), () -> service().removeDatapath(bridge.name()));
    }

    @Override
    public Collection<BridgeDescription> getBridges() {
        List<BridgeDescription> all = new ArrayList<>();
        for (DatapathStatus d : service().datapaths()) {
            all.add(DefaultBridgeDescription.builder().name(d.name()).datapathType(d.declaration().vale() ? "vale" : "openflow").enableLocalController().build());
        }
        return all;
    }

    /** @param port as {@code packet:eth1} */
    @Override
    public void addPort(BridgeName bridge, String port) {
        tryTo("port " + port + " of bridge " + bridge.name(), () -> service().addPort(bridge.name(), PortDeclaration.of(port, 0)));
    }

    @Override
    public void deletePort(BridgeName bridge, String port) {
        tryTo("removing port " + port + " of bridge " + bridge.name(), () -> service().removePort(bridge.name(), port));
    }

    /** Of this device. */
    @Override
    public Collection<PortDescription> getPorts() {
        return running().map(m -> m.ports().stream().map(Descriptions::port).collect(Collectors.toList())).orElse(List.of());
    }

    /** Of this device. */
    @Override
    public Set<PortNumber> getPortNumbers() {
        return running().map(m -> m.ports().stream().map(p -> Ports.toOnos(p.number())).collect(Collectors.toSet())).orElse(Set.of());
    }

    /** Those ports of this device that have one of the names, with or without what stands before the colon. */
    @Override
    public List<PortNumber> getLocalPorts(Iterable<String> interfaces) {
        List<PortNumber> found = new ArrayList<>();
        for (String i : interfaces) {
            running().ifPresent(m -> m.ports().stream().filter(p -> p.name().equals(i) || p.name().endsWith(":" + i)).forEach(p -> found.add(Ports.toOnos(p.number()))));
        }
        return found;
    }
}
