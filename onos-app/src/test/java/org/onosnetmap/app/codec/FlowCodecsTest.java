package org.onosnetmap.app.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onosnetmap.app.extension.NetmapSelector;
import org.onosnetmap.app.extension.NetmapTreatment;
import org.onosnetmap.app.translate.Samples;
import org.onosnetmap.app.translate.Samples.Sample;
import org.onosnetmap.app.translate.SupportTable;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;
import org.onosproject.codec.impl.CodecManager;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.StatTriggerField;
import org.onosproject.net.flow.StatTriggerFlag;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flow.criteria.Criteria;
import org.onosproject.net.flow.criteria.Criterion;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.flow.instructions.Instructions;
import org.onosproject.net.group.DefaultGroupBucket;
import org.onosproject.net.group.GroupBucket;

/** The codecs in front of those of the real codec service. */
class FlowCodecsTest {

    private final CodecManager service = new CodecManager();
    private final FlowCodecs front = new FlowCodecs();
    private final CodecContext context = new Context();

    @BeforeEach
    void activate() {
        service.activate();
        front.codecService = service;
        front.activate();
    }

    @Test
    void everySupportedCriterionIsWrittenAndReadBackAsItIs() {
        JsonCodec<Criterion> codec = service.getCodec(Criterion.class);
        for (Sample<Criterion> s : Samples.criteria()) {
            if (SupportTable.criteria().get(s.it.type()).isSupported()) {
                ObjectNode json = codec.encode(s.it, context);
                assertEquals(s.it, codec.decode(json, context), json::toString);
            }
        }
    }

    @Test
    void everySupportedInstructionIsWrittenAndReadBackAsItIs() {
        JsonCodec<Instruction> codec = service.getCodec(Instruction.class);
        for (Sample<Instruction> s : Samples.instructions()) {
            if (Samples.row(s.it).isSupported()) {
                ObjectNode json = codec.encode(s.it, context);
                assertEquals(s.it, codec.decode(json, context), json::toString);
            }
        }
    }

    @Test
    void bucketsOfACloneGroupStayWhatTheyAre() {
        JsonCodec<GroupBucket> codec = service.getCodec(GroupBucket.class);
        GroupBucket b = DefaultGroupBucket.createCloneGroupBucket(DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(1)).build());
        assertEquals(b, codec.decode(codec.encode(b, context), context));
        GroupBucket all = DefaultGroupBucket.createAllGroupBucket(b.treatment());
        assertEquals(all, codec.decode(codec.encode(all, context), context));
    }

    @Test
    void extensionsAreReadable() throws JsonProcessingException {
        is("{'type':'EXTENSION','deviceId':'netmap:t','extension':{'match':'tcp,tcp_flags=+syn-ack'}}",
                service.getCodec(Criterion.class).encode(Criteria.extension(new NetmapSelector("tcp,tcp_flags=-ack+syn"), Samples.DEVICE), context));
        is("{'type':'EXTENSION','deviceId':'netmap:t','extension':{'actions':'mod_nw_ttl:64,dec_ttl(0)'}}",
                service.getCodec(Instruction.class).encode(Instructions.extension(new NetmapTreatment("mod_nw_ttl:64, dec_ttl(0)"), Samples.DEVICE), context));
    }

    @Test
    void aTreatmentIsWrittenWithMetadataAndTrigger() {
        TrafficTreatment t = DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(1)).writeMetadata(0x12, 0xff).transition(3)
                .statTrigger(Map.of(StatTriggerField.PACKET_COUNT, 10L), StatTriggerFlag.PERIODIC).deferred().popVlan().build();
        JsonCodec<TrafficTreatment> codec = service.getCodec(TrafficTreatment.class);
        ObjectNode json = codec.encode(t, context);
        assertEquals(t, codec.decode(json, context), json::toString);
        assertEquals(4, json.path("instructions").size(), json::toString);
    }

    @Test
    void whatIsWrongInARuleIsNamedWithItsRemedy() throws JsonProcessingException {
        refused("{'type':'ARP_OP'}", "ARP_OP: \"arpOp\" is missing; write a number from 0 to 65535");
        refused("{'type':'ARP_SPA','ip':'10.0.0.x'}", "ARP_SPA: \"ip\" is \"10.0.0.x\"; write an IPv4 address");
        refused("{'type':'ARP_SHA','mac':5}", "ARP_SHA: \"mac\" is 5; write an Ethernet address");
        refused("{'type':'MPLS_TC','tc':8}", "from 0 to 7");
        refused("{'type':'PBB_ISID','isid':16777215}", "from 0 to 1048575");
        refused("{'type':'TCP_FLAGS','flags':'syn'}", "from 0 to 4095");
        refused("{'type':'EXTENSION','extension':{'match':'tcp'}}", "\"deviceId\" is missing");
        refused("{'type':'EXTENSION','deviceId':'netmap:t','extension':{'match':'tcp,nosuch=1'}}", "column 5, 'nosuch'");
        refused("{'type':'EXTENSION','deviceId':'netmap:t','extension':{'match':'tcp','mask':1}}", "\"mask\", which is not known");
        refusedInstruction("{'type':'METADATA'}", "\"metadata\" is missing");
        refusedInstruction("{'type':'TRUNCATE','maxLen':-1}", "\"maxLen\" is -1");
        refusedInstruction("{'type':'L3MODIFICATION','subtype':'ARP_OP','arpOp':40000}", "from 0 to 32767");
        refusedInstruction("{'type':'L3MODIFICATION','subtype':'ARP_THA'}", "ARP_THA: \"mac\" is missing");
        refusedInstruction("{'type':'EXTENSION','deviceId':'netmap:t','extension':{'actions':'goto_table:1'}}", "goto_table");
    }

    @Test
    void metadataMayBeWrittenInHexadecimalAndWithoutAMask() throws JsonProcessingException {
        assertEquals(Instructions.writeMetadata(-1L, 0xff), service.getCodec(Instruction.class).decode(json("{'type':'METADATA','metadata':'0xffffffffffffffff','metadataMask':'0xFF'}"), context));
        assertEquals(Instructions.writeMetadata(5, -1L), service.getCodec(Instruction.class).decode(json("{'type':'METADATA','metadata':5}"), context));
    }

    @Test
    void aQueueWithoutAPortIsWrittenAndReadBackAsItIs() {
        JsonCodec<Instruction> codec = service.getCodec(Instruction.class);
        Instruction queue = Instructions.setQueue(4, null);
        assertEquals(queue, codec.decode(codec.encode(queue, context), context));
    }

    @Test
    void deactivationPutsTheCodecsOfOnosBack() {
        CodecManager untouched = new CodecManager();
        untouched.activate();
        JsonCodec<Criterion> ours = service.getCodec(Criterion.class);
        front.deactivate();
        assertNotSame(ours, service.getCodec(Criterion.class));
        for (Class<?> c : new Class<?>[] {Criterion.class, Instruction.class, TrafficTreatment.class, GroupBucket.class}) {
            assertSame(untouched.getCodec(c).getClass(), service.getCodec(c).getClass());
        }
        assertEquals(untouched.getCodecs(), service.getCodecs());
    }

    @Test
    void aCodecThatAnotherApplicationPutInFrontStays() {
        JsonCodec<Criterion> other = new NetmapCriterionCodec(service.getCodec(Criterion.class));
        service.unregisterCodec(Criterion.class);
        service.registerCodec(Criterion.class, other);
        front.deactivate();
        assertSame(other, service.getCodec(Criterion.class));
    }

    private void refused(String criterion, String why) throws JsonProcessingException {
        ObjectNode json = json(criterion);
        String message = assertThrows(IllegalArgumentException.class, () -> service.getCodec(Criterion.class).decode(json, context), criterion).getMessage();
        assertTrue(message.contains(why), message);
    }

    private void refusedInstruction(String instruction, String why) throws JsonProcessingException {
        ObjectNode json = json(instruction);
        String message = assertThrows(IllegalArgumentException.class, () -> service.getCodec(Instruction.class).decode(json, context), instruction).getMessage();
        assertTrue(message.contains(why), message);
    }

    private static void is(String expected, ObjectNode json) throws JsonProcessingException {
        assertEquals(json(expected), json);
    }

    private static ObjectNode json(String s) throws JsonProcessingException {
        return (ObjectNode) new ObjectMapper().readTree(s.replace('\'', '"'));
    }

    private final class Context implements CodecContext {
        private final ObjectMapper mapper = new ObjectMapper();

        @Override
        public ObjectMapper mapper() {
            return mapper;
        }

        @Override
        public <T> JsonCodec<T> codec(Class<T> entityClass) {
            return service.getCodec(entityClass);
        }

        @Override
        public <T> T getService(Class<T> serviceClass) {
            throw new AssertionError("no codec here needs a service");
        }
    }
}
