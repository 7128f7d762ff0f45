package org.onosnetmap.tools.valectl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.onosnetmap.tools.ToolException;

/**
 * The VALE switches of the engine in a running ONOS, by its REST interface (docs/onos-app.md). What stands behind {@code valeSSS:} is a port as
 * docs/ports.md names it, or an interface, which is then taken by {@code packet:}.
 */
final class OnosControl implements ValeControl {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int NOT_FOUND = 404;

    private final URI base;
    private final String authorization;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final ObjectMapper mapper = new ObjectMapper();

    /**
     * @param url  of ONOS, as {@code http://127.0.0.1:8181}
     * @param user name and password with a colon between
     */
    OnosControl(String url, String user) throws ToolException {
        try {
            base = URI.create(url.replaceAll("/+$", "") + "/onos/netmap/");
            if (base.getHost() == null) {
                throw new IllegalArgumentException("it has no host");
            }
        } catch (IllegalArgumentException e) {
            throw new ToolException("--onos " + url + ": is no address of an ONOS (" + e.getMessage() + "); write http://127.0.0.1:8181", e);
        }
        authorization = "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> send(String method, String path, ObjectNode body) throws ToolException {
        HttpRequest.Builder r = HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).header("Authorization", authorization).header("Accept", "application/json");
        r.method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body.toString()));
        if (body != null) {
            r.header("Content-Type", "application/json");
        }
        try {
            return http.send(r.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new ToolException("no ONOS answers at " + base + " (" + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()) + "); start one, or name it with --onos", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ToolException("interrupted", e);
        }
    }

    /** The answer, which must be one of success. */
    private JsonNode ask(String method, String path, ObjectNode body, String what) throws ToolException {
        HttpResponse<String> answer = send(method, path, body);
        JsonNode json = parse(answer.body());
        if (answer.statusCode() == 401 || answer.statusCode() == 403) {
            throw new ToolException(base + ": ONOS does not know this user; give --user NAME:PASSWORD");
        }
        if (answer.statusCode() / 100 != 2) {
            throw new ToolException(what + ": " + (json.path("message").asText().isEmpty() ? "ONOS answers " + answer.statusCode() + "; is the app org.onosnetmap active there?" : json.path("message").asText()));
        }
        return json;
    }

    private JsonNode parse(String text) {
        try {
            JsonNode n = mapper.readTree(text == null || text.isBlank() ? "{}" : text);
            return n == null ? mapper.createObjectNode() : n;
        } catch (IOException e) {
            return mapper.createObjectNode(); // a page for people
        }
    }

    private static String encoded(String s) {
        return URLEncoder.encode(s, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String sw(String port) {
        return port.substring(0, port.indexOf(':'));
    }

    /** The name by which the engine has the port. */
    private static String device(String port) {
        String rest = port.substring(port.indexOf(':') + 1);
        return rest.indexOf(':') < 0 ? "packet:" + rest : rest;
    }

    @Override
    public List<Port> list(String port) throws ToolException {
        List<Port> all = new ArrayList<>();
        for (JsonNode d : ask("GET", "datapaths", null, "the list of switches").path("datapaths")) {
            if (!d.path("type").asText().equals("vale")) {
                continue;
            }
            for (JsonNode p : d.path("ports")) {
                String own = p.path("name").asText();
                String name = own.startsWith(d.path("name").asText() + ":") ? own : d.path("name").asText() + ":" + own;
                if (port == null || port.equals(name) || port.equals(own) || name.equals(sw(port) + ":" + device(port))) {
                    all.add(new Port(name, -1, p.path("number").asInt(), p.path("state").asText()));
                }
            }
        }
        return all;
    }

    @Override
    public int attach(String port, boolean host) throws ToolException {
        if (host) {
            throw new ToolException("-h " + port + ": an engine has no host side of an interface; with packet: the host sees what is received in any case");
        }
        ObjectNode body = mapper.createObjectNode().put("name", device(port));
        if (send("GET", "datapaths/" + encoded(sw(port)), null).statusCode() == NOT_FOUND) {
            ObjectNode made = mapper.createObjectNode().put("name", sw(port));
            made.putArray("ports").add(body);
            return ask("POST", "datapaths", made, port).path("ports").path(0).path("number").asInt();
        }
        return ask("POST", "datapaths/" + encoded(sw(port)) + "/ports", body, port).path("number").asInt();
    }

    @Override
    public void detach(String port) throws ToolException {
        List<Port> found = list(port);
        if (found.isEmpty()) {
            throw new ToolException(port + ": there is no such port; 'netmap vale-ctl --onos' lists those there are");
        }
        ask("DELETE", "datapaths/" + encoded(sw(port)) + "/ports/" + found.get(0).number, null, port);
    }

    private static ToolException kernelOnly(String option) {
        return new ToolException(option + " is for the VALE switches of the kernel; leave --onos out");
    }

    @Override
    public int rxRings(String port) throws ToolException {
        throw kernelOnly("-g");
    }

    @Override
    public void create(String name, int[] config, int memId) throws ToolException {
        throw kernelOnly("-n");
    }

    @Override
    public void destroy(String name) throws ToolException {
        throw kernelOnly("-r");
    }

    @Override
    public void poll(String port, boolean eachRing, int first, int count) throws ToolException {
        throw kernelOnly("-p");
    }

    @Override
    public void noPoll(String port) throws ToolException {
        throw kernelOnly("-P");
    }

    @Override
    public void close() {
        // the client's threads are daemons
    }
}
