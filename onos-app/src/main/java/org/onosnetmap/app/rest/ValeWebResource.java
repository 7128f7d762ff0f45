package org.onosnetmap.app.rest;

import java.util.stream.Collectors;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.NetmapService;
import org.onosproject.rest.AbstractWebResource;

/**
 * VALE switches.
 */
@Path("vale")
public class ValeWebResource extends AbstractWebResource {

    /**
     * Gets all VALE switches.
     * They are datapaths whose table-miss entry is the learning switch.
     *
     * @return 200 OK with the VALE switches and their ports
     * @onos.rsModel Datapaths
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response getSwitches() {
        return Response.ok(encodeArray(DatapathStatus.class, "datapaths",
                get(NetmapService.class).datapaths().stream().filter(d -> d.declaration().vale()).collect(Collectors.toList()))).build();
    }
}
