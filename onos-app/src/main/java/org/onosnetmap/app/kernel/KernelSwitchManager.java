package org.onosnetmap.app.kernel;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.onosnetmap.app.api.KernelSwitchService;
import org.onosnetmap.app.api.KernelSwitchStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.PortCounters;
import org.onosnetmap.app.api.PortStatus;
import org.onosnetmap.app.datapath.DataplaneErrors;
import org.onosnetmap.dataplane.kernel.vale.KernelPort;
import org.onosnetmap.dataplane.kernel.vale.KernelSwitch;
import org.onosnetmap.dataplane.kernel.vale.KernelVale;
import org.onosnetmap.dataplane.port.PortException;
import org.onosproject.cluster.ClusterService;
import org.onosproject.net.DeviceId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** The service: requests to the kernel, in the words of the app. */
@Component(immediate = true, service = KernelSwitchService.class)
public class KernelSwitchManager implements KernelSwitchService {

    /** Scheme of device ids. */
    static final String SCHEME = "vale";

    @Reference
    protected ClusterService clusterService;

    private KernelVale kernel;

    private interface Change {
        void run() throws PortException;
    }

    @Activate
    protected void activate() {
        kernel = kernel();
    }

    @Deactivate
    protected void deactivate() {
        kernel.close();
    }

    /** For tests to take another one. */
    KernelVale kernel() {
        return KernelVale.here();
    }

    @Override
    public List<KernelSwitchStatus> switches() throws NetmapException {
        try {
            return kernel.switches().stream().map(this::status).collect(Collectors.toList());
        } catch (PortException e) {
            throw DataplaneErrors.of(e);
        }
    }

    private KernelSwitchStatus status(KernelSwitch s) {
        return new KernelSwitchStatus(s.name(), deviceId(s.name()), s.ports().stream().map(KernelSwitchManager::status).collect(Collectors.toList()));
    }

    /** In a cluster each node has switches of its own, and names may be the same. */
    private DeviceId deviceId(String name) {
        return DeviceId.deviceId(SCHEME + ":" + name + (clusterService.getNodes().size() > 1 ? "@" + clusterService.getLocalNode().id() : ""));
    }

    private static PortStatus status(KernelPort p) {
        KernelPort.Counters c = p.counters();
        PortCounters counters = new PortCounters(c.rxPackets, c.rxBytes, c.rxDropped, 0, 0, c.txPackets, c.txBytes, c.txDropped, 0);
        return new PortStatus(p.index() + 1, p.name(), true, p.isUp() ? PortStatus.State.UP : PortStatus.State.DOWN, p.isUp() ? "" : "the interface is down, or has no carrier",
                0, 0, 0, 0, Map.of(), Map.of("kind", p.kind().name().toLowerCase(Locale.ROOT)), counters);
    }

    private static void change(Change c) throws NetmapException {
        try {
            c.run();
        } catch (PortException e) {
            throw DataplaneErrors.of(e);
        }
    }

    @Override
    public void create(String name) throws NetmapException {
        change(() -> kernel.create(name));
    }

    @Override
    public void remove(String name) throws NetmapException {
        change(() -> kernel.remove(name));
    }

    @Override
    public void attach(String name, String interfaceName, boolean host) throws NetmapException {
        change(() -> kernel.attach(name, interfaceName, host));
    }

    @Override
    public void detach(String name, String interfaceName) throws NetmapException {
        change(() -> kernel.detach(name, interfaceName));
    }

    @Override
    public void addInterface(String interfaceName) throws NetmapException {
        change(() -> kernel.newInterface(interfaceName));
    }

    @Override
    public void removeInterface(String interfaceName) throws NetmapException {
        change(() -> kernel.deleteInterface(interfaceName));
    }
}
