package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;
import org.onosproject.net.group.DefaultGroupBucket;
import org.onosproject.net.group.GroupBucket;
import org.onosproject.net.group.GroupDescription;

/** Buckets of groups in JSON. ONOS's own codec makes buckets of type ALL of those of a CLONE group. */
final class NetmapGroupBucketCodec extends JsonCodec<GroupBucket> {

    private final JsonCodec<GroupBucket> onos;

    NetmapGroupBucketCodec(JsonCodec<GroupBucket> onos) {
        this.onos = onos;
    }

    @Override
    public ObjectNode encode(GroupBucket b, CodecContext context) {
        return onos.encode(b, context);
    }

    @Override
    public GroupBucket decode(ObjectNode json, CodecContext context) {
        GroupBucket b = onos.decode(json, context);
        boolean clone = b != null && json.path("type").asText().equals(GroupDescription.Type.CLONE.name());
        return clone ? DefaultGroupBucket.createCloneGroupBucket(b.treatment()) : b;
    }
}
