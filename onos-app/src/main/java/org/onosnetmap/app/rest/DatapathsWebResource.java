package org.onosnetmap.app.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import javax.ws.rs.Consumes;
import javax.ws.rs.DELETE;
import javax.ws.rs.GET;
import javax.ws.rs.POST;
import javax.ws.rs.PUT;
import javax.ws.rs.Path;
import javax.ws.rs.PathParam;
import javax.ws.rs.Produces;
import javax.ws.rs.core.Context;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;
import javax.ws.rs.core.UriInfo;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.MacStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.NetmapService;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.api.PortStatus;
import org.onosproject.rest.AbstractWebResource;

/**
 * Datapaths, VALE switches, their ports and learnt addresses.
 */
@Path("datapaths")
public class DatapathsWebResource extends AbstractWebResource {

    @Context
    private UriInfo uriInfo;

    /**
     * Gets all datapaths.
     * Those included that are declared and do not run.
     *
     * @return 200 OK with the datapaths, VALE switches and their ports
     * @onos.rsModel Datapaths
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response getDatapaths() {
        return Response.ok(encodeArray(DatapathStatus.class, "datapaths", get(NetmapService.class).datapaths())).build();
    }

    /**
     * Makes a datapath.
     * A name that begins with vale makes a VALE switch. If a port cannot be attached, nothing is made; the network configuration can declare ports that are not there yet.
     *
     * @param stream the datapath
     * @return 201 CREATED with the datapath; 400 for wrong values; 404 if there is no such interface or file; 409 if it exists, or a port is in use or refused
     * @throws NetmapException if it cannot be made
     * @throws IOException if the body cannot be read
     * @onos.rsModel DatapathDeclaration
     */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response addDatapath(InputStream stream) throws NetmapException, IOException {
        DatapathDeclaration d = codec(DatapathDeclaration.class).decode(JsonBody.object(stream), this);
        DatapathStatus made = get(NetmapService.class).addDatapath(d);
        return Response.created(uriInfo.getBaseUriBuilder().path("datapaths").path(made.name()).build())
                .entity(codec(DatapathStatus.class).encode(made, this)).build();
    }

    /**
     * Gets a datapath.
     * With its ports.
     *
     * @param name name of the datapath
     * @return 200 OK with the datapath; 404 if there is none
     * @throws NetmapException if there is none
     * @onos.rsModel Datapath
     */
    @GET
    @Path("{name}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response getDatapath(@PathParam("name") String name) throws NetmapException {
        return Response.ok(codec(DatapathStatus.class).encode(find(name), this)).build();
    }

    /**
     * Removes a datapath.
     * Its ports are detached, its device and rules are gone.
     *
     * @param name name of the datapath
     * @return 204 NO CONTENT; 404 if there is none
     * @throws NetmapException if there is none
     */
    @DELETE
    @Path("{name}")
    public Response removeDatapath(@PathParam("name") String name) throws NetmapException {
        get(NetmapService.class).removeDatapath(name);
        return Response.noContent().build();
    }

    /**
     * Gets the ports of a datapath.
     * With state and counters; those included that could not be attached.
     *
     * @param name name of the datapath
     * @return 200 OK with the ports; 404 if there is no such datapath
     * @throws NetmapException if there is no such datapath
     * @onos.rsModel Ports
     */
    @GET
    @Path("{name}/ports")
    @Produces(MediaType.APPLICATION_JSON)
    public Response getPorts(@PathParam("name") String name) throws NetmapException {
        return Response.ok(encodeArray(PortStatus.class, "ports", find(name).ports())).build();
    }

    /**
     * Attaches a port.
     * Without a number it gets the lowest that is free.
     *
     * @param name name of the datapath
     * @param stream the port
     * @return 201 CREATED with the port; 400 for wrong values; 404 if there is no such datapath, interface or file; 409 if it is in use or refused
     * @throws NetmapException if it cannot be attached
     * @throws IOException if the body cannot be read
     * @onos.rsModel PortDeclaration
     */
    @POST
    @Path("{name}/ports")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response addPort(@PathParam("name") String name, InputStream stream) throws NetmapException, IOException {
        PortDeclaration p = codec(PortDeclaration.class).decode(JsonBody.object(stream), this);
        PortStatus made = get(NetmapService.class).addPort(name, p);
        return Response.created(uriInfo.getBaseUriBuilder().path("datapaths").path(name).path("ports").path(Integer.toString(made.number())).build())
                .entity(codec(PortStatus.class).encode(made, this)).build();
    }

    /**
     * Gets a port.
     * With state and counters.
     *
     * @param name name of the datapath
     * @param port number or name of the port
     * @return 200 OK with the port; 404 if there is none
     * @throws NetmapException if there is none
     * @onos.rsModel Port
     */
    @GET
    @Path("{name}/ports/{port}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response getPort(@PathParam("name") String name, @PathParam("port") String port) throws NetmapException {
        PortStatus found = find(name).existingPort(port);
        return Response.ok(codec(PortStatus.class).encode(found, this)).build();
    }

    /**
     * Switches a port on or off.
     * A port that is off stays attached.
     *
     * @param name name of the datapath
     * @param port number or name of the port
     * @param stream whether it is enabled
     * @return 200 OK with the port; 400 for wrong values; 404 if there is none
     * @throws NetmapException if it cannot be switched
     * @throws IOException if the body cannot be read
     * @onos.rsModel PortState
     */
    @PUT
    @Path("{name}/ports/{port}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response setPort(@PathParam("name") String name, @PathParam("port") String port, InputStream stream) throws NetmapException, IOException {
        ObjectNode body = JsonBody.object(stream);
        JsonNode enabled = body.path("enabled");
        if (!enabled.isBoolean() || body.size() != 1) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "the body is " + body + "; send {\"enabled\": true} or {\"enabled\": false}");
        }
        return Response.ok(codec(PortStatus.class).encode(get(NetmapService.class).enablePort(name, port, enabled.asBoolean()), this)).build();
    }

    /**
     * Detaches a port.
     * Its interface is put back as it was.
     *
     * @param name name of the datapath
     * @param port number or name of the port
     * @return 204 NO CONTENT; 404 if there is none
     * @throws NetmapException if there is none
     */
    @DELETE
    @Path("{name}/ports/{port}")
    public Response removePort(@PathParam("name") String name, @PathParam("port") String port) throws NetmapException {
        get(NetmapService.class).removePort(name, port);
        return Response.noContent().build();
    }

    /**
     * Gets the addresses that a learning switch knows.
     * Sorted by address.
     *
     * @param name name of the datapath
     * @return 200 OK with the addresses; 404 if there is no such datapath
     * @throws NetmapException if there is no such datapath
     * @onos.rsModel Macs
     */
    @GET
    @Path("{name}/macs")
    @Produces(MediaType.APPLICATION_JSON)
    public Response getMacs(@PathParam("name") String name) throws NetmapException {
        return Response.ok(encodeArray(MacStatus.class, "macs", get(NetmapService.class).macs(name))).build();
    }

    /**
     * Makes a learning switch forget its addresses.
     * They are learnt again from the next packets.
     *
     * @param name name of the datapath
     * @return 204 NO CONTENT; 404 if there is no such datapath
     * @throws NetmapException if there is no such datapath
     */
    @DELETE
    @Path("{name}/macs")
    public Response flushMacs(@PathParam("name") String name) throws NetmapException {
        get(NetmapService.class).flushMacs(name);
        return Response.noContent().build();
    }

    private DatapathStatus find(String name) throws NetmapException {
        return get(NetmapService.class).existing(name);
    }
}
