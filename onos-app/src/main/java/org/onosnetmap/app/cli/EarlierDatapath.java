package org.onosnetmap.app.cli;

import java.util.Optional;
import org.apache.karaf.shell.api.console.CommandLine;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.NetmapService;

/** Which datapath a word of a command line is about. */
final class EarlierDatapath {

    private EarlierDatapath() {
    }

    /** The nearest before the cursor that is named. */
    static Optional<DatapathStatus> of(CommandLine line, NetmapService service) {
        String[] words = line.getArguments();
        for (int i = Math.min(line.getCursorArgumentIndex(), words.length) - 1; i > 0; i--) {
            Optional<DatapathStatus> d = service.datapath(words[i]);
            if (d.isPresent()) {
                return d;
            }
        }
        return Optional.empty();
    }
}
