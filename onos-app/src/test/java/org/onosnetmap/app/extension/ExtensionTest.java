package org.onosnetmap.app.extension;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.testing.EqualsTester;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.onosnetmap.app.driver.NetmapSelectors;
import org.onosnetmap.app.driver.NetmapTreatments;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.DefaultTrafficSelector;
import org.onosproject.net.flow.DefaultTrafficTreatment;
import org.onosproject.net.flow.criteria.ExtensionSelector;
import org.onosproject.net.flow.criteria.ExtensionSelectorType;
import org.onosproject.net.flow.instructions.ExtensionPropertyException;
import org.onosproject.net.flow.instructions.ExtensionTreatment;
import org.onosproject.net.flow.instructions.ExtensionTreatmentType;

class ExtensionTest {

    private static final DeviceId DEVICE = DeviceId.deviceId("netmap:t");

    @Test
    void textsOfOneMeaningAreOneExtension() {
        new EqualsTester()
                .addEqualityGroup(new NetmapSelector("tcp,tcp_flags=+syn-ack"), new NetmapSelector("eth_type=0x800, ip_proto=6, tcp_flags=0x02/0x12"))
                .addEqualityGroup(new NetmapSelector("tcp,tcp_flags=+syn"))
                .addEqualityGroup(new NetmapSelector(), new NetmapSelector(""), new NetmapSelector("ip_src=*"))
                .addEqualityGroup(new NetmapTreatment("mod_nw_ttl:64,dec_ttl"), new NetmapTreatment("mod_nw_ttl(0x40) dec_ttl"))
                .addEqualityGroup(new NetmapTreatment("dec_ttl,mod_nw_ttl:64"))
                .testEquals();
    }

    @Test
    void bytesAreExactlyWhatWasWritten() {
        NetmapSelector s = new NetmapSelector("ipv6_dst=2001:db8::1/ffff::ffff,metadata=0xffffffffffffffff/0xf0");
        ExtensionSelector copy = new NetmapSelectors().getExtensionSelector(s.type());
        copy.deserialize(s.serialize());
        assertEquals(s, copy);
        assertArrayEquals(s.serialize(), copy.serialize());
        NetmapTreatment t = new NetmapTreatment("set_field:02:00:00:00:00:01/ff:ff:00:00:00:00->eth_dst,push_pbb:0x88e7,output(port=3,max_len=64)");
        ExtensionTreatment other = new NetmapTreatments().getExtensionInstruction(t.type());
        other.deserialize(t.serialize());
        assertEquals(t, other);
        assertArrayEquals(t.serialize(), other.serialize());
    }

    @Test
    void bytesOfSomethingElseAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new NetmapSelector().deserialize("nosuch=1".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatCannotBeReadIsNamed() {
        String match = assertThrows(IllegalArgumentException.class, () -> new NetmapSelector("tcp,ip_ttl=5")).getMessage();
        assertTrue(match.startsWith("match \"tcp,ip_ttl=5\": line 1, column 5, 'ip_ttl'"), match);
        String actions = assertThrows(IllegalArgumentException.class, () -> new NetmapTreatment("mod_tp_dst:80")).getMessage();
        assertTrue(actions.startsWith("actions \"mod_tp_dst:80\": line 1"), actions);
    }

    @Test
    void theTextIsAProperty() throws ExtensionPropertyException {
        NetmapTreatment t = new NetmapTreatment();
        assertEquals(List.of("actions"), t.getProperties());
        t.setPropertyValue("actions", "pop_pbb");
        assertEquals("pop_pbb", t.<String>getPropertyValue("actions"));
        assertThrows(ExtensionPropertyException.class, () -> t.setPropertyValue("actions", 5));
        assertThrows(ExtensionPropertyException.class, () -> t.setPropertyValue("actions", "nosuch"));
        assertThrows(ExtensionPropertyException.class, () -> t.setPropertyValue("match", "tcp"));
        assertThrows(ExtensionPropertyException.class, () -> t.getPropertyValue("match"));
    }

    @Test
    void selectorsAndTreatmentsShowTheText() {
        assertTrue(DefaultTrafficSelector.builder().extension(new NetmapSelector("tcp,tcp_flags=+syn"), DEVICE).build().toString().contains("match=tcp,tcp_flags=+syn"));
        assertTrue(DefaultTrafficTreatment.builder().extension(new NetmapTreatment("dec_ttl(0)"), DEVICE).build().toString().contains("actions=dec_ttl(0)"));
    }

    @Test
    void theDriverKnowsNoOtherTypes() {
        assertThrows(UnsupportedOperationException.class, () -> new NetmapSelectors().getExtensionSelector(new ExtensionSelectorType(1)));
        assertThrows(UnsupportedOperationException.class, () -> new NetmapTreatments().getExtensionInstruction(new ExtensionTreatmentType(1)));
    }
}
