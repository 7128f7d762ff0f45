package org.onosnetmap.app.provider;

import static org.onlab.util.Tools.groupedThreads;
import static org.onosnetmap.app.provider.OsgiPropertyConstants.LEARN_HOSTS;
import static org.onosnetmap.app.provider.OsgiPropertyConstants.LEARN_HOSTS_DEFAULT;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.onlab.packet.MacAddress;
import org.onlab.packet.VlanId;
import org.onosnetmap.app.datapath.DatapathRegistry;
import org.onosnetmap.app.datapath.DatapathWatcher;
import org.onosnetmap.app.datapath.ManagedDatapath;
import org.onosnetmap.app.translate.Ports;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathListener;
import org.onosnetmap.dataplane.engine.MacEntry;
import org.onosproject.cfg.ComponentConfigService;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DeviceId;
import org.onosproject.net.Host;
import org.onosproject.net.HostId;
import org.onosproject.net.HostLocation;
import org.onosproject.net.host.DefaultHostDescription;
import org.onosproject.net.host.HostProvider;
import org.onosproject.net.host.HostProviderRegistry;
import org.onosproject.net.host.HostProviderService;
import org.onosproject.net.host.HostService;
import org.onosproject.net.link.LinkEvent;
import org.onosproject.net.link.LinkListener;
import org.onosproject.net.link.LinkService;
import org.onosproject.net.provider.AbstractProvider;
import org.onosproject.net.provider.ProviderId;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Addresses that a learning switch has learnt, as hosts: where they are, not which IP addresses they have, which ONOS's own host provider
 * adds if it runs. An address on a port with a link to another switch is no host there.
 */
@Component(immediate = true, service = NetmapHostProvider.class, property = {LEARN_HOSTS + ":Boolean=" + LEARN_HOSTS_DEFAULT})
public class NetmapHostProvider extends AbstractProvider implements HostProvider {

    private static final Logger LOG = LoggerFactory.getLogger(NetmapHostProvider.class);
    private static final long GROUP_BIT = 1L << 40;

    @Reference
    protected DatapathRegistry datapaths;

    @Reference
    protected HostProviderRegistry providerRegistry;

    @Reference
    protected HostService hostService;

    @Reference
    protected LinkService linkService;

    @Reference
    protected ComponentConfigService cfgService;

    /** Whether addresses that learning switches have learnt become hosts. */
    private boolean learnHosts = LEARN_HOSTS_DEFAULT;

    private final DatapathWatcher watcher = new Watcher();
    private final DatapathListener macs = new Macs();
    private final LinkListener links = new Links();

    private HostProviderService service;
    private ExecutorService thread;

    public NetmapHostProvider() {
        super(new ProviderId(DatapathRegistry.SCHEME, DatapathRegistry.APP_NAME));
    }

    @Activate
    protected void activate(ComponentContext context) {
        cfgService.registerProperties(getClass());
        thread = Executors.newSingleThreadExecutor(groupedThreads("onos/netmap", "hosts-%d", LOG));
        service = providerRegistry.register(this);
        learnHosts = Properties.flag(context, LEARN_HOSTS, learnHosts);
        linkService.addListener(links);
        datapaths.addWatcher(watcher);
        LOG.info("Started");
    }

    @Deactivate
    protected void deactivate() {
        cfgService.unregisterProperties(getClass(), false);
        datapaths.removeWatcher(watcher);
        linkService.removeListener(links);
        thread.shutdownNow();
        datapaths.running().forEach(m -> {
            m.datapath().removeListener(macs);
            forgetAll(m.deviceId());
        });
        providerRegistry.unregister(this);
        LOG.info("Stopped");
    }

    @Modified
    protected void modified(ComponentContext context) {
        boolean before = learnHosts;
        learnHosts = Properties.flag(context, LEARN_HOSTS, learnHosts);
        if (before != learnHosts) {
            datapaths.running().forEach(m -> inOrder(() -> {
                forgetAll(m.deviceId());
                detect(m.deviceId(), m.datapath().macTable());
            }));
        }
    }

    /** Nothing to probe: an address that is still there sends, or is forgotten. */
    @Override
    public void triggerProbe(Host host) {
        LOG.debug("No probe for {}", host);
    }

    private void detect(DeviceId deviceId, List<MacEntry> entries) {
        if (!learnHosts) {
            return;
        }
        long now = System.currentTimeMillis();
        for (MacEntry e : entries) {
            ConnectPoint at = new ConnectPoint(deviceId, Ports.toOnos(e.port()));
            if ((e.mac() & GROUP_BIT) == 0 && linkService.getLinks(at).isEmpty()) {
                HostId id = hostId(e);
                service.hostDetected(id, new DefaultHostDescription(id.mac(), id.vlanId(), new HostLocation(at, now)), false);
            }
        }
    }

    private void vanish(DeviceId deviceId, List<MacEntry> entries) {
        for (MacEntry e : entries) {
            Host host = hostService.getHost(hostId(e));
            if (host != null && isOurs(host, deviceId)) {
                service.hostVanished(host.id());
            }
        }
    }

    private void forgetAll(DeviceId deviceId) {
        for (Host host : hostService.getConnectedHosts(deviceId)) {
            if (isOurs(host, deviceId)) {
                service.hostVanished(host.id());
            }
        }
    }

    /** Another provider may have found the same host, or it may have moved to a switch that is not ours. */
    private boolean isOurs(Host host, DeviceId deviceId) {
        return id().equals(host.providerId()) && host.location().deviceId().equals(deviceId);
    }

    private static HostId hostId(MacEntry e) {
        return HostId.hostId(MacAddress.valueOf(e.mac()), e.vlan() == 0 ? VlanId.NONE : VlanId.vlanId((short) e.vlan()));
    }

    private void inOrder(Runnable r) {
        try {
            thread.execute(() -> {
                try {
                    r.run();
                } catch (RuntimeException e) {
                    LOG.error("Unexpected error; hosts may be out of date until addresses are learnt again", e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("Going down", e);
        }
    }

    private final class Watcher implements DatapathWatcher {
        @Override
        public void started(ManagedDatapath d) {
            // tells what is known already; a look at the table itself would find addresses that nobody hears of when they go
            d.datapath().addListener(macs);
        }

        @Override
        public void stopped(ManagedDatapath d, boolean removed) {
            d.datapath().removeListener(macs);
            inOrder(() -> forgetAll(d.deviceId()));
        }
    }

    private final class Macs implements DatapathListener {
        @Override
        public void macsChanged(Datapath d, List<MacEntry> learnt, List<MacEntry> moved, List<MacEntry> forgotten) {
            DeviceId deviceId = ManagedDatapath.deviceId(d.name());
            inOrder(() -> {
                vanish(deviceId, forgotten);
                detect(deviceId, learnt);
                detect(deviceId, moved);
            });
        }
    }

    /** A link was found: what was learnt on its port lives behind another switch. */
    private final class Links implements LinkListener {
        @Override
        public void event(LinkEvent event) {
            if (event.type() != LinkEvent.Type.LINK_ADDED) {
                return;
            }
            for (ConnectPoint at : List.of(event.subject().src(), event.subject().dst())) {
                if (at.elementId() instanceof DeviceId && datapaths.running(at.deviceId()).isPresent()) {
                    inOrder(() -> hostService.getConnectedHosts(at).stream().filter(h -> isOurs(h, at.deviceId())).forEach(h -> service.hostVanished(h.id())));
                }
            }
        }
    }
}
