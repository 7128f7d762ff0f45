package org.onosnetmap.dataplane.kernel.doctor;

import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.onosnetmap.dataplane.kernel.doctor.Finding.Kind;
import org.onosnetmap.dataplane.sys.Errno;

class DoctorTest {

    /** A machine where all is well, until a test spoils something. */
    private static final class FakeMachine implements Machine {
        String kernel = "6.1.0-18-amd64";
        Set<String> modules = new TreeSet<>(Set.of("6.1.0-18-amd64"));
        boolean loaded = true;
        int open;
        int request;
        Memory memory = new Memory(0, Doctor.BUFFERS);
        final Map<String, Nic> nics = new HashMap<>(Map.of("eth0", new Nic(true, true, true, false, false)));
        final List<String> users = new ArrayList<>();

        @Override
        public String kernel() {
            return kernel;
        }

        @Override
        public Set<String> kernelsWithModule() {
            return modules;
        }

        @Override
        public boolean moduleLoaded() {
            return loaded;
        }

        @Override
        public int tryOpen() {
            return open;
        }

        @Override
        public int tryRequest() {
            return request;
        }

        @Override
        public Memory tryMemory(int buffers) {
            return memory;
        }

        @Override
        public Optional<Nic> nic(String name) {
            return Optional.ofNullable(nics.get(name));
        }

        @Override
        public List<String> users(String name) {
            return users;
        }
    }

    private final FakeMachine machine = new FakeMachine();

    private List<Finding> examine(String... interfaces) {
        return new Doctor(machine).examine(List.of(interfaces));
    }

    /** That, and nothing else, is found; cause and remedy are one line each and have these words. */
    private void found(Kind kind, String subject, String cause, String remedy) {
        List<Finding> all = examine("eth0");
        assertEquals(1, all.size(), all.toString());
        Finding f = all.get(0);
        assertEquals(kind, f.kind());
        assertEquals(subject, f.subject());
        assertTrue(f.cause().contains(cause), f.cause());
        assertTrue(f.remedy().contains(remedy), f.remedy());
        assertFalse((f.cause() + f.remedy()).contains("\n"));
    }

    @Test
    void whereAllIsWellNothingIsFound() {
        assertEquals(List.of(), examine());
        assertEquals(List.of(), examine("eth0"));
    }

    @Test
    void aModuleThatIsInstalledIsToBeLoaded() {
        machine.open = Errno.ENOENT;
        machine.loaded = false;
        found(Kind.MODULE_ABSENT, "netmap", "installed, but not loaded", "modprobe netmap");
    }

    @Test
    void aModuleThatIsNotThereIsToBeBuilt() {
        machine.open = Errno.ENOENT;
        machine.loaded = false;
        machine.modules.clear();
        found(Kind.MODULE_ABSENT, "netmap", "no netmap module for this kernel, 6.1.0-18-amd64", "make -C netmap-kmod install");
    }

    @Test
    void aModuleForAnotherKernelIsToBeBuiltAnew() {
        machine.open = Errno.ENOENT;
        machine.loaded = false;
        machine.kernel = "6.1.0-21-amd64";
        found(Kind.MODULE_VERSION, "netmap", "installed for kernel 6.1.0-18-amd64, but 6.1.0-21-amd64 runs", "make -C netmap-kmod");
    }

    @Test
    void aModuleOfAnotherApiIsToBeReplaced() {
        machine.request = Errno.EINVAL;
        found(Kind.MODULE_VERSION, "netmap", "version 14", "rmmod netmap");
    }

    @Test
    void aContainerWithoutTheDeviceIsToldSo() {
        machine.open = Errno.ENOENT;
        found(Kind.DEVICE_ABSENT, "netmap", "loaded, but there is no /dev/netmap", "--device /dev/netmap");
    }

    @Test
    void whoMayNotIsTold() {
        machine.open = Errno.EACCES;
        found(Kind.NO_PERMISSION, "netmap", "may not open /dev/netmap", "group netmap");
    }

    @Test
    void memoryThatIsUsedUpIsNamed() {
        machine.memory = new Machine.Memory(Errno.ENOMEM, 0);
        found(Kind.NO_MEMORY, "netmap", "no interface object or no memory", "if_num");
        machine.memory = new Machine.Memory(0, 100);
        found(Kind.NO_MEMORY, "netmap", "100 buffers left", "buf_num");
        machine.request = Errno.ENOMEM;
        found(Kind.NO_MEMORY, "netmap", "cannot be set up", "buf_num");
    }

    @Test
    void anInterfaceThatSomebodyHasIsNamedWithWho() {
        machine.users.add("master br0");
        found(Kind.IN_USE, "eth0", "master br0", "take it out");
    }

    @Test
    void offloadsAreNamedWithTheCommandThatSwitchesThemOff() {
        machine.nics.put("eth0", new Machine.Nic(true, true, true, true, false));
        found(Kind.OFFLOADS_ON, "eth0", "gro is on", "ethtool -K eth0 gro off;");
        machine.nics.put("eth0", new Machine.Nic(true, true, true, true, true));
        found(Kind.OFFLOADS_ON, "eth0", "gro and lro are on", "ethtool -K eth0 gro off lro off;");
    }

    @Test
    void aLinkThatIsDownIsToldFromOneWithoutCarrier() {
        machine.nics.put("eth0", new Machine.Nic(true, false, false, false, false));
        found(Kind.LINK_DOWN, "eth0", "it is down", "ip link set dev eth0 up");
        machine.nics.put("eth0", new Machine.Nic(true, true, false, false, false));
        found(Kind.LINK_DOWN, "eth0", "no carrier", "cable");
    }

    @Test
    void anInterfaceThatIsMissingOrNoEthernetIsNotLookedAtFurther() {
        machine.nics.clear();
        found(Kind.NO_SUCH_INTERFACE, "eth0", "no such network interface", "ip link");
        machine.nics.put("eth0", new Machine.Nic(false, false, false, true, true));
        found(Kind.NOT_ETHERNET, "eth0", "no Ethernet", "take one that is");
    }

    @Test
    void onlyOffloadsAndLinksAreNoHindrance() {
        for (Kind k : Kind.values()) {
            assertEquals(k != Kind.OFFLOADS_ON && k != Kind.LINK_DOWN, k.isBlocking(), k.toString());
        }
    }

    /** Whatever this machine is like. */
    @Test
    void thisMachineIsExaminedWithoutAnError() {
        List<Finding> all = new Doctor().examine(List.of("lo", "nosuch", "a-name-that-is-too-long"));
        assertEquals(2, all.stream().filter(f -> f.kind() == Kind.NO_SUCH_INTERFACE).count(), all.toString());
        assertEquals(1, all.stream().filter(f -> f.kind() == Kind.NOT_ETHERNET).count(), all.toString());
    }
}
