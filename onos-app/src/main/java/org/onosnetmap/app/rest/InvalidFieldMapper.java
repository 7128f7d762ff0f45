package org.onosnetmap.app.rest;

import javax.ws.rs.core.Response;
import javax.ws.rs.ext.ExceptionMapper;
import javax.ws.rs.ext.Provider;
import org.onosproject.net.config.InvalidFieldException;

/** A field of a body that is wrong. */
@Provider
public class InvalidFieldMapper implements ExceptionMapper<InvalidFieldException> {

    @Override
    public Response toResponse(InvalidFieldException e) {
        return Answers.error(Response.Status.BAD_REQUEST.getStatusCode(), e.getMessage());
    }
}
