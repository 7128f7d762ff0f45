package org.onosnetmap.app.rest;

import java.util.TreeSet;
import javax.ws.rs.ClientErrorException;
import javax.ws.rs.NotAllowedException;
import javax.ws.rs.core.HttpHeaders;
import javax.ws.rs.core.Response;
import javax.ws.rs.ext.ExceptionMapper;
import javax.ws.rs.ext.Provider;

/** A request that no resource takes: an unknown path, another method, another type of content. Without this the server answers with a page of HTML, or nothing. */
@Provider
public class ClientErrorMapper implements ExceptionMapper<ClientErrorException> {

    @Override
    public Response toResponse(ClientErrorException e) {
        int status = e.getResponse().getStatus();
        Response answer = Answers.error(status, message(status, e));
        if (e instanceof NotAllowedException) {
            return Response.fromResponse(answer).header(HttpHeaders.ALLOW, e.getResponse().getHeaderString(HttpHeaders.ALLOW)).build();
        }
        return answer;
    }

    private static String message(int status, ClientErrorException e) {
        switch (status) {
            case 404:
                return "there is nothing under this path; /onos/v1/docs has those there are, as 'onos-netmap REST API'";
            case 405:
                return "this path does not take the method of the request; it takes " + new TreeSet<>(e.getResponse().getAllowedMethods());
            case 406:
                return "the answer is JSON, or text where rules are text, which the request does not accept; send Accept: application/json or text/plain, or leave it out";
            case 415:
                return "the body is of a type that is not taken; send JSON, and Content-Type: application/json, or rules as text, and Content-Type: text/plain";
            default:
                return e.getMessage();
        }
    }
}
