package org.onosnetmap.dataplane.guest;

import static org.onosnetmap.dataplane.guest.Checks.*;

import java.util.List;
import java.util.stream.Collectors;
import org.onosnetmap.dataplane.kernel.NetmapDevice;
import org.onosnetmap.dataplane.kernel.RegisterRequest;
import org.onosnetmap.dataplane.kernel.doctor.Doctor;
import org.onosnetmap.dataplane.kernel.doctor.Finding;

/** What the doctor finds on a real kernel. */
final class DoctorInGuest {

    private DoctorInGuest() {
    }

    private static List<Finding.Kind> kinds(String... interfaces) {
        return new Doctor().examine(List.of(interfaces)).stream().map(Finding::kind).collect(Collectors.toList());
    }

    static void withoutModule() {
        equal(List.of(Finding.Kind.MODULE_ABSENT), kinds(), "without the module, the doctor finds that");
    }

    static void all() throws Exception {
        equal(List.of(), kinds(), "with it, nothing is wrong");
        List<Finding> eth0 = new Doctor().examine(List.of("eth0"));
        equal(List.of(Finding.Kind.OFFLOADS_ON), kinds("eth0"), "an interface as the kernel makes it merges what it receives: " + eth0);
        try (Station s = Station.open("netmap:eth0")) {
            equal(List.of(Finding.Kind.IN_USE, Finding.Kind.IN_USE), kinds("eth0"), "a port on it uses it, and has switched that off");
            ok(new Doctor().examine(List.of("eth0")).get(1).cause().contains("netmap programs, with 2 descriptors"), "who that is: " + new Doctor().examine(List.of("eth0")));
        }
        equal(List.of(Finding.Kind.OFFLOADS_ON), kinds("eth0"), "and has put it back");
        run("ip", "link", "set", "eth3", "down");
        ok(kinds("eth3").contains(Finding.Kind.LINK_DOWN), "an interface that is down is found");
        run("ip", "link", "set", "eth3", "up");
        until(() -> !kinds("eth3").contains(Finding.Kind.LINK_DOWN), "until it is up again");
        equal(List.of(Finding.Kind.NOT_ETHERNET), kinds("lo"), "the loopback is no Ethernet");
        // All buffers of the shared region for one name.
        try (NetmapDevice d = NetmapDevice.open()) {
            int got = d.register(new RegisterRequest("hoard").mode(RegisterRequest.Mode.NULL, 0).memory(1).extraBufs(163_840)).extraBufs;
            equal(List.of(Finding.Kind.NO_MEMORY), kinds(), "memory that is used up (" + got + " buffers) is found");
        }
        equal(List.of(), kinds(), "until it is given back");
    }
}
