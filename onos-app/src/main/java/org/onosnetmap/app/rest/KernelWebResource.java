package org.onosnetmap.app.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import javax.ws.rs.Consumes;
import javax.ws.rs.DELETE;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import javax.ws.rs.core.UriInfo;
import org.onosnetmap.app.api.KernelSwitchService;
import org.onosnetmap.app.api.KernelSwitchStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosproject.rest.AbstractWebResource;

/**
 * VALE switches of the kernel.
 */
@Path("kernel")
public class KernelWebResource extends AbstractWebResource {

    @Context
    private UriInfo uriInfo;

    /**
     * Gets the VALE switches of the kernel.
     * With their ports and counters.
     *
     * @return 200 OK with the switches; 500 if the kernel module is not there
     * @throws NetmapException if the kernel module is not there, or this process may not use it
     * @onos.rsModel KernelSwitches
     */
    @GET
    @Path("switches")
    @Produces(MediaType.APPLICATION_JSON)
    public Response getSwitches() throws NetmapException {
        return Response.ok(encodeArray(KernelSwitchStatus.class, "switches", get(KernelSwitchService.class).switches())).build();
    }

    /**
     * Makes a VALE switch in the kernel.
     * Without ports; it lasts until the app ends, or as long as it has ports.
     *
     * @param stream the switch's name
     * @return 201 CREATED; 400 for a wrong name
     * @throws NetmapException if it cannot be made
     * @throws IOException if the body cannot be read
     * @onos.rsModel KernelName
     */
    @POST
    @Path("switches")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response addSwitch(InputStream stream) throws NetmapException, IOException {
        String name = text(JsonBody.object(stream), "name");
        get(KernelSwitchService.class).create(name);
        return Response.created(uriInfo.getBaseUriBuilder().path("kernel/switches").path(name).build()).build();
    }

    /**
     * Detaches all interfaces of a VALE switch of the kernel.
     * Which makes it vanish, unless programs have ports of it open.
     *
     * @param name name of the switch
     * @return 204 NO CONTENT; 404 if there is none; 409 if programs have ports of it open
     * @throws NetmapException if there is none, or it stays
     */
    @DELETE
    @Path("switches/{name}")
    public Response removeSwitch(@PathParam("name") String name) throws NetmapException {
        get(KernelSwitchService.class).remove(name);
        return Response.noContent().build();
    }

    /**
     * Attaches an interface to a VALE switch of the kernel.
     * The switch is made if there is none.
     *
     * @param name name of the switch
     * @param stream the interface, and whether its host side becomes a port, too
     * @return 201 CREATED; 400 for wrong names; 409 if the interface is in use or cannot be attached
     * @throws NetmapException if it cannot be attached
     * @throws IOException if the body cannot be read
     * @onos.rsModel KernelPort
     */
    @POST
    @Path("switches/{name}/ports")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response attach(@PathParam("name") String name, InputStream stream) throws NetmapException, IOException {
        ObjectNode body = JsonBody.object(stream);
        JsonNode host = body.path("host");
        if (!host.isMissingNode() && !host.isBoolean()) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "field 'host' is " + host + "; take true or false");
        }
        String interfaceName = text(body, "interface");
        get(KernelSwitchService.class).attach(name, interfaceName, host.asBoolean());
        return Response.created(uriInfo.getBaseUriBuilder().path("kernel/switches").path(name).path("ports").path(interfaceName).build()).build();
    }

    /**
     * Detaches an interface from a VALE switch of the kernel.
     * The host has it back then.
     *
     * @param name name of the switch
     * @param interfaceName name of the interface
     * @return 204 NO CONTENT; 404 if it is not attached; 409 if it is a program's port
     * @throws NetmapException if it cannot be detached
     */
    @DELETE
    @Path("switches/{name}/ports/{interface}")
    public Response detach(@PathParam("name") String name, @PathParam("interface") String interfaceName) throws NetmapException {
        get(KernelSwitchService.class).detach(name, interfaceName);
        return Response.noContent().build();
    }

    /**
     * Makes a persistent port of the kernel.
     * That is an interface for programs, which can be attached to a VALE switch.
     *
     * @param stream the interface's name
     * @return 201 CREATED; 400 for a wrong name; 409 if it is taken
     * @throws NetmapException if it cannot be made
     * @throws IOException if the body cannot be read
     * @onos.rsModel KernelName
     */
    @POST
    @Path("interfaces")
    @Consumes(MediaType.APPLICATION_JSON)
    public Response addInterface(InputStream stream) throws NetmapException, IOException {
        String name = text(JsonBody.object(stream), "name");
        get(KernelSwitchService.class).addInterface(name);
        return Response.created(uriInfo.getBaseUriBuilder().path("kernel/interfaces").path(name).build()).build();
    }

    /**
     * Removes a persistent port of the kernel.
     * It must not be attached or open.
     *
     * @param name name of the interface
     * @return 204 NO CONTENT; 404 if there is none; 409 if it is attached or open
     * @throws NetmapException if it cannot be removed
     */
    @DELETE
    @Path("interfaces/{name}")
    public Response removeInterface(@PathParam("name") String name) throws NetmapException {
        get(KernelSwitchService.class).removeInterface(name);
        return Response.noContent().build();
    }

    private static String text(ObjectNode body, String field) throws NetmapException {
        JsonNode n = body.path(field);
        if (!n.isTextual()) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "field '" + field + "' is missing or no text");
        }
        return n.asText();
    }
}
