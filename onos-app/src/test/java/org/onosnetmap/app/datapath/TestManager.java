package org.onosnetmap.app.datapath;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.Set;
import org.onlab.packet.IpAddress;
import org.onosnetmap.app.config.NetmapConfig;
import org.onosnetmap.dataplane.port.PortException;
import org.onosproject.cluster.ClusterServiceAdapter;
import org.onosproject.cluster.ControllerNode;
import org.onosproject.cluster.DefaultControllerNode;
import org.onosproject.cluster.NodeId;
import org.onosproject.core.ApplicationId;
import org.onosproject.core.CoreServiceAdapter;
import org.onosproject.core.DefaultApplicationId;

/** The manager with a real engine, and fakes in place of ONOS. */
public final class TestManager implements AutoCloseable {

    public static final ApplicationId APP = new DefaultApplicationId(77, DatapathRegistry.APP_NAME);
    public static final NodeId LOCAL = NodeId.nodeId("n1");

    public final FakeConfigRegistry config = new FakeConfigRegistry();
    public final Set<ControllerNode> nodes = new HashSet<>();
    public final NetmapManager manager = new NetmapManager();

    private final ControllerNode local = new DefaultControllerNode(LOCAL, IpAddress.valueOf("127.0.0.1"));
    private final ClusterServiceAdapter cluster;
    private boolean active;

    /** An active one. */
    public static TestManager start() {
        TestManager t = new TestManager();
        t.activate();
        return t;
    }

    public TestManager() {
        nodes.add(local);
        manager.coreService = new CoreServiceAdapter() {
            @Override
            public ApplicationId registerApplication(String name) {
                return APP;
            }
        };
        cluster = new ClusterServiceAdapter() {
            @Override
            public ControllerNode getLocalNode() {
                return local;
            }

            @Override
            public Set<ControllerNode> getNodes() {
                return nodes;
            }
        };
        manager.clusterService = cluster;
        manager.configRegistry = config;
    }

    public ClusterServiceAdapter cluster() {
        return cluster;
    }

    /** Stores a network configuration, written with single quotes. */
    public void configure(String json) throws JsonProcessingException {
        config.applyConfig(APP, NetmapConfig.class, new ObjectMapper().readTree(json.replace('\'', '"')));
    }

    /** A program at the other end of a VALE port. */
    public FrameClient client(String port) throws PortException {
        return new FrameClient(manager.engine().openClient(port));
    }

    public void activate() {
        manager.activate();
        active = true;
    }

    public void deactivate() {
        if (active) {
            manager.deactivate();
            active = false;
        }
    }

    @Override
    public void close() {
        deactivate();
    }
}
