package org.onosnetmap.app.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.NetmapService;
import org.onosproject.cli.AbstractChoicesCompleter;
import org.onosproject.cli.AbstractShellCommand;

/** Names of the mirrors of the datapath that stands before. */
@Service
public class MirrorNameCompleter extends AbstractChoicesCompleter {

    @Override
    protected List<String> choices() {
        return EarlierDatapath.of(commandLine, AbstractShellCommand.get(NetmapService.class))
                .map(d -> d.declaration().mirrors().stream().map(MirrorDeclaration::name).collect(Collectors.toList())).orElse(List.of());
    }
}
