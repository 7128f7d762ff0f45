package org.onosnetmap.app.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import javax.ws.rs.Consumes;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.NetmapService;
import org.onosnetmap.app.text.TextRules;
import org.onosproject.core.CoreService;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.FlowRuleService;
import org.onosproject.rest.AbstractWebResource;

/**
 * Rules as text.
 */
@Path("datapaths/{name}/flows")
public class FlowsWebResource extends AbstractWebResource {

    /** Bytes of the longest text: some hundred thousand rules. */
    private static final int MAX_BYTES = 16 << 20;

    /**
     * Gets the rules of a datapath as text.
     * In the syntax of ovs-ofctl dump-flows, one a line, with counters; those that are not in force are comments.
     *
     * @param name name of the datapath
     * @return 200 OK with the rules; 404 if there is no such datapath
     * @throws NetmapException if there is no such datapath
     */
    @GET
    @Produces(MediaType.TEXT_PLAIN)
    public Response getFlows(@PathParam("name") String name) throws NetmapException {
        String text = rules().list(device(name)).stream().map(l -> l + "\n").collect(Collectors.joining());
        return Response.ok(text).type(MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8")).build();
    }

    /**
     * Adds rules that are written as text.
     * In the syntax of ovs-ofctl add-flows, one a line; all of them, or none if a line cannot be read. They become rules of ONOS, of the application org.onosnetmap.text.
     *
     * @param name name of the datapath
     * @param stream the rules
     * @return 201 CREATED with the ids that the rules have in ONOS; 400 if a line cannot be read; 404 if there is no such datapath
     * @throws NetmapException if a line cannot be read
     * @throws IOException if the body cannot be read
     */
    @POST
    @Consumes(MediaType.TEXT_PLAIN)
    @Produces(MediaType.APPLICATION_JSON)
    public Response addFlows(@PathParam("name") String name, InputStream stream) throws NetmapException, IOException {
        DeviceId device = device(name);
        byte[] body = stream.readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "the body is longer than " + MAX_BYTES + " bytes; send the rules in parts");
        }
        ObjectNode answer = mapper().createObjectNode();
        ArrayNode ids = answer.putArray("flows");
        for (FlowRule r : rules().add(device, new String(body, StandardCharsets.UTF_8))) {
            // as ONOS has it: a text, for JavaScript's numbers are too small
            ids.addObject().put("deviceId", device.toString()).put("flowId", Long.toString(r.id().value()));
        }
        return Response.status(Response.Status.CREATED).entity(answer).build();
    }

    private TextRules rules() {
        return new TextRules(get(FlowRuleService.class), get(CoreService.class));
    }

    private DeviceId device(String name) throws NetmapException {
        return get(NetmapService.class).existing(name).deviceId();
    }
}
