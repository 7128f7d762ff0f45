package org.onosnetmap.app.datapath;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.onosproject.net.config.Config;
import org.onosproject.net.config.ConfigFactory;
import org.onosproject.net.config.InvalidConfigException;
import org.onosproject.net.config.NetworkConfigEvent;
import org.onosproject.net.config.NetworkConfigListener;
import org.onosproject.net.config.NetworkConfigRegistryAdapter;

/** ONOS's configuration store in small: one configuration, validated when it is applied, events on the caller's thread. */
public class FakeConfigRegistry extends NetworkConfigRegistryAdapter {

    private final List<NetworkConfigListener> listeners = new ArrayList<>();
    private ConfigFactory<?, ?> factory;
    private JsonNode stored;
    private Object subject;

    @Override
    @SuppressWarnings("rawtypes")
    public void registerConfigFactory(ConfigFactory configFactory) {
        factory = configFactory;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public void unregisterConfigFactory(ConfigFactory configFactory) {
        factory = null;
    }

    /** Whether a factory is registered. */
    public boolean hasFactory() {
        return factory != null;
    }

    /** What is stored; null for nothing. */
    public JsonNode stored() {
        return stored;
    }

    @Override
    public synchronized <S, C extends Config<S>> C getConfig(S who, Class<C> configClass) {
        return stored == null ? null : config(who, configClass, stored.deepCopy());
    }

    @SuppressWarnings("unchecked")
    private <S, C extends Config<S>> C config(S who, Class<C> configClass, JsonNode node) {
        C c = (C) factory.createConfig();
        c.init(who, factory.configKey(), node, new ObjectMapper(), x -> { });
        return c;
    }

    @Override
    public <S, C extends Config<S>> C applyConfig(S who, Class<C> configClass, JsonNode json) {
        C c = config(who, configClass, json.deepCopy());
        try {
            if (!c.isValid()) {
                throw new IllegalArgumentException("invalid");
            }
        } catch (RuntimeException e) {
            throw new InvalidConfigException("apps", who.toString(), factory.configKey(), e);
        }
        synchronized (this) {
            stored = json.deepCopy();
            subject = who;
        }
        tell(NetworkConfigEvent.Type.CONFIG_UPDATED, configClass);
        return c;
    }

    @Override
    public <S, C extends Config<S>> void removeConfig(S who, Class<C> configClass) {
        synchronized (this) {
            stored = null;
            subject = who;
        }
        tell(NetworkConfigEvent.Type.CONFIG_REMOVED, configClass);
    }

    private void tell(NetworkConfigEvent.Type type, Class<?> configClass) {
        NetworkConfigEvent event = new NetworkConfigEvent(type, subject, configClass);
        listeners.stream().filter(l -> l.isRelevant(event)).forEach(l -> l.event(event));
    }

    @Override
    public void addListener(NetworkConfigListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeListener(NetworkConfigListener listener) {
        if (!listeners.remove(listener)) {
            throw new AssertionError("ONOS warns of a listener that is removed and was not there");
        }
    }
}
