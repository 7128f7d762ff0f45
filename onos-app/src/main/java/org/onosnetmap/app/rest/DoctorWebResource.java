package org.onosnetmap.app.rest;

import java.util.List;
import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.QueryParam;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import org.onosnetmap.app.api.Diagnosis;
import org.onosnetmap.app.api.NetmapService;
import org.onosproject.rest.AbstractWebResource;

/**
 * Why the netmap kernel module cannot be used.
 */
@Path("doctor")
public class DoctorWebResource extends AbstractWebResource {

    /**
     * Gets what keeps the netmap kernel module, or interfaces through it, from being used.
     * Nothing is changed for it.
     *
     * @param interfaces interfaces to look at, too
     * @return 200 OK with causes and remedies, none if nothing is wrong
     * @onos.rsModel Diagnoses
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response getDiagnoses(@QueryParam("interface") List<String> interfaces) {
        return Response.ok(encodeArray(Diagnosis.class, "diagnoses", get(NetmapService.class).doctor(interfaces))).build();
    }
}
