package org.onosnetmap.app.codec;

import static org.onosnetmap.app.codec.JsonValues.ip4;
import static org.onosnetmap.app.codec.JsonValues.mac;
import static org.onosnetmap.app.codec.JsonValues.number;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosnetmap.app.extension.NetmapSelector;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.criteria.ArpHaCriterion;
import org.onosproject.net.flow.criteria.ArpOpCriterion;
import org.onosproject.net.flow.criteria.ArpPaCriterion;
import org.onosproject.net.flow.criteria.Criteria;
import org.onosproject.net.flow.criteria.Criterion;
import org.onosproject.net.flow.criteria.ExtensionCriterion;
import org.onosproject.net.flow.criteria.MplsTcCriterion;
import org.onosproject.net.flow.criteria.PbbIsidCriterion;
import org.onosproject.net.flow.criteria.TcpFlagsCriterion;

/**
 * Criteria in JSON: those that ONOS's own codec cannot read, and writes without their value, and netmap's extension, of which it writes
 * only bytes. All others are left to ONOS's.
 */
final class NetmapCriterionCodec extends JsonCodec<Criterion> {

    static final String DEVICE_ID = "deviceId";
    static final String EXTENSION = "extension";
    private static final String TYPE = "type";
    private static final String OP = "arpOp";
    private static final String IP = "ip";
    private static final String MAC = "mac";
    private static final String TC = "tc";
    private static final String ISID = "isid";
    private static final String FLAGS = "flags";

    private static final int MAX_TC = 7;
    /** All that {@link Criteria#matchPbbIsid} keeps of the 24 bits. */
    private static final int MAX_ISID = 0xfffff;
    private static final int MAX_FLAGS = 0xfff;

    private final JsonCodec<Criterion> onos;

    NetmapCriterionCodec(JsonCodec<Criterion> onos) {
        this.onos = onos;
    }

    @Override
    public ObjectNode encode(Criterion c, CodecContext context) {
        ObjectNode json = context.mapper().createObjectNode().put(TYPE, c.type().name());
        switch (c.type()) {
            case ARP_OP:
                return json.put(OP, ((ArpOpCriterion) c).arpOp());
            case ARP_SPA:
            case ARP_TPA:
                return json.put(IP, ((ArpPaCriterion) c).ip().toString());
            case ARP_SHA:
            case ARP_THA:
                return json.put(MAC, ((ArpHaCriterion) c).mac().toString());
            case MPLS_TC:
                return json.put(TC, ((MplsTcCriterion) c).tc());
            case PBB_ISID:
                return json.put(ISID, ((PbbIsidCriterion) c).pbbIsid());
            case TCP_FLAGS:
                return json.put(FLAGS, ((TcpFlagsCriterion) c).flags());
            case EXTENSION:
                return extension((ExtensionCriterion) c, json, context);
            default:
                return onos.encode(c, context);
        }
    }

    private ObjectNode extension(ExtensionCriterion c, ObjectNode json, CodecContext context) {
        if (!(c.extensionSelector() instanceof NetmapSelector)) {
            return onos.encode(c, context);
        }
        json.put(DEVICE_ID, c.deviceId().toString());
        json.set(EXTENSION, ExtensionJson.selector(c.extensionSelector(), context.mapper()));
        return json;
    }

    @Override
    public Criterion decode(ObjectNode json, CodecContext context) {
        switch (json.path(TYPE).asText()) {
            case "ARP_OP":
                return Criteria.matchArpOp(number(json, OP, 0xffff));
            case "ARP_SPA":
                return Criteria.matchArpSpa(ip4(json, IP));
            case "ARP_TPA":
                return Criteria.matchArpTpa(ip4(json, IP));
            case "ARP_SHA":
                return Criteria.matchArpSha(mac(json, MAC));
            case "ARP_THA":
                return Criteria.matchArpTha(mac(json, MAC));
            case "MPLS_TC":
                return Criteria.matchMplsTc((byte) number(json, TC, MAX_TC));
            case "PBB_ISID":
                return Criteria.matchPbbIsid(number(json, ISID, MAX_ISID));
            case "TCP_FLAGS":
                return Criteria.matchTcpFlags(number(json, FLAGS, MAX_FLAGS));
            case "EXTENSION":
                return json.path(EXTENSION).has(NetmapSelector.MATCH) ? extension(json) : onos.decode(json, context);
            default:
                return onos.decode(json, context);
        }
    }

    private static Criterion extension(ObjectNode json) {
        return Criteria.extension(ExtensionJson.selector(json.get(EXTENSION)), device(json));
    }

    /** ONOS's extensions name their device. */
    static DeviceId device(ObjectNode json) {
        if (!json.path(DEVICE_ID).isTextual()) {
            throw new IllegalArgumentException("EXTENSION: \"" + DEVICE_ID + "\" is missing; write the device that the rule is for, as \"netmap:br0\"");
        }
        return DeviceId.deviceId(json.get(DEVICE_ID).textValue());
    }
}
