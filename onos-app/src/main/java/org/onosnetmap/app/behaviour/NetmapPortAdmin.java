package org.onosnetmap.app.behaviour;

import java.util.concurrent.CompletableFuture;
import org.onosproject.net.PortNumber;
import org.onosproject.net.behaviour.PortAdmin;

/** Switches ports on and off, as {@code netmap-port-state} does. */
public class NetmapPortAdmin extends NetmapBehaviour implements PortAdmin {

    @Override
    public CompletableFuture<Boolean> enable(PortNumber number) {
        return set(number, true);
    }

    @Override
    public CompletableFuture<Boolean> disable(PortNumber number) {
        return set(number, false);
    }

    private CompletableFuture<Boolean> set(PortNumber number, boolean enabled) {
        return CompletableFuture.completedFuture(tryTo("switching port " + number + (enabled ? " on" : " off"), () -> service().enablePort(name(), port(number), enabled)));
    }

    /** Of a port that is not there: false. */
    @Override
    public CompletableFuture<Boolean> isEnabled(PortNumber number) {
        return CompletableFuture.completedFuture(running().flatMap(m -> m.ports().stream().filter(p -> p.number() == number.toLong()).findFirst()).map(p -> p.enabled()).orElse(false));
    }
}
