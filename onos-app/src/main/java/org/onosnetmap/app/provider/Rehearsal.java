package org.onosnetmap.app.provider;

import java.util.List;
import org.onlab.packet.Ethernet;
import org.onlab.packet.IpPrefix;
import org.onosnetmap.app.datapath.DatapathRegistry;
import org.onosnetmap.app.translate.RuleTranslator;
import org.onosnetmap.app.translate.UntranslatableException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.pipeline.FlowTables;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultFlowRule;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;

/**
 * Translates a rule and compiles it into tables that nobody looks at. A JVM loads a class when it is first used, some sixty for the first rule: they are loaded
 * when the app starts, and not while an application waits for that rule.
 */
final class Rehearsal {

    private Rehearsal() {
    }

    static void run() {
        FlowTables tables = new FlowTables(1, FlowTables.Miss.DROP);
        try {
            FlowRule r = RuleTranslator.rule(DefaultFlowRule.builder().forDevice(DeviceId.deviceId(DatapathRegistry.SCHEME + ":rehearsal")).withPriority(1).makePermanent()
                    .fromApp(new DefaultApplicationId(0, DatapathRegistry.APP_NAME))
                    .withSelector(DefaultTrafficSelector.builder().matchInPort(PortNumber.portNumber(1)).matchEthType(Ethernet.TYPE_IPV4).matchIPDst(IpPrefix.valueOf("10.0.0.0/8")).build())
                    .withTreatment(DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(2)).build()).build());
            if (tables.apply(List.of(FlowMod.add(r))).get(0) != null || tables.flows().size() != 1) {
                throw new IllegalStateException("a rule that is right is refused: " + r);
            }
        } catch (UntranslatableException e) {
            throw new IllegalStateException("a rule that is right is not understood", e);
        }
    }
}
