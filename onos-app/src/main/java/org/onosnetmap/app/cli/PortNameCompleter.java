package org.onosnetmap.app.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.onosnetmap.app.api.NetmapService;
import org.onosproject.cli.AbstractChoicesCompleter;
import org.onosproject.cli.AbstractShellCommand;

/** Names and numbers of the ports of the datapath that stands before. */
@Service
public class PortNameCompleter extends AbstractChoicesCompleter {

    @Override
    protected List<String> choices() {
        return EarlierDatapath.of(commandLine, AbstractShellCommand.get(NetmapService.class))
                .map(d -> d.ports().stream().flatMap(p -> Stream.of(p.name(), Integer.toString(p.number()))).collect(Collectors.toList()))
                .orElse(List.of());
    }
}
