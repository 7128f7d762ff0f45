package org.onosnetmap.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import org.apache.karaf.shell.support.CommandException;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.NetmapService;
import org.onosproject.cli.AbstractShellCommand;
import org.onosproject.codec.CodecService;
import org.onosproject.codec.JsonCodec;

/** What the commands have in common. */
abstract class NetmapCommand extends AbstractShellCommand {

    Surroundings surroundings = Surroundings.ONOS;

    /**
     * Does what the command is for.
     *
     * @throws NetmapException with the message for the user
     */
    abstract void run() throws NetmapException;

    /**
     * Ends the command with the message of a {@link NetmapException}. Of a {@link CommandException} the shell prints what is called its help
     * and no more, a remote shell ends with status 1, and the log has nothing; any other exception would be logged as an error of the shell.
     */
    @Override
    protected final void doExecute() throws CommandException {
        try {
            run();
        } catch (NetmapException e) {
            throw new CommandException("Error: " + e.getMessage(), e.getMessage(), e);
        }
    }

    NetmapService service() {
        return surroundings.service(NetmapService.class);
    }

    @Override
    public <T> JsonCodec<T> codec(Class<T> type) {
        return surroundings.service(CodecService.class).getCodec(type);
    }

    @Override
    public void print(String format, Object... args) {
        surroundings.print(String.format(format, args));
    }

    /** Those of a name, or all for null. */
    List<DatapathStatus> datapaths(String name) throws NetmapException {
        return name == null ? service().datapaths() : List.of(service().existing(name));
    }

    /**
     * The value of an option that may be left out, as declarations have it: 0 for the default, which cannot be asked for therefore.
     *
     * @param value null if it was left out
     */
    static int given(String option, Integer value) throws NetmapException {
        if (value != null && value == 0) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, option + " 0 is out of range; leave it out for the default");
        }
        return value == null ? 0 : value;
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
