package org.onosnetmap.app.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import javax.ws.rs.Consumes;
import javax.ws.rs.DELETE;
import javax.ws.rs.GET;
import javax.ws.rs.PUT;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.NetmapService;
import org.onosnetmap.app.api.PortShape;
import org.onosnetmap.app.api.QueueDeclaration;
import org.onosnetmap.app.api.QueueStatus;
import org.onosnetmap.app.config.DeclarationReader;
import org.onosproject.rest.AbstractWebResource;

/**
 * Egress queues of ports.
 */
@Path("datapaths/{name}/ports/{port}/queues")
public class QueuesWebResource extends AbstractWebResource {

    /**
     * Gets the rate and the queues of a port.
     * With counters. A port where nothing is limited has no queues.
     *
     * @param name name of the datapath
     * @param port number or name of the port
     * @return 200 OK with rate and queues; 404 if there is no such datapath or port; 409 if the port is absent
     * @throws NetmapException if there is none
     * @onos.rsModel Queues
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response getQueues(@PathParam("name") String name, @PathParam("port") String port) throws NetmapException {
        return Response.ok(queues(name, port)).build();
    }

    /**
     * Sets the rate and all queues of a port.
     * Queues that are not named are removed.
     *
     * @param name name of the datapath
     * @param port number or name of the port
     * @param stream rate and queues
     * @return 200 OK with rate and queues; 400 for wrong values; 404 if there is no such datapath or port
     * @throws NetmapException if they cannot be set
     * @throws IOException if the body cannot be read
     * @onos.rsModel PortShape
     */
    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response setQueues(@PathParam("name") String name, @PathParam("port") String port, InputStream stream) throws NetmapException, IOException {
        PortShape shape = DeclarationReader.shape(JsonBody.object(stream));
        get(NetmapService.class).shapePort(name, port, before -> shape);
        return Response.ok(queues(name, port)).build();
    }

    /**
     * Sets one queue of a port.
     * It is made if it is not there; packets that wait in it stay.
     *
     * @param name name of the datapath
     * @param port number or name of the port
     * @param queue number of the queue
     * @param stream the queue; its number may be left out
     * @return 200 OK with rate and queues; 400 for wrong values; 404 if there is no such datapath or port
     * @throws NetmapException if it cannot be set
     * @throws IOException if the body cannot be read
     * @onos.rsModel QueueDeclaration
     */
    @PUT
    @Path("{queue}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response setQueue(@PathParam("name") String name, @PathParam("port") String port, @PathParam("queue") String queue, InputStream stream)
            throws NetmapException, IOException {
        ObjectNode body = JsonBody.object(stream);
        long id = number(queue);
        if (!body.has("id")) {
            body.put("id", id);
        }
        QueueDeclaration q = codec(QueueDeclaration.class).decode(body, this);
        if (q.id() != id) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "the body says queue " + q.id() + " and the path says queue " + id + "; leave it out of the body");
        }
        get(NetmapService.class).shapePort(name, port, before -> before.with(q));
        return Response.ok(queues(name, port)).build();
    }

    /**
     * Removes a queue of a port.
     * Packets that wait in it are dropped. Queue 0 stays and loses its limits.
     *
     * @param name name of the datapath
     * @param port number or name of the port
     * @param queue number of the queue
     * @return 204 NO CONTENT; 404 if there is no such datapath, port or queue
     * @throws NetmapException if there is none
     */
    @DELETE
    @Path("{queue}")
    public Response removeQueue(@PathParam("name") String name, @PathParam("port") String port, @PathParam("queue") String queue) throws NetmapException {
        get(NetmapService.class).removeQueue(name, port, number(queue));
        return Response.noContent().build();
    }

    private ObjectNode queues(String name, String port) throws NetmapException {
        NetmapService service = get(NetmapService.class);
        ObjectNode n = encodeArray(QueueStatus.class, "queues", service.queues(name, port));
        return n.put("rate", service.shape(name, port).rate());
    }

    private static long number(String queue) throws NetmapException {
        try {
            long n = Long.parseLong(queue);
            if (n >= 0 && n <= QueueDeclaration.MAX_ID) {
                return n;
            }
        } catch (NumberFormatException e) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "'" + queue + "' is no number of a queue; take 0 to " + QueueDeclaration.MAX_ID, e);
        }
        throw new NetmapException(NetmapException.Kind.BAD_INPUT, "queue " + queue + " is out of range; take 0 to " + QueueDeclaration.MAX_ID);
    }
}
