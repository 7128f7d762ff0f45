package org.onosnetmap.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.NetmapService;
import org.onosproject.cli.AbstractShellCommand;

/** What the commands have in common. */
abstract class NetmapCommand extends AbstractShellCommand {

    NetmapService service() {
        return get(NetmapService.class);
    }

    DatapathStatus datapath(String name) throws NetmapException {
        return service().datapath(name).orElseThrow(() -> new NetmapException(NetmapException.Kind.NOT_FOUND, "there is no datapath '" + name + "'; netmap-datapaths lists them"));
    }

    /** Those of a name, or all for null. */
    List<DatapathStatus> datapaths(String name) throws NetmapException {
        return name == null ? service().datapaths() : List.of(datapath(name));
    }

    /** A list as JSON. */
    <T> ArrayNode json(List<T> items, Class<T> type) {
        return codec(type).encode(items, this);
    }

    /** As it is: JSON has percent signs in places. */
    void printJson(JsonNode n) {
        print("%s", n);
    }
}
