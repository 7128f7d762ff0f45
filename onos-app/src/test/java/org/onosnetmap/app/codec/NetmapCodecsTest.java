package org.onosnetmap.app.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.onlab.packet.MacAddress;
import org.onosnetmap.app.api.DatapathCounters;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.LoopGaps;
import org.onosnetmap.app.api.MacStatus;
import org.onosnetmap.app.api.PortCounters;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.api.PortStatus;
import org.onosnetmap.app.api.QueueDeclaration;
import org.onosnetmap.app.api.QueueStatus;
import org.onosnetmap.app.api.Refusal;
import org.onosnetmap.app.api.RuleCounters;
import org.onosnetmap.app.api.WorkerStatus;
import org.onosproject.core.GroupId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.config.InvalidFieldException;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.FlowRule;

class NetmapCodecsTest {

    private static final DeviceId DEVICE = DeviceId.deviceId("netmap:br0");

    private final TestCodecs c = new TestCodecs();

    @Test
    void aDatapathShowsItsPortsAndCounters() throws JsonProcessingException {
        PortStatus port = new PortStatus(1, "packet:eth1", true, PortStatus.State.UP, "", 0x02_00_00_00_00_01L, 10_000, 2048, 1_500_000_000L, Map.of("force", "true"),
                Map.of("driver", "veth"), new PortCounters(1, 2, 3, 4, 5, 6, 7, 8, 9));
        DatapathStatus d = new DatapathStatus(new DatapathDeclaration("br0", 60, 0, 0, "", List.of()), DEVICE, true, "", List.of(port), 3, 4, new DatapathCounters(5, 6, 7, 8, 9, 10),
                new RuleCounters(11, 12, 13, 14, 15));
        is("{'name':'br0','type':'openflow','deviceId':'netmap:br0','running':true,'macAge':60,'flows':3,'macs':4,'packetInsDropped':5,'packetOutsDropped':6,'noSuchPort':7,'noRoom':8,'ttlExpired':9,'malformed':10,"
                + "'ruleChanges':{'added':11,'modified':12,'removed':13,'expired':14,'requestedAgain':15},'ports':[{'number':1,'name':'packet:eth1',"
                + "'enabled':true,'state':'UP','mac':'02:00:00:00:00:01','speedMbps':10000,'maxFrame':2048,'ageSeconds':1.5,'options':{'force':'true'},'details':{'driver':'veth'},"
                + "'counters':{'rxPackets':1,'rxBytes':2,'rxDropped':3,'rxErrors':4,'rxRepaired':5,'txPackets':6,'txBytes':7,'txDropped':8,'txErrors':9}}]}",
                c.codec(DatapathStatus.class).encode(d, c));
    }

    @Test
    void oneThatDoesNotRunShowsWhy() throws JsonProcessingException {
        DatapathStatus d = new DatapathStatus(DatapathDeclaration.of("vale1").withNode("n2"), DeviceId.deviceId("netmap:vale1"), false, "belongs to node n2", List.of(), 0, 0, DatapathCounters.NONE, RuleCounters.NONE);
        is("{'name':'vale1','type':'vale','deviceId':'netmap:vale1','running':false,'reason':'belongs to node n2','node':'n2','flows':0,'macs':0,'packetInsDropped':0,'packetOutsDropped':0,'noSuchPort':0,'noRoom':0,'ttlExpired':0,'malformed':0,"
                + "'ruleChanges':{'added':0,'modified':0,'removed':0,'expired':0,'requestedAgain':0},'ports':[]}",
                c.codec(DatapathStatus.class).encode(d, c));
    }

    @Test
    void declarationsAreReadStrictlyAndWrittenBack() throws JsonProcessingException {
        ObjectNode json = (ObjectNode) json("{'name':'br0','type':'openflow','ports':[{'name':'null:','number':4,'enabled':false,'options':{'slots':'64'}}]}");
        DatapathDeclaration d = c.codec(DatapathDeclaration.class).decode(json, c);
        assertEquals(List.of(new PortDeclaration("null:", 4, false, Map.of("slots", "64"))), d.ports());
        assertEquals(json, c.codec(DatapathDeclaration.class).encode(d, c));
        assertEquals(json.path("ports").path(0), c.codec(PortDeclaration.class).encode(d.ports().get(0), c));
        assertEquals(d.ports().get(0), c.codec(PortDeclaration.class).decode((ObjectNode) json.path("ports").path(0), c));
        json.put("x", 1);
        assertThrows(InvalidFieldException.class, () -> c.codec(DatapathDeclaration.class).decode(json, c));
    }

    @Test
    void addressesWorkersAndRefusals() throws JsonProcessingException {
        is("{'mac':'02:00:00:00:00:01','vlan':5,'port':2,'ageSeconds':0.25}", c.codec(MacStatus.class).encode(new MacStatus(MacAddress.valueOf("02:00:00:00:00:01"), 5, 2, 250_000_000), c));
        is("{'number':0,'alive':false,'rings':1,'packets':2,'rounds':3,'sleeps':4,'busySeconds':0.005,'upSeconds':6.0,'loopGaps':{'count':9,'medianMicros':0.25,'p99Micros':1.0,'p999Micros':2.0,'p9999Micros':3.0,'maxMicros':4000.0,"
                + "'overMilli':1,'shareOverMilli':0.5,'histogram':'H'},'failure':'why'}",
                c.codec(WorkerStatus.class).encode(new WorkerStatus(0, false, 1, 2, 3, 4, 5_000_000, 6_000_000_000L, new LoopGaps(9, 250, 1000, 2000, 3000, 4_000_000, 1, 0.5, "H"), "why"), c));
        FlowRule rule = DefaultFlowRule.builder().forDevice(DEVICE).forTable(2).withPriority(7).withCookie(99).makePermanent()
                .withSelector(DefaultTrafficSelector.builder().matchInPort(PortNumber.portNumber(1)).build())
                .withTreatment(DefaultTrafficTreatment.builder().group(GroupId.valueOf(1)).build()).build();
        is("{'kind':'rule','deviceId':'netmap:br0','flowId':'99','appId':0,'tableId':'2','priority':7,'reason':'no','count':1,'firstSeen':10,'lastSeen':20,'criteria':['IN_PORT:1'],'instructions':['GROUP:0x1']}",
                c.codec(Refusal.class).encode(new Refusal(rule, "no", 10, 20, 1), c));
        is("{'kind':'meter','deviceId':'netmap:br0','meterId':'7','definition':'what','reason':'no','count':2,'firstSeen':10,'lastSeen':30}",
                c.codec(Refusal.class).encode(new Refusal(Refusal.Kind.METER, DEVICE, "7", "what", "never", 10, 20, 1).again("no", 30), c));
    }

    @Test
    void aQueueShowsAllValuesAndReadsTheDeclaredOnes() throws JsonProcessingException {
        QueueDeclaration q = new QueueDeclaration(4294967294L, 1, 2, 3, 4);
        is("{'id':4294967294,'minRate':1,'maxRate':2,'burst':3,'priority':4,'txPackets':5,'txBytes':6,'txDropped':7,'waitingBytes':8,'ageSeconds':0.5}",
                c.codec(QueueStatus.class).encode(new QueueStatus(q, 5, 6, 7, 8, 500_000_000), c));
        assertEquals(q, c.codec(QueueDeclaration.class).decode(c.codec(QueueDeclaration.class).encode(q, c), c));
    }

    private void is(String expected, ObjectNode actual) throws JsonProcessingException {
        assertEquals(json(expected), c.mapper().readTree(actual.toString()));
    }

    private com.fasterxml.jackson.databind.JsonNode json(String text) throws JsonProcessingException {
        return c.mapper().readTree(text.replace('\'', '"'));
    }
}
