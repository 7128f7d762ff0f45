package org.onosnetmap.dataplane.port;

import static org.junit.jupiter.api.Assertions.*;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetmapNameTest {

    private static NetmapName name(String text) throws PortException {
        PortName n = PortName.parse(text);
        assertEquals(PortName.Type.NETMAP, n.type(), text);
        return n.netmap();
    }

    @ParameterizedTest
    @CsvSource({
        "netmap:eth0,         eth0,      eth0,       NIC,          0, 0",
        "netmap:eth0^,        eth0,      eth0,       HOST,         0, 0",
        "netmap:eth0^2,       eth0,      eth0,       ONE_HOST,     2, 0",
        "netmap:eth0*,        eth0,      eth0,       NIC_AND_HOST, 0, 0",
        "netmap:eth0-3,       eth0,      eth0,       ONE_NIC,      3, 0",
        "netmap:br-lan,       br-lan,    br-lan,     NIC,          0, 0",
        "netmap:br-lan-1,     br-lan,    br-lan,     ONE_NIC,      1, 0",
        "netmap:vale0:p1,     vale0:p1,  vale0:p1,   NIC,          0, 0",
        "netmap:vale:,        vale:,     vale:,      NIC,          0, 0",
        "netmap:vale0:p1@1,   vale0:p1,  vale0:p1,   NIC,          0, 1",
        "netmap:vale0:eth0.5, vale0:eth0.5, vale0:eth0.5, NIC,     0, 0",
        "netmap:vale0:p-1,    vale0:p,   vale0:p,    ONE_NIC,      1, 0",
        "netmap:vale0:p{7,    vale0:p,   vale0:p{7,  NIC,          0, 0",
        "netmap:x}a_1@0,      x,         x}a_1,      NIC,          0, 0",
        "netmap:x{1/x,        x,         x{1,        NIC,          0, 0",
        "netmap:eth0@2/xR,    eth0,      eth0,       NIC,          0, 2",
        "netmap:eth0/xR@2,    eth0,      eth0,       NIC,          0, 2"})
    void namesComeApartAsNetmapDoesIt(String text, String parent, String kernelName, NetmapName.Rings rings, int ring, int memory) throws PortException {
        NetmapName n = name(text);
        assertEquals(parent, n.parent());
        assertEquals(kernelName, n.kernelName());
        assertEquals(rings, n.rings());
        assertEquals(ring, n.ring());
        assertEquals(memory, n.memory());
    }

    @Test
    void aNameTellsWhatIsBehindIt() throws PortException {
        assertTrue(name("netmap:eth0").isInterface());
        assertTrue(name("netmap:vale0:a").isVale());
        assertFalse(name("netmap:vale0:a").isInterface());
        assertTrue(name("netmap:vale0:a{1").isPipe());
        assertFalse(name("netmap:vale0:a{1").isVale());
        assertTrue(name("netmap:x{1@0").isPipe());
        assertFalse(name("netmap:x{1@0").isInterface());
        NetmapName m = name("netmap:eth0/ztr");
        assertTrue(m.isMonitor() && m.zeroCopy() && m.monitorsRx() && m.monitorsTx());
        assertTrue(name("netmap:eth0/T").txOnly());
        assertTrue(name("netmap:eth0/R").rxOnly());
    }

    @Test
    void aPipeIsOfThisProcessUnlessItsNameHasSomethingOfTheKernels() throws PortException {
        assertEquals(PortName.Type.PIPE_MASTER, PortName.parse("netmap:x{1").type());
        assertEquals(PortName.Type.PIPE_SLAVE, PortName.parse("netmap:x}1").type());
        assertEquals(PortName.Type.VALE, PortName.parse("vale0:p").type());
        name("netmap:x{1@0");
        name("netmap:x{1/x");
        name("netmap:vale0:p{1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"netmap:", "netmap:eth 0", "netmap:eth0/q", "netmap:eth0/xx", "netmap:eth0/z", "netmap:eth0/TR", "netmap:eth0/tR", "netmap:eth0@70000",
        "netmap:eth0@1/x@2", "netmap:x{", "netmap:{1", "netmap:eth0:p", "netmap:a2345678901234567", "netmap:vale0:a234567890123456", "netmap:eth0^*", "netmap:eth0@", "netmap:vale0:a:b"})
    void whatIsNoNameIsRefused(String text) {
        PortException e = assertThrows(PortException.class, () -> PortName.parse(text));
        assertEquals(PortException.Kind.BAD_NAME, e.kind());
        assertTrue(e.getMessage().contains("'" + text + "'"), e.getMessage());
    }

    @Test
    void anyTextIsANameOrRefused() {
        Random random = new Random(1);
        String alphabet = "valeth0123:{}@^*-/xztrTR_. ü";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder s = new StringBuilder("netmap:");
            for (int n = random.nextInt(24); n > 0; n--) {
                s.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                PortName n = PortName.parse(s.toString());
                if (n.type() == PortName.Type.NETMAP) {
                    assertTrue(n.netmap().kernelName().length() < 64 && n.netmap().memory() <= 0xffff, s.toString());
                }
            } catch (PortException e) {
                assertEquals(PortException.Kind.BAD_NAME, e.kind(), s.toString());
            }
        }
    }
}
