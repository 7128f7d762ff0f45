package org.onosnetmap.app.translate;

import java.util.EnumMap;
import java.util.Map;
import org.onosnetmap.app.extension.NetmapSelector;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowFlag;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.StatTrigger;
import org.onosnetmap.dataplane.flow.text.FlowText;
import org.onosproject.core.ApplicationId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.StatTriggerField;
import org.onosproject.net.flow.StatTriggerFlag;
import org.onosproject.net.flow.TrafficSelector;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flow.criteria.Criterion;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.meter.MeterId;

/** Rules of the data plane as rules of ONOS: the other way round than {@link RuleTranslator}, which makes the same rule of the result. */
public final class RuleWriter {

    private static final long SECOND = 1_000_000_000L;

    private RuleWriter() {
    }

    /**
     * The rule, with ONOS's own criteria and instructions as far as it has them, and extensions for the rest.
     *
     * @throws UntranslatableException names what a rule of ONOS cannot have
     */
    public static org.onosproject.net.flow.FlowRule rule(FlowRule r, DeviceId device, ApplicationId app) throws UntranslatableException {
        if (r.cookie() != 0) {
            throw new UntranslatableException("cookie=0x" + Long.toHexString(r.cookie()), "ONOS gives rules their cookies; leave it out");
        }
        if (r.flags().contains(FlowFlag.CHECK_OVERLAP) || r.flags().contains(FlowFlag.RESET_COUNTS)) {
            throw new UntranslatableException("check_overlap, reset_counts", "ONOS installs rules again, in any order, so that what is asked of the first time would be done each time; leave it out, or remove a rule first to reset its counters");
        }
        org.onosproject.net.flow.FlowRule.Builder b = DefaultFlowRule.builder().forDevice(device).fromApp(app).forTable(r.table()).withPriority(r.priority())
                .withSelector(selector(r.match(), device)).withTreatment(treatment(r, device));
        if (r.idleTimeout() == 0 && r.hardTimeout() == 0) {
            b.makePermanent();
        } else {
            // a rule of ONOS that ends has an idle timeout; one as long as the hard timeout ends no rule earlier
            b.withHardTimeout(r.hardTimeout()).makeTemporary(r.idleTimeout() != 0 ? r.idleTimeout() : r.hardTimeout());
        }
        return b.build();
    }

    /** A match as a selector: core criteria where they can say it, the extension for the rest. */
    public static TrafficSelector selector(Match m, DeviceId device) {
        TrafficSelector.Builder b = DefaultTrafficSelector.builder();
        Match.Builder others = Match.builder();
        boolean extension = false;
        for (Field f : m.fields()) {
            Criterion c = CriterionWriter.criterion(m, f);
            if (c != null) {
                b.add(c);
            } else {
                others.set(f, m.valueHi(f), m.value(f), m.maskHi(f), m.mask(f));
                extension = true;
            }
        }
        return extension ? b.extension(new NetmapSelector(FlowText.formatMatch(others.build())), device).build() : b.build();
    }

    private static TrafficTreatment treatment(FlowRule r, DeviceId device) throws UntranslatableException {
        TrafficTreatment.Builder b = DefaultTrafficTreatment.builder();
        for (int meter : r.meters()) {
            b.meter(MeterId.meterId(Integer.toUnsignedLong(meter)));
        }
        for (Instruction i : InstructionWriter.instructions(r.apply(), device)) {
            b.add(i);
        }
        if (r.clear()) {
            b.wipeDeferred();
        }
        b.deferred();
        for (Instruction i : InstructionWriter.instructions(r.write(), device)) {
            b.add(i);
        }
        if (r.metadataMask() != 0) {
            b.writeMetadata(r.metadata(), r.metadataMask());
        }
        if (r.gotoTable() >= 0) {
            b.transition(r.gotoTable());
        }
        if (r.statTrigger() != null) {
            trigger(r.statTrigger(), b);
        }
        return b.build();
    }

    private static void trigger(StatTrigger t, TrafficTreatment.Builder b) throws UntranslatableException {
        if (t.periodic() == t.onlyFirst()) {
            throw new UntranslatableException("stat_trigger", "a trigger of ONOS is either periodic or only_first; say one of them");
        }
        if (t.durationNanos() % SECOND != 0) {
            throw new UntranslatableException("stat_trigger", "ONOS counts whole seconds; round the duration");
        }
        Map<StatTriggerField, Long> fields = new EnumMap<>(StatTriggerField.class);
        put(fields, StatTriggerField.PACKET_COUNT, t.packets());
        put(fields, StatTriggerField.BYTE_COUNT, t.bytes());
        put(fields, StatTriggerField.DURATION, t.durationNanos() / SECOND);
        b.statTrigger(fields, t.periodic() ? StatTriggerFlag.PERIODIC : StatTriggerFlag.ONLY_FIRST);
    }

    private static void put(Map<StatTriggerField, Long> fields, StatTriggerField f, long value) {
        if (value != 0) {
            fields.put(f, value);
        }
    }
}
