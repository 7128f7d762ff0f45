package org.onosnetmap.app.datapath;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.config.DeclarationWriter;
import org.onosnetmap.app.config.NetmapConfig;
import org.onosproject.core.ApplicationId;
import org.onosproject.net.config.ConfigFactory;
import org.onosproject.net.config.InvalidConfigException;
import org.onosproject.net.config.InvalidFieldException;
import org.onosproject.net.config.NetworkConfigEvent;
import org.onosproject.net.config.NetworkConfigListener;
import org.onosproject.net.config.NetworkConfigRegistry;
import org.onosproject.net.config.basics.SubjectFactories;

/** What there shall be, read from and written to the network configuration. Without state of its own; thread-safe. */
final class DeclarationStore {

    private final NetworkConfigRegistry registry;
    private final ApplicationId appId;
    private final NetworkConfigListener listener;
    private final ConfigFactory<ApplicationId, NetmapConfig> factory = new ConfigFactory<>(SubjectFactories.APP_SUBJECT_FACTORY, NetmapConfig.class, NetmapConfig.KEY) {
        @Override
        public NetmapConfig createConfig() {
            return new NetmapConfig();
        }
    };

    /**
     * A store of the configuration of an application.
     *
     * @param changed called after each change, by whomever, on a thread of ONOS that must not be held up
     */
    DeclarationStore(NetworkConfigRegistry registry, ApplicationId appId, Runnable changed) {
        this.registry = registry;
        this.appId = appId;
        this.listener = new NetworkConfigListener() {
            @Override
            public boolean isRelevant(NetworkConfigEvent event) {
                return NetmapConfig.class.equals(event.configClass()) && appId.equals(event.subject());
            }

            // what is there when it is looked at counts, not what the event says
            @Override
            public void event(NetworkConfigEvent event) {
                changed.run();
            }
        };
    }

    /** Makes ONOS accept the configuration, and listens to it. */
    void open() {
        registry.registerConfigFactory(factory);
        registry.addListener(listener);
    }

    /** Stops listening; the first half of undoing {@link #open}. */
    void mute() {
        registry.removeListener(listener);
    }

    /** The second half: ONOS knows the configuration no more. What is stored stays. */
    void close() {
        registry.unregisterConfigFactory(factory);
    }

    /** Forwarding threads that are wanted. */
    int workers() {
        NetmapConfig config = config();
        return config == null ? 1 : config.workers();
    }

    /** The declared datapaths, in the order of the configuration. */
    List<DatapathDeclaration> datapaths() {
        NetmapConfig config = config();
        return config == null ? List.of() : config.datapaths();
    }

    /** Declares one more datapath. */
    void add(DatapathDeclaration d) throws NetmapException {
        List<DatapathDeclaration> all = new ArrayList<>(datapaths());
        all.add(d);
        write(all);
    }

    /** Declares a datapath no more. */
    void remove(String name) throws NetmapException {
        write(datapaths().stream().filter(d -> !d.name().equals(name)).collect(Collectors.toList()));
    }

    /** Declares other ports for a datapath. */
    void replacePorts(String name, List<PortDeclaration> ports) throws NetmapException {
        change(name, d -> d.withPorts(ports));
    }

    /** Declares other mirrors for a datapath. */
    void replaceMirrors(String name, List<MirrorDeclaration> mirrors) throws NetmapException {
        change(name, d -> d.withMirrors(mirrors));
    }

    private void change(String name, UnaryOperator<DatapathDeclaration> change) throws NetmapException {
        write(datapaths().stream().map(d -> d.name().equals(name) ? change.apply(d) : d).collect(Collectors.toList()));
    }

    private void write(List<DatapathDeclaration> all) throws NetmapException {
        NetmapConfig config = config();
        JsonNode before = config == null ? null : config.node();
        try {
            registry.applyConfig(appId, NetmapConfig.class, DeclarationWriter.withDatapaths(before, all));
        } catch (InvalidConfigException | InvalidFieldException e) {
            Throwable cause = e.getCause() instanceof InvalidFieldException ? e.getCause() : e;
            throw new NetmapException(NetmapException.Kind.CONFLICT, "the network configuration cannot be changed: " + cause.getMessage(), e);
        }
    }

    private NetmapConfig config() {
        return registry.getConfig(appId, NetmapConfig.class);
    }
}
