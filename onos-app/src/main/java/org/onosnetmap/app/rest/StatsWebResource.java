package org.onosnetmap.app.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.NetmapService;
import org.onosnetmap.app.api.PortStatus;
import org.onosnetmap.app.api.WorkerStatus;
import org.onosnetmap.app.codec.DatapathStatusCodec;
import org.onosproject.rest.AbstractWebResource;

/**
 * Counters of ports and forwarding threads.
 */
@Path("stats")
public class StatsWebResource extends AbstractWebResource {

    /**
     * Gets all counters.
     * Of the ports of each datapath, and of the forwarding threads.
     *
     * @return 200 OK with the counters
     * @onos.rsModel Stats
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response getStats() {
        NetmapService service = get(NetmapService.class);
        ObjectNode root = encodeArray(WorkerStatus.class, "workers", service.workers());
        ArrayNode datapaths = newArray(root, "datapaths");
        for (DatapathStatus d : service.datapaths()) {
            ObjectNode n = datapaths.addObject().put("name", d.name()).put("flows", d.flows());
            DatapathStatusCodec.counters(n, d);
            n.set("ports", codec(PortStatus.class).encode(d.ports(), this));
        }
        return Response.ok(root).build();
    }

    /**
     * Gets the forwarding threads.
     * What they have done since they were started.
     *
     * @return 200 OK with the forwarding threads
     * @onos.rsModel Workers
     */
    @GET
    @Path("workers")
    @Produces(MediaType.APPLICATION_JSON)
    public Response getWorkers() {
        return Response.ok(encodeArray(WorkerStatus.class, "workers", get(NetmapService.class).workers())).build();
    }
}
