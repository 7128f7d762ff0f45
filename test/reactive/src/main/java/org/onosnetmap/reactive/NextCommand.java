package org.onosnetmap.reactive;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosproject.cli.AbstractShellCommand;
import org.onosproject.core.CoreService;
import org.onosproject.net.DeviceId;
import org.onosproject.net.PortNumber;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flowobjective.DefaultNextObjective;
import org.onosproject.net.flowobjective.DefaultNextTreatment;
import org.onosproject.net.flowobjective.FlowObjectiveService;
import org.onosproject.net.flowobjective.IdNextTreatment;
import org.onosproject.net.flowobjective.NextObjective;
import org.onosproject.net.flowobjective.Objective;
import org.onosproject.net.flowobjective.ObjectiveContext;
import org.onosproject.net.flowobjective.ObjectiveError;

/** Does what an application does with next objectives, and waits for the answer; REST can only add and remove them. */
@Service
@Command(scope = "onos", name = "reactive-next", description = "Hands a next objective to ONOS and tells what became of it")
public class NextCommand extends AbstractShellCommand {

    private static final long PATIENCE_SECONDS = 30;

    @Argument(index = 0, name = "device", required = true)
    private String device;

    @Argument(index = 1, name = "operation", description = "of Objective.Operation", required = true)
    private String operation;

    @Argument(index = 2, name = "id", required = true)
    private int id;

    @Argument(index = 3, name = "type", description = "of NextObjective.Type", required = true)
    private String type;

    @Argument(index = 4, name = "treatments", description = "PORT, or next:ID for another next objective", required = true, multiValued = true)
    private List<String> treatments;

    @Override
    protected void doExecute() throws ExecutionException, InterruptedException, TimeoutException {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        get(FlowObjectiveService.class).next(DeviceId.deviceId(device), objective(new ObjectiveContext() {
            @Override
            public void onSuccess(Objective o) {
                outcome.complete("success");
            }

            @Override
            public void onError(Objective o, ObjectiveError error) {
                outcome.complete(error.name());
            }
        }));
        print("%s", outcome.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    private NextObjective objective(ObjectiveContext context) {
        NextObjective.Builder b = DefaultNextObjective.builder().withId(id).withType(NextObjective.Type.valueOf(type))
                .fromApp(get(CoreService.class).registerApplication(ReactiveForwarding.APP));
        for (String t : treatments) {
            if (t.startsWith("next:")) {
                b.addTreatment(IdNextTreatment.of(Integer.parseInt(t.substring(5))));
            } else {
                b.addTreatment(DefaultNextTreatment.of(DefaultTrafficTreatment.builder().setOutput(PortNumber.portNumber(t)).build()));
            }
        }
        switch (Objective.Operation.valueOf(operation)) {
            case ADD:
                return b.add(context);
            case REMOVE:
                return b.remove(context);
            case ADD_TO_EXISTING:
                return b.addToExisting(context);
            case REMOVE_FROM_EXISTING:
                return b.removeFromExisting(context);
            case MODIFY:
                return b.modify(context);
            default:
                return b.verify(context);
        }
    }
}
