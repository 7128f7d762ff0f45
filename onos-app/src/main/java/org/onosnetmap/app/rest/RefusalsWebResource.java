package org.onosnetmap.app.rest;

import java.util.stream.Collectors;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.NetmapService;
import org.onosnetmap.app.api.Refusal;
import org.onosproject.rest.AbstractWebResource;

/**
 * Rules, groups and meters that were refused, and why.
 */
@Path("refusals")
public class RefusalsWebResource extends AbstractWebResource {

    /**
     * Gets the rules, groups and meters that were refused.
     * Until they are removed, or installed after all.
     *
     * @return 200 OK with what was refused and the reasons
     * @onos.rsModel Refusals
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response getRefusals() {
        return Response.ok(encodeArray(Refusal.class, "refusals", get(NetmapService.class).refusals())).build();
    }

    /**
     * Gets the rules, groups and meters that a datapath has refused.
     * Until they are removed, or installed after all.
     *
     * @param name name of the datapath
     * @return 200 OK with what was refused and the reasons; 404 if there is no such datapath
     * @throws NetmapException if there is no such datapath
     * @onos.rsModel Refusals
     */
    @GET
    @Path("{name}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response getRefusals(@PathParam("name") String name) throws NetmapException {
        NetmapService service = get(NetmapService.class);
        DatapathStatus d = service.existing(name);
        return Response.ok(encodeArray(Refusal.class, "refusals",
                service.refusals().stream().filter(r -> r.deviceId().equals(d.deviceId())).collect(Collectors.toList()))).build();
    }
}
