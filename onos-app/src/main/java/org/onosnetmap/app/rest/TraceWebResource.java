package org.onosnetmap.app.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import javax.ws.rs.Consumes;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.NetmapService;
import org.onosnetmap.app.api.TraceStep;
import org.onosproject.rest.AbstractWebResource;

/**
 * Explains packets.
 */
@Path("datapaths/{name}/trace")
public class TraceWebResource extends AbstractWebResource {

    /**
     * Explains what a datapath would do with a packet.
     * Sends nothing and counts nothing.
     *
     * @param name name or device id of the datapath
     * @param stream the port that the packet comes in by, and the packet in hex or as field values
     * @return 200 OK with the steps; 400 for a packet that cannot be; 404 if there is no such datapath or port
     * @throws NetmapException if there is none
     * @throws IOException if the body cannot be read
     * @onos.rsModel TracePacket
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response trace(@PathParam("name") String name, InputStream stream) throws NetmapException, IOException {
        ObjectNode body = JsonBody.object(stream);
        return Response.ok(encodeArray(TraceStep.class, "steps", get(NetmapService.class).trace(name, text(body, "port"), text(body, "packet")))).build();
    }

    private static String text(ObjectNode body, String field) throws NetmapException {
        JsonNode n = body.path(field);
        if (!n.isTextual() && !n.isIntegralNumber()) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "field '" + field + "' is missing or no text; send {\"port\":\"1\",\"packet\":\"tcp,nw_src=10.0.0.1,tp_dst=80\"}");
        }
        return n.asText();
    }
}
