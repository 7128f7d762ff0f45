package org.onosnetmap.app.provider;

import com.google.common.hash.Hashing;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.onlab.packet.ChassisId;
import org.onlab.packet.MacAddress;
import org.onosnetmap.app.api.PortStatus;
import org.onosnetmap.app.datapath.ManagedDatapath;
import org.onosnetmap.app.translate.Ports;
import org.onosnetmap.dataplane.engine.PortInfo;
import org.onosproject.cluster.ControllerNode;
import org.onosproject.net.AnnotationKeys;
import org.onosproject.net.DefaultAnnotations;
import org.onosproject.net.Device;
import org.onosproject.net.DeviceId;
import org.onosproject.net.Port;
import org.onosproject.net.device.DefaultDeviceDescription;
import org.onosproject.net.device.DefaultPortDescription;
import org.onosproject.net.device.DefaultPortStatistics;
import org.onosproject.net.device.DeviceDescription;
import org.onosproject.net.device.PortDescription;
import org.onosproject.net.device.PortStatistics;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** Datapaths and ports as the core describes devices. */
public final class Descriptions {

    /** The driver is found by it. */
    static final String MANUFACTURER = "onos-netmap";

    private static final long LOCALLY_ADMINISTERED = 0x0200_0000_0000L;
    private static final long UNICAST_MASK = 0xfcff_ffff_ffffL;

    private Descriptions() {
    }

    public static DeviceDescription device(ManagedDatapath m, ControllerNode node) {
        String name = m.datapath().name();
        boolean vale = m.datapath().isVale();
        DefaultAnnotations annotations = DefaultAnnotations.builder()
                .set(AnnotationKeys.NAME, name)
                .set(AnnotationKeys.PROTOCOL, "netmap")
                .set(AnnotationKeys.MANAGEMENT_ADDRESS, node.ip().toString())
                .set("datapathType", vale ? "vale" : "openflow")
                .build();
        return new DefaultDeviceDescription(URI.create(m.deviceId().toString()), Device.Type.SWITCH, MANUFACTURER, vale ? "VALE switch" : "software switch", version(),
                node.id() + "/" + name, chassis(m.deviceId()), annotations);
    }

    /** The same for the same name, today and after a restart: a locally administered address from its hash. */
    public static ChassisId chassis(DeviceId id) {
        long hash = Hashing.sha256().hashString(id.toString(), StandardCharsets.UTF_8).asLong();
        return new ChassisId(hash & UNICAST_MASK | LOCALLY_ADMINISTERED);
    }

    private static String version() {
        Bundle bundle = FrameworkUtil.getBundle(Descriptions.class);
        return bundle == null ? "unknown" : bundle.getVersion().toString();
    }

    public static PortDescription port(PortStatus p) {
        DefaultAnnotations.Builder annotations = DefaultAnnotations.builder()
                .set(AnnotationKeys.PORT_NAME, p.name())
                .set(AnnotationKeys.ADMIN_STATE, p.enabled() ? "enabled" : "disabled")
                .set("state", p.state().name().toLowerCase(Locale.ROOT));
        if (p.mac() != 0) {
            annotations.set(AnnotationKeys.PORT_MAC, MacAddress.valueOf(p.mac()).toString());
        }
        if (!p.reason().isEmpty()) {
            annotations.set("reason", p.reason());
        }
        return DefaultPortDescription.builder()
                .withPortNumber(Ports.toOnos(p.number()))
                .isEnabled(p.state() == PortStatus.State.UP)
                .type(isInterface(p) ? Port.Type.COPPER : Port.Type.VIRTUAL)
                .portSpeed(p.speedMbps())
                .annotations(annotations.build())
                .build();
    }

    private static boolean isInterface(PortStatus p) {
        return p.name().startsWith("packet:") || p.name().startsWith("xdp:") || p.name().startsWith("netmap:") && p.details().containsKey("mtu") || "interface".equals(p.details().get("kind"));
    }

    public static PortStatistics statistics(DeviceId id, PortInfo p) {
        return DefaultPortStatistics.builder()
                .setDeviceId(id)
                .setPort(Ports.toOnos(p.number()))
                .setPacketsReceived(p.rxPackets())
                .setBytesReceived(p.rxBytes())
                .setPacketsRxDropped(p.rxDropped())
                .setPacketsRxErrors(p.rxErrors())
                .setPacketsSent(p.txPackets())
                .setBytesSent(p.txBytes())
                .setPacketsTxDropped(p.txDropped())
                .setPacketsTxErrors(p.txErrors())
                .setDurationSec(p.ageNanos() / 1_000_000_000L)
                .setDurationNano(p.ageNanos() % 1_000_000_000L)
                .build();
    }
}
