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
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.MirrorStatus;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.NetmapService;
import org.onosproject.rest.AbstractWebResource;

/**
 * Mirrors of datapaths.
 */
@Path("datapaths/{name}/mirrors")
public class MirrorsWebResource extends AbstractWebResource {

    /**
     * Gets the mirrors of a datapath.
     * With counters.
     *
     * @param name name of the datapath
     * @return 200 OK with the mirrors; 404 if there is no such datapath; 409 if it does not run
     * @throws NetmapException if there is none
     * @onos.rsModel Mirrors
     */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    public Response getMirrors(@PathParam("name") String name) throws NetmapException {
        return Response.ok(encodeArray(MirrorStatus.class, "mirrors", get(NetmapService.class).mirrors(name))).build();
    }

    /**
     * Gets a mirror.
     * With counters.
     *
     * @param name name of the datapath
     * @param mirror name of the mirror
     * @return 200 OK with the mirror; 404 if there is no such datapath or mirror
     * @throws NetmapException if there is none
     * @onos.rsModel Mirror
     */
    @GET
    @Path("{mirror}")
    @Produces(MediaType.APPLICATION_JSON)
    public Response getMirror(@PathParam("name") String name, @PathParam("mirror") String mirror) throws NetmapException {
        return Response.ok(codec(MirrorStatus.class).encode(get(NetmapService.class).existingMirror(name, mirror), this)).build();
    }

    /**
     * Sets a mirror.
     * It is made if it is not there; otherwise its counters begin anew.
     *
     * @param name name of the datapath
     * @param mirror name of the mirror
     * @param stream the mirror; its name may be left out; ports by name, or by number as text
     * @return 200 OK with the mirror; 400 for wrong values; 404 if there is no such datapath or port
     * @throws NetmapException if it cannot be set
     * @throws IOException if the body cannot be read
     * @onos.rsModel MirrorDeclaration
     */
    @PUT
    @Path("{mirror}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    public Response setMirror(@PathParam("name") String name, @PathParam("mirror") String mirror, InputStream stream) throws NetmapException, IOException {
        ObjectNode body = JsonBody.object(stream);
        if (!body.has("name")) {
            body.put("name", mirror);
        }
        MirrorDeclaration m = codec(MirrorDeclaration.class).decode(body, this);
        if (!m.name().equals(mirror)) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, "the body says mirror '" + m.name() + "' and the path says '" + mirror + "'; leave it out of the body");
        }
        return Response.ok(codec(MirrorStatus.class).encode(get(NetmapService.class).setMirror(name, m), this)).build();
    }

    /**
     * Removes a mirror.
     *
     * @param name name of the datapath
     * @param mirror name of the mirror
     * @return 204 NO CONTENT; 404 if there is no such datapath or mirror
     * @throws NetmapException if there is none
     */
    @DELETE
    @Path("{mirror}")
    public Response removeMirror(@PathParam("name") String name, @PathParam("mirror") String mirror) throws NetmapException {
        get(NetmapService.class).removeMirror(name, mirror);
        return Response.noContent().build();
    }
}
