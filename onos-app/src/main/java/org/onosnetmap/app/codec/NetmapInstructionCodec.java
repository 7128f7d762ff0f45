package org.onosnetmap.app.codec;

import static org.onosnetmap.app.codec.JsonValues.bits;
import static org.onosnetmap.app.codec.JsonValues.ip4;
import static org.onosnetmap.app.codec.JsonValues.mac;
import static org.onosnetmap.app.codec.JsonValues.number;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import org.onosnetmap.app.extension.NetmapTreatment;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;
import org.onosproject.net.flow.StatTriggerField;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.flow.instructions.Instructions;
import org.onosproject.net.flow.instructions.Instructions.ExtensionInstructionWrapper;
import org.onosproject.net.flow.instructions.Instructions.MetadataInstruction;
import org.onosproject.net.flow.instructions.Instructions.SetQueueInstruction;
import org.onosproject.net.flow.instructions.Instructions.StatTriggerInstruction;
import org.onosproject.net.flow.instructions.Instructions.TruncateInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction.ModArpEthInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction.ModArpIPInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction.ModArpOpInstruction;

/**
 * Instructions in JSON: those that ONOS's own codec cannot read, and writes without their value, and netmap's extension, which ONOS's
 * codec can write only as long as its device is known. All others are left to ONOS's.
 */
final class NetmapInstructionCodec extends JsonCodec<Instruction> {

    private static final String TYPE = "type";
    private static final String SUBTYPE = "subtype";
    private static final String METADATA = "metadata";
    private static final String METADATA_MASK = "metadataMask";
    private static final String MAX_LEN = "maxLen";
    private static final String OP = "arpOp";
    private static final String IP = "ip";
    private static final String MAC = "mac";

    private static final String QUEUE_ID = "queueId";
    private static final String STAT_FLAG = "statTriggerFlag";
    private static final String STAT_THRESHOLDS = "statThreshold";
    /** The thresholds that ONOS's codec reads; no device here takes others. */
    private static final Map<StatTriggerField, String> STAT_FIELDS = Map.of(StatTriggerField.BYTE_COUNT, "byteCount", StatTriggerField.PACKET_COUNT, "packetCount",
            StatTriggerField.DURATION, "duration");

    private final JsonCodec<Instruction> onos;

    NetmapInstructionCodec(JsonCodec<Instruction> onos) {
        this.onos = onos;
    }

    @Override
    public ObjectNode encode(Instruction i, CodecContext context) {
        ObjectNode json = context.mapper().createObjectNode().put(TYPE, i.type().name());
        switch (i.type()) {
            case METADATA:
                return json.put(METADATA, ((MetadataInstruction) i).metadata()).put(METADATA_MASK, ((MetadataInstruction) i).metadataMask());
            case TRUNCATE:
                return json.put(MAX_LEN, ((TruncateInstruction) i).maxLen());
            case L3MODIFICATION:
                return l3((L3ModificationInstruction) i, json, context);
            case QUEUE:
                return queue((SetQueueInstruction) i, json, context);
            case STAT_TRIGGER:
                return statTrigger((StatTriggerInstruction) i, json);
            case EXTENSION:
                return extension((ExtensionInstructionWrapper) i, json, context);
            default:
                return onos.encode(i, context);
        }
    }

    private ObjectNode l3(L3ModificationInstruction i, ObjectNode json, CodecContext context) {
        json.put(SUBTYPE, i.subtype().name());
        switch (i.subtype()) {
            case ARP_OP:
                return json.put(OP, ((ModArpOpInstruction) i).op());
            case ARP_SPA:
            case ARP_TPA:
                return json.put(IP, ((ModArpIPInstruction) i).ip().toString());
            case ARP_SHA:
            case ARP_THA:
                return json.put(MAC, ((ModArpEthInstruction) i).mac().toString());
            default:
                return onos.encode(i, context);
        }
    }

    /** ONOS's codec reads a queue without a port, and cannot write it. */
    private ObjectNode queue(SetQueueInstruction i, ObjectNode json, CodecContext context) {
        return i.port() == null ? json.put(QUEUE_ID, i.queueId()) : onos.encode(i, context);
    }

    /** As ONOS's codec reads it. */
    private static ObjectNode statTrigger(StatTriggerInstruction i, ObjectNode json) {
        json.put(STAT_FLAG, i.getStatTriggerFlag().name());
        ArrayNode thresholds = json.putArray(STAT_THRESHOLDS);
        for (Map.Entry<StatTriggerField, Long> e : new TreeMap<>(i.getStatTriggerFieldMap()).entrySet()) {
            String name = STAT_FIELDS.get(e.getKey());
            if (name != null) {
                thresholds.addObject().put(name, e.getValue());
            }
        }
        return json;
    }

    private ObjectNode extension(ExtensionInstructionWrapper i, ObjectNode json, CodecContext context) {
        if (!(i.extensionInstruction() instanceof NetmapTreatment)) {
            return onos.encode(i, context);
        }
        json.put(NetmapCriterionCodec.DEVICE_ID, i.deviceId().toString());
        json.set(NetmapCriterionCodec.EXTENSION, ExtensionJson.treatment(i.extensionInstruction(), context.mapper()));
        return json;
    }

    @Override
    public Instruction decode(ObjectNode json, CodecContext context) {
        switch (json.path(TYPE).asText()) {
            case "METADATA":
                return Instructions.writeMetadata(bits(json, METADATA), json.has(METADATA_MASK) ? bits(json, METADATA_MASK) : -1L);
            case "TRUNCATE":
                return Instructions.truncate(number(json, MAX_LEN, Integer.MAX_VALUE));
            case "L3MODIFICATION":
                return l3(json, context);
            case "EXTENSION":
                return json.path(NetmapCriterionCodec.EXTENSION).has(NetmapTreatment.ACTIONS) ? extension(json) : onos.decode(json, context);
            default:
                return onos.decode(json, context);
        }
    }

    private Instruction l3(ObjectNode json, CodecContext context) {
        switch (json.path(SUBTYPE).asText()) {
            case "ARP_OP":
                // above 32767 the API's number is negative, and refused when the rule is installed
                return Instructions.modL3ArpOp((short) number(json, OP, Short.MAX_VALUE));
            case "ARP_SPA":
                return Instructions.modArpSpa(ip4(json, IP));
            case "ARP_TPA":
                return Instructions.modArpTpa(ip4(json, IP));
            case "ARP_SHA":
                return Instructions.modArpSha(mac(json, MAC));
            case "ARP_THA":
                return Instructions.modArpTha(mac(json, MAC));
            default:
                return onos.decode(json, context);
        }
    }

    private static Instruction extension(ObjectNode json) {
        return Instructions.extension(ExtensionJson.treatment(json.get(NetmapCriterionCodec.EXTENSION)), NetmapCriterionCodec.device(json));
    }
}
