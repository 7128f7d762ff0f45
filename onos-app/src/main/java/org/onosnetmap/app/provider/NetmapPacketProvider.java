package org.onosnetmap.app.provider;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.onlab.packet.Ethernet;
import org.onosnetmap.app.datapath.DatapathRegistry;
import org.onosnetmap.app.datapath.DatapathWatcher;
import org.onosnetmap.app.datapath.ManagedDatapath;
import org.onosnetmap.app.translate.Ports;
import org.onosnetmap.app.translate.RuleTranslator;
import org.onosnetmap.app.translate.UntranslatableException;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathListener;
import org.onosnetmap.dataplane.engine.PacketIn;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.PortNo;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.packet.DefaultInboundPacket;
import org.onosproject.net.packet.DefaultPacketContext;
import org.onosproject.net.packet.InboundPacket;
import org.onosproject.net.packet.OutboundPacket;
import org.onosproject.net.packet.PacketProvider;
import org.onosproject.net.packet.PacketProviderRegistry;
import org.onosproject.net.packet.PacketProviderService;
import org.onosproject.net.provider.AbstractProvider;
import org.onosproject.net.provider.ProviderId;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Packet-ins and packet-outs. A packet whose rule has forwarded it as well and sent the controller a copy comes in as handled already, so
 * that reactive applications do not send it a second time.
 */
@Component(immediate = true, service = NetmapPacketProvider.class)
public class NetmapPacketProvider extends AbstractProvider implements PacketProvider {

    private static final Logger LOG = LoggerFactory.getLogger(NetmapPacketProvider.class);

    @Reference
    protected DatapathRegistry datapaths;

    @Reference
    protected PacketProviderRegistry providerRegistry;

    @Reference
    protected NetmapFlowRuleProvider flowRuleProvider;

    private final DatapathWatcher watcher = new Watcher();
    private final DatapathListener packetIns = new PacketIns();
    private final AtomicLong refused = new AtomicLong();

    private PacketProviderService service;

    public NetmapPacketProvider() {
        super(new ProviderId(DatapathRegistry.SCHEME, DatapathRegistry.APP_NAME));
    }

    @Activate
    protected void activate() {
        service = providerRegistry.register(this);
        datapaths.addWatcher(watcher);
        LOG.info("Started");
    }

    @Deactivate
    protected void deactivate() {
        datapaths.removeWatcher(watcher);
        datapaths.running().forEach(m -> m.datapath().removeListener(packetIns));
        providerRegistry.unregister(this);
        LOG.info("Stopped");
    }

    @Override
    public void emit(OutboundPacket packet) {
        ByteBuffer data = packet.data().duplicate();
        data.rewind();
        byte[] frame = new byte[data.remaining()];
        data.get(frame);
        send(packet.sendThrough(), packet.inPort(), packet.treatment(), frame);
    }

    private void send(DeviceId deviceId, PortNumber inPort, TrafficTreatment treatment, byte[] frame) {
        Optional<ManagedDatapath> m = datapaths.running(deviceId);
        if (m.isEmpty()) {
            LOG.warn("{}: a packet-out is lost: the datapath does not run on this node", deviceId);
            return;
        }
        try {
            List<Action> actions = RuleTranslator.packetOut(treatment);
            int from = inPort == null || inPort.isLogical() ? PortNo.CONTROLLER : (int) inPort.toLong();
            m.get().datapath().packetOut(from, actions, frame);
        } catch (UntranslatableException | FlowException e) {
            logRefused(deviceId, treatment, e);
        }
    }

    /** An application that sends a wrong packet-out sends many: the first, and each thousandth, is logged. */
    private void logRefused(DeviceId deviceId, TrafficTreatment treatment, Exception e) {
        long n = refused.getAndIncrement();
        if (n % 1000 == 0) {
            LOG.warn("{}: a packet-out is refused ({} so far): {}", deviceId, n + 1, e.getMessage());
        }
        LOG.debug("{}: packet-out {} refused", deviceId, treatment, e);
    }

    private void receive(Datapath d, PacketIn p) {
        DeviceId deviceId = ManagedDatapath.deviceId(d.name());
        PortNumber port = Ports.inPortToOnos(p.inPort());
        Ethernet eth = Frames.parse(p.data());
        if (eth == null) {
            LOG.debug("{}: a frame of {} bytes from port {} is too short for Ethernet", deviceId, p.data().length, port);
            return;
        }
        InboundPacket in = new DefaultInboundPacket(new ConnectPoint(deviceId, port), eth, ByteBuffer.wrap(p.data()), Optional.of(p.cookie()));
        service.processPacket(new Context(in, flowRuleProvider.isCopy(deviceId, p.cookie())));
    }

    private final class Watcher implements DatapathWatcher {
        @Override
        public void started(ManagedDatapath d) {
            d.datapath().addListener(packetIns);
        }

        @Override
        public void stopped(ManagedDatapath d, boolean removed) {
            d.datapath().removeListener(packetIns);
        }
    }

    private final class PacketIns implements DatapathListener {
        @Override
        public void packetIn(Datapath d, PacketIn packet) {
            receive(d, packet);
        }
    }

    /** A packet-in that can be sent on. */
    private final class Context extends DefaultPacketContext {
        private final InboundPacket in;

        Context(InboundPacket in, boolean handled) {
            super(System.currentTimeMillis(), in, null, handled);
            this.in = in;
        }

        /** Sends what came in, under the treatment that was built, unless some application has sent or blocked it before. */
        @Override
        public void send() {
            if (block()) {
                return;
            }
            ByteBuffer data = in.unparsed().duplicate();
            data.rewind();
            byte[] frame = new byte[data.remaining()];
            data.get(frame);
            NetmapPacketProvider.this.send(in.receivedFrom().deviceId(), in.receivedFrom().port(), treatmentBuilder().build(), frame);
        }
    }
}
