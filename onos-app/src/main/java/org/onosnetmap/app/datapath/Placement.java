package org.onosnetmap.app.datapath;

import java.util.List;
import java.util.stream.Collectors;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosproject.cluster.ClusterService;

/** Which node of the cluster a datapath belongs to: the one whose interfaces it has. */
final class Placement {

    private final ClusterService cluster;

    Placement(ClusterService cluster) {
        this.cluster = cluster;
    }

    /** Why a datapath does not belong to this node; empty if it does. */
    String whyNotHere(DatapathDeclaration d) {
        List<String> nodes = cluster.getNodes().stream().map(n -> n.id().toString()).sorted().collect(Collectors.toList());
        if (d.node().isEmpty()) {
            return nodes.size() <= 1 ? "" : "the cluster has several nodes; say by 'node' which one has the ports of datapath '" + d.name() + "': " + nodes;
        }
        if (d.node().equals(local())) {
            return "";
        }
        return nodes.contains(d.node()) ? "it belongs to node " + d.node() : "it belongs to node " + d.node() + ", which the cluster does not have; its nodes are " + nodes;
    }

    /** The declaration, with this node's name where a cluster of several needs one. */
    DatapathDeclaration here(DatapathDeclaration d) {
        return d.node().isEmpty() && cluster.getNodes().size() > 1 ? d.withNode(local()) : d;
    }

    private String local() {
        return cluster.getLocalNode().id().toString();
    }
}
