package org.onosnetmap.app.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import javax.ws.rs.core.MediaType;
import javax.ws.rs.core.Response;

/** Answers for errors, in the form of ONOS's own. */
final class Answers {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Answers() {
    }

    static Response error(int status, String message) {
        return Response.status(status).type(MediaType.APPLICATION_JSON)
                .entity(MAPPER.createObjectNode().put("code", status).put("message", message).toString()).build();
    }
}
