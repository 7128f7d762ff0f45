package org.onosnetmap.dataplane.pipeline;

import java.util.List;
import org.onosnetmap.dataplane.flow.Action;

/** Actions that were found valid, in the form in which a {@link PipelineExecutor} runs them. Immutable. */
public final class CompiledActions {

    final List<Action> actions;

    CompiledActions(List<Action> actions) {
        this.actions = actions;
    }
}
