package org.onosnetmap.app.codec;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.onosproject.codec.CodecContext;
import org.onosproject.codec.JsonCodec;
import org.onosproject.net.group.DefaultGroupBucket;
import org.onosproject.net.group.GroupBucket;
import org.onosproject.net.group.GroupDescription;

/** Buckets of groups in JSON. ONOS's own codec writes those of a CLONE group and cannot read them. */
final class NetmapGroupBucketCodec extends JsonCodec<GroupBucket> {

    private static final String TYPE = "type";

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
        if (!json.path(TYPE).asText().equals(GroupDescription.Type.CLONE.name())) {
            return onos.decode(json, context);
        }
        return DefaultGroupBucket.createCloneGroupBucket(onos.decode(json.deepCopy().put(TYPE, GroupDescription.Type.ALL.name()), context).treatment());
    }
}
