package org.onosnetmap.app.provider;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onlab.packet.Data;
import org.onlab.packet.MacAddress;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.datapath.Await;
import org.onosnetmap.app.datapath.FrameClient;
import org.onosnetmap.app.datapath.TestManager;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.packet.DefaultOutboundPacket;
import org.onosproject.net.packet.PacketContext;
import org.onosproject.net.packet.PacketProvider;
import org.onosproject.net.packet.PacketProviderRegistry;
import org.onosproject.net.packet.PacketProviderService;
import org.onosproject.net.provider.AbstractProviderRegistry;
import org.onosproject.net.provider.AbstractProviderService;

class NetmapPacketProviderTest {

    private static final DeviceId VALE = DeviceId.deviceId("netmap:vale0");
    private static final long A = 0x02_00_00_00_00_0aL;
    private static final long B = 0x02_00_00_00_00_0bL;
    private static final long C = 0x02_00_00_00_00_0cL;
    private static final long PUNT = 7;
    private static final long COPY = 8;

    private final TestManager t = TestManager.start();
    private final NetmapPacketProvider provider = new NetmapPacketProvider();
    private final List<PacketContext> contexts = Collections.synchronizedList(new ArrayList<>());
    private volatile Consumer<PacketContext> processor = c -> { };
    private FrameClient a;
    private FrameClient b;

    @BeforeEach
    void activate() throws Exception {
        provider.datapaths = t.manager;
        provider.providerRegistry = new Registry();
        provider.flowRuleProvider = new NetmapFlowRuleProvider() {
            @Override
            boolean isCopy(DeviceId deviceId, long cookie) {
                return cookie == COPY;
            }
        };
        provider.activate();
        t.manager.addDatapath(DatapathDeclaration.of("vale0").withPorts(List.of(PortDeclaration.of("vale0:a", 1), PortDeclaration.of("vale0:b", 2))));
        a = t.client("vale0:a");
        b = t.client("vale0:b");
    }

    @AfterEach
    void deactivate() {
        a.close();
        b.close();
        provider.deactivate();
        t.close();
    }

    @Test
    void aPacketThatARulePuntsComesInWithPortFrameAndCookie() {
        rule(PUNT, Action.toController(0xffff));
        byte[] frame = FrameClient.frame(B, A, 80);
        a.send(frame);
        Await.until("it comes in", () -> contexts.size() == 1);
        PacketContext c = contexts.get(0);
        assertEquals(new ConnectPoint(VALE, PortNumber.portNumber(1)), c.inPacket().receivedFrom());
        assertEquals(MacAddress.valueOf(A), c.inPacket().parsed().getSourceMAC());
        assertEquals((short) 0x88b5, c.inPacket().parsed().getEtherType());
        assertArrayEquals(frame, c.inPacket().unparsed().array());
        assertEquals(PUNT, c.inPacket().cookie().get());
        assertFalse(c.isHandled());
    }

    @Test
    void aCopyOfAPacketThatWasForwardedComesInAsHandled() {
        rule(COPY, Action.toController(0xffff), Action.output(2));
        processor = c -> {
            c.treatmentBuilder().setOutput(PortNumber.portNumber(2));
            c.send();
        };
        a.send(FrameClient.frame(B, A, 80));
        assertEquals(80, b.receive().length);
        Await.until("it comes in", () -> contexts.size() == 1);
        assertTrue(contexts.get(0).isHandled());
        a.send(FrameClient.frame(B, A, 90));
        assertEquals(90, b.receive().length, "the processor's send did not duplicate the first one");
    }

    @Test
    void aProcessorSendsThePacketOnOnceUnderItsWholeTreatment() {
        rule(PUNT, Action.toController(0xffff));
        processor = c -> {
            c.treatmentBuilder().setEthDst(MacAddress.valueOf(C)).setOutput(PortNumber.portNumber(2));
            c.send();
            c.send();
        };
        a.send(FrameClient.frame(B, A, 80));
        assertArrayEquals(FrameClient.frame(C, A, 80), b.receive());
        Await.until("handled", () -> contexts.get(0).isHandled());
        emit(FrameClient.frame(A, C, 61), DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(2)).build());
        assertEquals(61, b.receive().length, "the second send did nothing");
    }

    @Test
    void aPacketOutRewritesAndOutputsAndGoesThroughTheTables() {
        emit(FrameClient.frame(B, A, 70), DefaultTrafficTreatment.builder().setEthSrc(MacAddress.valueOf(C)).setOutput(PortNumber.portNumber(2)).build());
        assertArrayEquals(FrameClient.frame(B, C, 70), b.receive());
        rule(1, Action.set(Field.ETH_DST, C), Action.output(2));
        emit(FrameClient.frame(B, A, 71), DefaultTrafficTreatment.builder().setOutput(PortNumber.TABLE).build());
        assertArrayEquals(FrameClient.frame(C, A, 71), b.receive());
    }

    @Test
    void wrongPacketOutsAreDroppedAndOthersGoOn() {
        emit(new byte[5], DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(2)).build());
        emit(FrameClient.frame(B, A, 70), DefaultTrafficTreatment.builder().transition(3).build());
        provider.emit(new DefaultOutboundPacket(DeviceId.deviceId("netmap:nosuch"), DefaultTrafficTreatment.emptyTreatment(), ByteBuffer.allocate(60)));
        emit(FrameClient.frame(B, A, 72), DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(2)).build());
        assertEquals(72, b.receive().length);
    }

    @Test
    void aFrameWithAMalformedHeaderIsDataBehindEthernet() {
        byte[] frame = FrameClient.frame(B, A, 20);
        frame[12] = 0x08;
        frame[13] = 0x00;
        assertTrue(Frames.parse(frame).getPayload() instanceof Data);
        assertEquals((short) 0x0800, Frames.parse(frame).getEtherType());
        assertEquals(null, Frames.parse(new byte[13]));
    }

    private void rule(long cookie, Action... actions) {
        t.manager.running(VALE).get().datapath().apply(List.of(FlowMod.add(FlowRule.builder().priority(5).match(Match.ANY).apply(actions).cookie(cookie).build())));
    }

    private void emit(byte[] frame, TrafficTreatment treatment) {
        provider.emit(new DefaultOutboundPacket(VALE, treatment, ByteBuffer.wrap(frame)));
    }

    private final class Registry extends AbstractProviderRegistry<PacketProvider, PacketProviderService> implements PacketProviderRegistry {
        @Override
        protected PacketProviderService createProviderService(PacketProvider p) {
            return new Service(p);
        }
    }

    private final class Service extends AbstractProviderService<PacketProvider> implements PacketProviderService {
        Service(PacketProvider p) {
            super(p);
        }

        @Override
        public void processPacket(PacketContext context) {
            contexts.add(context);
            processor.accept(context);
        }
    }
}
