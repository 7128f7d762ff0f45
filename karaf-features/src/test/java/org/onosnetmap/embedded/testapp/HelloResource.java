package org.onosnetmap.embedded.testapp;

import javax.ws.rs.GET;
import javax.ws.rs.Path;
import javax.ws.rs.Produces;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import org.onlab.rest.BaseResource;
import org.onosproject.net.device.DeviceService;

/** Says hello. */
@Path("hello")
public final class HelloResource extends BaseResource {
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response hello() {
        return Response.ok("{\"hello\":" + get(DeviceService.class).getDeviceCount() + "}").build();
    }
}
