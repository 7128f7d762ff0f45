package org.onosnetmap.dataplane.pipeline;

import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.Limits;
import org.onosnetmap.dataplane.flow.PortNo;

/** What a group must fulfil by itself (OpenFlow 1.3.5 section 6.5). What it points to is looked at by {@link GroupReach}. */
final class GroupChecks {

    private GroupChecks() {
    }

    static String name(int group) {
        return "group " + Integer.toUnsignedString(group);
    }

    static void check(Group g) throws FlowException {
        if (Integer.compareUnsigned(g.id(), Group.MAX) > 0) {
            throw new FlowException("OFPGMFC_INVALID_GROUP", name(g.id()) + " cannot exist; use a number up to " + Integer.toUnsignedString(Group.MAX));
        }
        int n = g.buckets().size();
        if (n > Limits.BUCKETS) {
            throw new FlowException("OFPGMFC_OUT_OF_BUCKETS", name(g.id()) + " has " + n + " buckets; use at most " + Limits.BUCKETS
                    + ", and groups behind groups for more");
        }
        if (g.type() == Group.Type.INDIRECT && n != 1) {
            throw new FlowException("OFPGMFC_INVALID_GROUP", name(g.id()) + " is INDIRECT and has " + n + " buckets; give it exactly one, or make it ALL");
        }
        for (int i = 0; i < n; i++) {
            checkBucket(g, i, g.buckets().get(i));
        }
    }

    private static void checkBucket(Group g, int i, Bucket b) throws FlowException {
        String bucket = "bucket " + i + " of " + name(g.id());
        checkWeight(g, bucket, b);
        checkWatch(g, bucket, b);
        ActionChecks.checkBucket(b.actions());
        for (Action a : b.actions()) {
            if (a.type() == Action.Type.GROUP && ((Action.ToGroup) a).group() == g.id()) {
                throw new FlowException("OFPGMFC_LOOP", bucket + " hands packets to the group itself; point it to another group, or to a port");
            }
        }
    }

    private static void checkWeight(Group g, String bucket, Bucket b) throws FlowException {
        boolean select = g.type() == Group.Type.SELECT;
        if (!select && b.weight() != 0 && b.weight() != 1) {
            throw new FlowException("OFPGMFC_INVALID_GROUP", bucket + " has weight " + b.weight() + ", but a group of type " + g.type()
                    + " has no weights; leave it out or use type SELECT");
        }
        if (b.weight() < 0 || b.weight() > Limits.WEIGHT) {
            throw new FlowException("OFPGMFC_BAD_BUCKET", bucket + " has weight " + b.weight() + ", which is out of range; use 0 to " + Limits.WEIGHT);
        }
    }

    private static void checkWatch(Group g, String bucket, Bucket b) throws FlowException {
        boolean port = b.watchPort() != PortNo.ANY;
        boolean group = b.watchGroup() != Group.ANY;
        boolean watches = port || group;
        if (g.type() == Group.Type.FAILOVER && !watches) {
            throw new FlowException("OFPGMFC_BAD_WATCH", bucket + " watches neither a port nor a group, so that it could never be chosen;"
                    + " name the port or the group whose state decides");
        }
        if (watches && g.type() != Group.Type.FAILOVER && g.type() != Group.Type.SELECT) {
            throw new FlowException("OFPGMFC_WATCH_UNSUPPORTED", bucket + " watches something, but a group of type " + g.type()
                    + " uses all its buckets whatever their state; watch nothing, or use type FAILOVER or SELECT");
        }
        if (port && (b.watchPort() == 0 || Integer.compareUnsigned(b.watchPort(), PortNo.MAX) > 0)) {
            throw new FlowException("OFPGMFC_BAD_WATCH", bucket + " watches port " + PortNo.toString(b.watchPort()) + ", which has no link; use 1 to 0xfffffeff");
        }
        if (group && b.watchGroup() == g.id()) {
            throw new FlowException("OFPGMFC_LOOP", bucket + " watches the group itself; watch another group, or a port");
        }
    }
}
