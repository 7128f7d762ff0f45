package org.onosnetmap.dataplane.kernel.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.onosnetmap.dataplane.kernel.KernelTables;
import org.onosnetmap.dataplane.kernel.NetmapDevice;
import org.onosnetmap.dataplane.kernel.RegisterRequest;
import org.onosnetmap.dataplane.kernel.RegisterRequest.Mode;
import org.onosnetmap.dataplane.port.device.AttachLock;
import org.onosnetmap.dataplane.port.device.NetDevice;
import org.onosnetmap.dataplane.sys.Errno;
import org.onosnetmap.dataplane.sys.SystemCallException;

/** This machine. */
final class LinuxMachine implements Machine {

    /** Region that interfaces share. */
    private static final int SHARED_REGION = 1;
    /** Bytes of an interface's name. */
    private static final int MAX_NAME = 15;

    @Override
    public String kernel() {
        return System.getProperty("os.version");
    }

    @Override
    public Set<String> kernelsWithModule() {
        Set<String> found = new TreeSet<>();
        Path modules = Path.of("/lib/modules");
        if (!Files.isDirectory(modules)) {
            return found;
        }
        try (DirectoryStream<Path> kernels = Files.newDirectoryStream(modules)) {
            for (Path kernel : kernels) {
                Path index = kernel.resolve("modules.dep");
                if (Files.isReadable(index) && hasModule(index)) {
                    found.add(kernel.getFileName().toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + modules, e);
        }
        return found;
    }

    /** Lines of modules.dep(5): a module's path, a colon, what it depends on. */
    private static boolean hasModule(Path index) throws IOException {
        try (Stream<String> lines = Files.lines(index)) {
            return lines.anyMatch(l -> l.matches("(.*/)?netmap\\.ko(\\.\\w+)?:.*"));
        }
    }

    @Override
    public boolean moduleLoaded() {
        return Files.isDirectory(Path.of("/sys/module/netmap"));
    }

    @Override
    public int tryOpen() {
        return onDevice(d -> 0);
    }

    @Override
    public int tryRequest() {
        return onDevice(d -> d.pools(SHARED_REGION).bufCount > 0 ? 0 : Errno.ENOMEM);
    }

    @Override
    public Memory tryMemory(int buffers) {
        int[] got = new int[1];
        int errno = onDevice(d -> {
            got[0] = d.register(new RegisterRequest("onos-netmap-doctor-" + ProcessHandle.current().pid()).mode(Mode.NULL, 0).memory(SHARED_REGION).extraBufs(buffers)).extraBufs;
            return 0;
        });
        return new Memory(errno, got[0]);
    }

    private static int onDevice(ToIntFunction<NetmapDevice> question) {
        try (NetmapDevice d = NetmapDevice.open()) {
            return question.applyAsInt(d);
        } catch (SystemCallException e) {
            return e.errno();
        }
    }

    @Override
    public Optional<Nic> nic(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) { // the kernel would see the beginning of it
            return Optional.empty();
        }
        try (NetDevice d = NetDevice.open(name)) {
            int flags = d.flags();
            return Optional.of(new Nic(d.hardwareType() == NetDevice.ETHERNET, (flags & NetDevice.UP) != 0, (flags & NetDevice.RUNNING) != 0, d.gro(), d.lro()));
        } catch (SystemCallException e) {
            if (e.errno() == Errno.ENODEV) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public List<String> users(String name) {
        List<String> users = new ArrayList<>();
        Path master = Path.of("/sys/class/net", name, "master");
        if (Files.exists(master)) {
            try {
                users.add("master " + master.toRealPath().getFileName());
            } catch (IOException e) {
                users.add("a bridge or bond");
            }
        }
        try (NetDevice d = NetDevice.open(name)) {
            int pid = AttachLock.holder(d.index());
            if (pid != 0) {
                users.add("a port of process " + pid);
            }
        }
        users.addAll(KernelTables.users(name));
        return users;
    }
}
