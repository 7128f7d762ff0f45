package org.onosnetmap.app.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onlab.packet.IpAddress;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.datapath.Await;
import org.onosnetmap.app.datapath.FrameClient;
import org.onosnetmap.app.datapath.TestManager;
import org.onosproject.cfg.ComponentConfigAdapter;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DefaultHost;
import org.onosproject.net.DefaultLink;
import org.onosproject.net.DeviceId;
import org.onosproject.net.Host;
import org.onosproject.net.HostId;
import org.onosproject.net.HostLocation;
import org.onosproject.net.Link;
import org.onosproject.net.PortNumber;
import org.onosproject.net.host.HostDescription;
import org.onosproject.net.host.HostProvider;
import org.onosproject.net.host.HostProviderRegistry;
import org.onosproject.net.host.HostProviderService;
import org.onosproject.net.host.HostServiceAdapter;
import org.onosproject.net.link.LinkEvent;
import org.onosproject.net.link.LinkListener;
import org.onosproject.net.link.LinkServiceAdapter;
import org.onosproject.net.provider.AbstractProviderRegistry;
import org.onosproject.net.provider.AbstractProviderService;
import org.onosproject.net.provider.ProviderId;

class NetmapHostProviderTest {

    private static final DeviceId VALE = DeviceId.deviceId("netmap:vale0");
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;

    private final TestManager t = TestManager.start();
    private final NetmapHostProvider provider = new NetmapHostProvider();
    private final Map<String, Host> hosts = Collections.synchronizedMap(new TreeMap<>());
    private volatile LinkListener links;
    private volatile ConnectPoint linked;
    private boolean deactivated;

    @BeforeEach
    void activate() throws Exception {
        provider.datapaths = t.manager;
        provider.cfgService = new ComponentConfigAdapter();
        provider.providerRegistry = new Registry();
        provider.hostService = new HostServiceAdapter() {
            @Override
            public Host getHost(HostId id) {
                return hosts.get(id.toString());
            }

            @Override
            public Set<Host> getConnectedHosts(DeviceId deviceId) {
                return hosts.values().stream().filter(h -> h.location().deviceId().equals(deviceId)).collect(Collectors.toSet());
            }

            @Override
            public Set<Host> getConnectedHosts(ConnectPoint at) {
                return hosts.values().stream().filter(h -> h.location().equals(at)).collect(Collectors.toSet());
            }
        };
        provider.linkService = new LinkServiceAdapter() {
            @Override
            public Set<Link> getLinks(ConnectPoint at) {
                return at.equals(linked) ? Set.of(link(at)) : Set.of();
            }

            @Override
            public void addListener(LinkListener listener) {
                links = listener;
            }
        };
        provider.activate(null);
        t.manager.addDatapath(DatapathDeclaration.of("vale0").withPorts(List.of(PortDeclaration.of("vale0:a", 1), PortDeclaration.of("vale0:b", 2))));
    }

    @AfterEach
    void deactivate() {
        if (!deactivated) {
            provider.deactivate();
        }
        t.close();
    }

    @Test
    void whatIsLearntIsAHostWhatMovesMovesAndWhatIsForgottenGoes() throws Exception {
        try (FrameClient a = t.client("vale0:a"); FrameClient b = t.client("vale0:b")) {
            a.send(FrameClient.frame(B, A, 60));
            Await.until("learnt", () -> shown().equals("[02:00:00:00:00:0A/None 1]"));
            b.send(FrameClient.frame(B, A, 60));
            Await.until("moved", () -> shown().equals("[02:00:00:00:00:0A/None 2]"));
            t.manager.flushMacs("vale0");
            Await.until("forgotten", hosts::isEmpty);
        }
    }

    @Test
    void aHostThatGoesAsSoonAsItIsSeenIsForgottenToo() throws Exception {
        provider.deactivate();
        t.manager.addDatapath(DatapathDeclaration.of("vale1").withPorts(List.of(PortDeclaration.of("vale1:a", 1), PortDeclaration.of("vale1:b", 2))));
        try (FrameClient a = t.client("vale1:a")) {
            a.send(FrameClient.frame(B, A, 60));
            Await.until("in the table", () -> t.manager.datapath("vale1").get().macs() == 1);
            provider.activate(null);
            Await.until("a host", () -> hosts.size() == 1);
            t.manager.removePort("vale1", "1");
            Await.until("forgotten", hosts::isEmpty);
        }
    }

    @Test
    void anAddressBehindALinkIsNoHost() throws Exception {
        try (FrameClient a = t.client("vale0:a"); FrameClient b = t.client("vale0:b")) {
            a.send(FrameClient.frame(B, A, 60));
            b.send(FrameClient.frame(A, B, 60));
            Await.until("both", () -> hosts.size() == 2);
            ConnectPoint at = new ConnectPoint(VALE, PortNumber.portNumber(1));
            linked = at;
            links.event(new LinkEvent(LinkEvent.Type.LINK_ADDED, link(at)));
            Await.until("one goes", () -> shown().equals("[02:00:00:00:00:0B/None 2]"));
        }
    }

    @Test
    void aHostThatAnotherProviderFoundIsLeftAlone() throws Exception {
        try (FrameClient a = t.client("vale0:a"); FrameClient b = t.client("vale0:b")) {
            b.send(FrameClient.frame(A, B, 60));
            Await.until("learnt", () -> hosts.size() == 1);
            hosts.put("02:00:00:00:00:0A/None", host(new ProviderId("host", "other"), HostId.hostId("02:00:00:00:00:0A/None"), new HostLocation(VALE, PortNumber.portNumber(1), 0)));
            a.send(FrameClient.frame(B, 0x02_00_00_00_00_0cL, 60));
            Await.until("learnt", () -> hosts.size() == 3);
            t.manager.removeDatapath("vale0");
            Await.until("ours are gone", () -> hosts.size() == 1);
            assertEquals("[02:00:00:00:00:0A/None 1]", shown());
        }
    }

    @Test
    void deactivationTakesHostsBack() throws Exception {
        try (FrameClient a = t.client("vale0:a")) {
            a.send(FrameClient.frame(B, A, 60));
            Await.until("learnt", () -> hosts.size() == 1);
            provider.deactivate();
            deactivated = true;
            assertEquals(Map.of(), hosts);
        }
    }

    private String shown() {
        synchronized (hosts) {
            return hosts.values().stream().map(h -> h.id() + " " + h.location().port()).collect(Collectors.toList()).toString();
        }
    }

    private static Link link(ConnectPoint at) {
        return DefaultLink.builder().providerId(new ProviderId("x", "y")).src(at).dst(new ConnectPoint(DeviceId.deviceId("of:1"), PortNumber.portNumber(1))).type(Link.Type.DIRECT).build();
    }

    private static Host host(ProviderId by, HostId id, HostLocation at) {
        return new DefaultHost(by, id, id.mac(), id.vlanId(), at, Set.of());
    }

    private final class Registry extends AbstractProviderRegistry<HostProvider, HostProviderService> implements HostProviderRegistry {
        @Override
        protected HostProviderService createProviderService(HostProvider p) {
            return new Service(p);
        }
    }

    private final class Service extends AbstractProviderService<HostProvider> implements HostProviderService {
        Service(HostProvider p) {
            super(p);
        }

        @Override
        public void hostDetected(HostId id, HostDescription d, boolean replaceIps) {
            hosts.put(id.toString(), host(provider().id(), id, d.location()));
        }

        @Override
        public void hostVanished(HostId id) {
            hosts.remove(id.toString());
        }

        @Override
        public void removeIpFromHost(HostId id, IpAddress ip) {
            throw new AssertionError("no addresses are known");
        }

        @Override
        public void removeLocationFromHost(HostId id, HostLocation location) {
            throw new AssertionError("a host has one location");
        }
    }
}
