package org.onosnetmap.app.rest;

import javax.ws.rs.core.Response;
import javax.ws.rs.ext.ExceptionMapper;
import javax.ws.rs.ext.Provider;
import org.onosnetmap.app.api.NetmapException;

/** Errors of the service. */
@Provider
public class NetmapExceptionMapper implements ExceptionMapper<NetmapException> {

    @Override
    public Response toResponse(NetmapException e) {
        return Answers.error(e.kind().status(), e.getMessage());
    }
}
