package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.CodecService;
import org.onosproject.codec.JsonCodec;

/** The codecs as they are registered. */
public final class TestCodecs implements CodecContext, CodecService {

    private final ObjectMapper mapper = new ObjectMapper();
    private final Map<Class<?>, JsonCodec<?>> codecs = new HashMap<>();

    public TestCodecs() {
        NetmapCodecs.register(this);
    }

    @Override
    public ObjectMapper mapper() {
        return mapper;
    }

    @Override
    public <T> JsonCodec<T> codec(Class<T> entityClass) {
        return getCodec(entityClass);
    }

    @Override
    public <T> T getService(Class<T> serviceClass) {
        throw new AssertionError("no codec needs a service");
    }

    @Override
    public Set<Class<?>> getCodecs() {
        return codecs.keySet();
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> JsonCodec<T> getCodec(Class<T> entityClass) {
        return (JsonCodec<T>) codecs.get(entityClass);
    }

    @Override
    public <T> void registerCodec(Class<T> entityClass, JsonCodec<T> codec) {
        codecs.put(entityClass, codec);
    }

    @Override
    public void unregisterCodec(Class<?> entityClass) {
        codecs.remove(entityClass);
    }
}
