package org.onosnetmap.reactive;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.onlab.packet.ARP;
import org.onlab.packet.Ethernet;
import org.onlab.packet.Ip4Address;
import org.onlab.packet.MacAddress;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.CoreService;
import org.onosproject.net.ConnectPoint;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowRuleService;
import org.onosproject.net.flow.TrafficSelector;
import org.onosproject.net.packet.DefaultOutboundPacket;
import org.onosproject.net.packet.PacketContext;
import org.onosproject.net.packet.PacketPriority;
import org.onosproject.net.packet.PacketProcessor;
import org.onosproject.net.packet.PacketService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Forwards packet by packet, and answers ARP requests for {@value #GATEWAY}. See the package. */
@Component(immediate = true)
public class ReactiveForwarding {

    static final String APP = "org.onosnetmap.reactive";
    /** The address that this app answers for. */
    static final String GATEWAY = "10.77.0.254";
    static final String GATEWAY_MAC = "02:00:00:00:00:FE";
    /** How long a rule lasts, in seconds, however much it is used. */
    static final int HARD_TIMEOUT = 2;
    /**
     * After how many seconds without a packet a rule ends before that. Far more than the other: the core, which keeps idle timeouts itself,
     * remembers when an earlier rule with the same selector was last seen, and would end a new one at once.
     */
    static final int IDLE_TIMEOUT = 60;
    /** Above the packet requests. */
    static final int PRIORITY = 100;

    private static final List<Short> TYPES = List.of(Ethernet.TYPE_ARP, Ethernet.TYPE_IPV4);

    @Reference
    protected CoreService coreService;

    @Reference
    protected PacketService packetService;

    @Reference
    protected FlowRuleService flowRuleService;

    private final Map<DeviceId, Map<MacAddress, PortNumber>> known = new ConcurrentHashMap<>();
    private final PacketProcessor processor = this::process;
    private ApplicationId appId;

    @Activate
    protected void activate() {
        appId = coreService.registerApplication(APP);
        packetService.addProcessor(processor, PacketProcessor.director(1));
        TYPES.forEach(type -> packetService.requestPackets(ofType(type), PacketPriority.REACTIVE, appId));
    }

    @Deactivate
    protected void deactivate() {
        TYPES.forEach(type -> packetService.cancelPackets(ofType(type), PacketPriority.REACTIVE, appId));
        packetService.removeProcessor(processor);
        flowRuleService.removeFlowRulesById(appId);
    }

    private static TrafficSelector ofType(short type) {
        return DefaultTrafficSelector.builder().matchEthType(type).build();
    }

    private void process(PacketContext context) {
        if (context.isHandled()) {
            return;
        }
        ConnectPoint from = context.inPacket().receivedFrom();
        Ethernet eth = context.inPacket().parsed();
        Map<MacAddress, PortNumber> here = known.computeIfAbsent(from.deviceId(), d -> new ConcurrentHashMap<>());
        here.put(eth.getSourceMAC(), from.port());
        if (isForGateway(eth)) {
            context.block();
            answer(from, eth);
            return;
        }
        PortNumber to = here.get(eth.getDestinationMAC());
        if (to != null) {
            install(from, eth, to);
        }
        context.treatmentBuilder().setOutput(to == null ? PortNumber.FLOOD : to);
        context.send();
    }

    private static boolean isForGateway(Ethernet eth) {
        return eth.getPayload() instanceof ARP && ((ARP) eth.getPayload()).getOpCode() == ARP.OP_REQUEST
                && Ip4Address.valueOf(((ARP) eth.getPayload()).getTargetProtocolAddress()).equals(Ip4Address.valueOf(GATEWAY));
    }

    private void answer(ConnectPoint to, Ethernet request) {
        Ethernet reply = ARP.buildArpReply(Ip4Address.valueOf(GATEWAY), MacAddress.valueOf(GATEWAY_MAC), request);
        packetService.emit(new DefaultOutboundPacket(to.deviceId(), DefaultTrafficTreatment.builder().setOutput(to.port()).build(), ByteBuffer.wrap(reply.serialize())));
    }

    private void install(ConnectPoint from, Ethernet eth, PortNumber to) {
        flowRuleService.applyFlowRules(DefaultFlowRule.builder().forDevice(from.deviceId()).forTable(0).withPriority(PRIORITY).fromApp(appId)
                .withSelector(DefaultTrafficSelector.builder().matchInPort(from.port()).matchEthSrc(eth.getSourceMAC()).matchEthDst(eth.getDestinationMAC()).build())
                .withTreatment(DefaultTrafficTreatment.builder().setOutput(to).build())
                .withHardTimeout(HARD_TIMEOUT).makeTemporary(IDLE_TIMEOUT).build());
    }
}
