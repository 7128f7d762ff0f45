package org.onosnetmap.app.translate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.onosnetmap.app.translate.Samples.Sample;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.GroupMod;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.MeterMod;
import org.onosnetmap.dataplane.pipeline.FlowTables;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.TrafficSelector;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.net.flow.criteria.Criterion;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.flow.instructions.Instructions;
import org.onosproject.net.flow.instructions.L2ModificationInstruction;
import org.onosproject.net.flow.instructions.L3ModificationInstruction;
import org.onosproject.net.flow.instructions.L4ModificationInstruction;

/** The support table against the API, the translators and real flow tables. */
class SupportTableTest {

    /** Types of which the API has the name and no class, and which so no application can make. */
    private static final Set<Criterion.Type> WITHOUT_CLASS = EnumSet.of(Criterion.Type.UNASSIGNED_40, Criterion.Type.PBB_UCA, Criterion.Type.ACTSET_OUTPUT, Criterion.Type.PACKET_TYPE);

    private final FlowTables tables = new FlowTables(1, FlowTables.Miss.DROP);

    @BeforeEach
    void groupAndMeter() {
        List<FlowStats> none = new ArrayList<>();
        Group group = new Group(Samples.GROUP, Group.Type.INDIRECT, List.of(Bucket.of(Action.output(1))));
        assertNull(tables.applyGroups(List.of(GroupMod.add(group)), none).get(0));
        Meter meter = new Meter(Samples.METER, Meter.Unit.PACKETS_PER_SECOND, List.of(Meter.Band.drop(1, 0)));
        assertNull(tables.applyMeters(List.of(MeterMod.add(meter)), none).get(0));
    }

    @Test
    void everyTypeOfTheApiHasARowAndASample() {
        Set<Criterion.Type> criteria = EnumSet.copyOf(WITHOUT_CLASS);
        Samples.criteria().forEach(s -> criteria.add(s.it.type()));
        assertEquals(EnumSet.allOf(Criterion.Type.class), criteria);
        assertEquals(criteria, SupportTable.criteria().keySet());

        Set<Instruction.Type> types = EnumSet.noneOf(Instruction.Type.class);
        Set<L2ModificationInstruction.L2SubType> l2 = EnumSet.noneOf(L2ModificationInstruction.L2SubType.class);
        Set<L3ModificationInstruction.L3SubType> l3 = EnumSet.noneOf(L3ModificationInstruction.L3SubType.class);
        Set<L4ModificationInstruction.L4SubType> l4 = EnumSet.noneOf(L4ModificationInstruction.L4SubType.class);
        for (Sample<Instruction> s : Samples.instructions()) {
            types.add(s.it.type());
            if (s.it instanceof L2ModificationInstruction) {
                l2.add(((L2ModificationInstruction) s.it).subtype());
            } else if (s.it instanceof L3ModificationInstruction) {
                l3.add(((L3ModificationInstruction) s.it).subtype());
            } else if (s.it instanceof L4ModificationInstruction) {
                l4.add(((L4ModificationInstruction) s.it).subtype());
            }
        }
        assertEquals(EnumSet.allOf(Instruction.Type.class), types);
        assertEquals(types, SupportTable.instructions().keySet());
        assertEquals(EnumSet.allOf(L2ModificationInstruction.L2SubType.class), l2);
        assertEquals(l2, SupportTable.l2().keySet());
        assertEquals(EnumSet.allOf(L3ModificationInstruction.L3SubType.class), l3);
        assertEquals(l3, SupportTable.l3().keySet());
        assertEquals(EnumSet.allOf(L4ModificationInstruction.L4SubType.class), l4);
        assertEquals(l4, SupportTable.l4().keySet());
    }

    @Test
    void theFlowTablesTakeACriterionIfAndOnlyIfItIsSupported() throws UntranslatableException {
        for (Sample<Criterion> s : Samples.criteria()) {
            Support row = SupportTable.criteria().get(s.it.type());
            TrafficSelector.Builder selector = DefaultTrafficSelector.builder();
            s.needs.forEach(selector::add);
            selector.add(s.it);
            if (row.isSupported()) {
                assertNull(install(selector.build(), outputTreatment()), s::toString);
            } else {
                refused(row, selector.build(), outputTreatment());
            }
        }
    }

    @Test
    void theFlowTablesTakeAnInstructionIfAndOnlyIfItIsSupported() throws UntranslatableException {
        for (Sample<Instruction> s : Samples.instructions()) {
            Support row = Samples.row(s.it);
            if (row.isSupported()) {
                assertNull(install(selector(s.needs), treatment(s.it)), s::toString);
            } else {
                refused(row, selector(s.needs), treatment(s.it));
            }
        }
    }

    @Test
    void whatARowSaysIsNeededIsNeeded() throws UntranslatableException {
        for (Sample<Criterion> s : Samples.criteria()) {
            Support row = SupportTable.criteria().get(s.it.type());
            if (row.isSupported() && s.it.type() != Criterion.Type.EXTENSION) {
                assertEquals(row.needs().isEmpty(), install(selector(List.of(s.it)), outputTreatment()) == null, s::toString);
                assertEquals(row.needs().isEmpty(), s.needs.isEmpty(), s::toString);
            }
        }
        for (Sample<Instruction> s : Samples.instructions()) {
            if (Samples.row(s.it).isSupported() && !s.needs.isEmpty()) {
                assertTrue(!Samples.row(s.it).needs().isEmpty(), s::toString);
                assertNotNull(install(selector(List.of()), treatment(s.it)), s::toString);
            }
        }
    }

    @Test
    void aGroupOrMeterThatIsNotThereIsRefused() throws UntranslatableException {
        FlowTables empty = new FlowTables(1, FlowTables.Miss.DROP);
        for (Sample<Instruction> s : Samples.instructions()) {
            if (s.it.type() == Instruction.Type.GROUP || s.it.type() == Instruction.Type.METER) {
                FlowMod add = FlowMod.add(RuleTranslator.rule(rule(selector(s.needs), treatment(s.it))));
                assertNotNull(empty.apply(List.of(add)).get(0), s::toString);
            }
        }
    }

    @Test
    void typesWithoutAClassAreRefusedWithTheReasonOfTheTable() {
        for (Criterion.Type t : WITHOUT_CLASS) {
            TrafficSelector selector = DefaultTrafficSelector.builder().add(() -> t).build();
            refused(SupportTable.criteria().get(t), selector, outputTreatment());
        }
    }

    private FlowException install(TrafficSelector selector, TrafficTreatment treatment) throws UntranslatableException {
        return tables.apply(List.of(FlowMod.add(RuleTranslator.rule(rule(selector, treatment))))).get(0);
    }

    private static void refused(Support row, TrafficSelector selector, TrafficTreatment treatment) {
        UntranslatableException e = assertThrows(UntranslatableException.class, () -> RuleTranslator.rule(rule(selector, treatment)), selector + " " + treatment);
        assertTrue(e.getMessage().endsWith(": " + row.reason()), e.getMessage());
    }

    private static TrafficSelector selector(List<Criterion> criteria) {
        TrafficSelector.Builder b = DefaultTrafficSelector.builder();
        criteria.forEach(b::add);
        return b.build();
    }

    private static TrafficTreatment treatment(Instruction i) {
        // an output, for what acts on one
        return DefaultTrafficTreatment.builder().add(i).add(Instructions.createOutput(PortNumber.portNumber(2))).build();
    }

    private static TrafficTreatment outputTreatment() {
        return DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(2)).build();
    }

    private static org.onosproject.net.flow.FlowRule rule(TrafficSelector s, TrafficTreatment t) {
        return DefaultFlowRule.builder().forDevice(Samples.DEVICE).forTable(3).withPriority(5).withSelector(s).withTreatment(t)
                .fromApp(new DefaultApplicationId(9, "test")).makePermanent().build();
    }
}
