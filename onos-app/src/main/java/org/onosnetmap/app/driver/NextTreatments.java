package org.onosnetmap.app.driver;

import org.onlab.util.KryoNamespace;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.TrafficTreatment;
import org.onosproject.store.serializers.KryoNamespaces;

/** Treatments of next objectives as the bytes that the core's store of objectives keeps. */
final class NextTreatments {

    private static final KryoNamespace SERIALIZER = KryoNamespace.newBuilder().register(KryoNamespaces.API).register(DefaultTrafficTreatment.class).build("netmap-next");

    private NextTreatments() {
    }

    static byte[] encode(TrafficTreatment t) {
        return SERIALIZER.serialize(t);
    }

    static TrafficTreatment decode(byte[] data) {
        return SERIALIZER.deserialize(data);
    }
}
