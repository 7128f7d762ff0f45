package org.onosnetmap.app.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.NetmapService;
import org.onosproject.cli.AbstractChoicesCompleter;
import org.onosproject.cli.AbstractShellCommand;

/** Names of datapaths. */
@Service
public class DatapathNameCompleter extends AbstractChoicesCompleter {

    @Override
    protected List<String> choices() {
        return AbstractShellCommand.get(NetmapService.class).datapaths().stream().map(DatapathStatus::name).collect(Collectors.toList());
    }
}
