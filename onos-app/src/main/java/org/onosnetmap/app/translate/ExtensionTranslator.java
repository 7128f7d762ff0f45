package org.onosnetmap.app.translate;

import java.util.List;
import org.onosnetmap.app.extension.NetmapSelector;
import org.onosnetmap.app.extension.NetmapTreatment;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.text.FlowText;
import org.onosnetmap.dataplane.flow.text.FlowTextException;
import org.onosproject.net.flow.criteria.Criterion;
import org.onosproject.net.flow.criteria.ExtensionCriterion;
import org.onosproject.net.flow.instructions.Instruction;
import org.onosproject.net.flow.instructions.Instructions.ExtensionInstructionWrapper;

/** Extensions as what they say in the data plane's own terms. */
final class ExtensionTranslator {

    private ExtensionTranslator() {
    }

    /** The fields of an extension selector. */
    static Match match(Criterion c) throws UntranslatableException {
        if (!(c instanceof ExtensionCriterion) || !(((ExtensionCriterion) c).extensionSelector() instanceof NetmapSelector)) {
            throw new UntranslatableException(c, "an extension of another driver; take a NetmapSelector");
        }
        try {
            return FlowText.parseMatch(((NetmapSelector) ((ExtensionCriterion) c).extensionSelector()).match());
        } catch (FlowTextException e) {
            throw new UntranslatableException(c, e.getMessage());
        }
    }

    /** The actions of an extension treatment. */
    static List<Action> actions(Instruction i) throws UntranslatableException {
        if (!(i instanceof ExtensionInstructionWrapper) || !(((ExtensionInstructionWrapper) i).extensionInstruction() instanceof NetmapTreatment)) {
            throw new UntranslatableException(i, "an extension of another driver; take a NetmapTreatment");
        }
        try {
            return FlowText.parseActions(((NetmapTreatment) ((ExtensionInstructionWrapper) i).extensionInstruction()).actions());
        } catch (FlowTextException e) {
            throw new UntranslatableException(i, e.getMessage());
        }
    }
}
