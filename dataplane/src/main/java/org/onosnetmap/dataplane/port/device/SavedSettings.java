package org.onosnetmap.dataplane.port.device;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.onosnetmap.dataplane.sys.SystemCallException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The offloads of an interface that were switched off for a port, and how they were before.
 *
 * <p>Generic and large receive offload merge received segments into frames of up to 64 KB, which are not the frames that were on the
 * wire: a tunnel's cannot be taken apart again, and those of LRO not exactly. A card that takes VLAN tags out of frames hides them from
 * AF_XDP. What else a port sets (promiscuity, rings, filters)
 * belongs to its sockets, and the kernel undoes it when the process ends, in whatever way. Offloads it does not. So a small file
 * says how they were, from before the change until it is undone; {@link #restoreLeftovers} and the next port on the interface look for
 * files of processes that are no more.
 *
 * <p>Files: {@code /run/onos-netmap/NETNS-IFINDEX}, or the same in a folder of the user in {@code java.io.tmpdir} where {@code /run}
 * cannot be written; they hold the boot id, so that nothing is put back after a reboot. Works in the network namespace of the calling
 * thread; {@link #close} in any.
 */
public final class SavedSettings implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SavedSettings.class);
    private static final String BOOT = "boot";

    /** What can be switched off. */
    public enum Offload {
        /** Generic receive offload: the kernel merges segments. */
        GRO(NetDevice::gro, NetDevice::gro),
        /** Large receive offload: the hardware merges segments. */
        LRO(NetDevice::lro, NetDevice::lro),
        /** The hardware takes VLAN tags out of frames. */
        RXVLAN(NetDevice::rxVlan, NetDevice::rxVlan);

        private final Predicate<NetDevice> isOn;
        private final BiConsumer<NetDevice, Boolean> set;

        Offload(Predicate<NetDevice> isOn, BiConsumer<NetDevice, Boolean> set) {
            this.isOn = isOn;
            this.set = set;
        }

        /** Its key in the file, and its name for the operator. */
        private String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final NetDevice device;
    private final Set<Offload> wereOn;
    private Path file;

    private SavedSettings(NetDevice device, Set<Offload> wereOn) {
        this.device = device;
        this.wereOn = wereOn;
    }

    /**
     * Switches offloads off, after putting back what a killed process left. The caller holds the {@link AttachLock}.
     *
     * @throws SystemCallException if an offload is on and cannot be switched off; nothing is changed then
     */
    public static SavedSettings switchOff(NetDevice device, Set<Offload> unwanted) {
        Path file = folder().resolve(netns() + "-" + device.index());
        restore(file, device);
        Set<Offload> on = EnumSet.noneOf(Offload.class);
        for (Offload o : unwanted) {
            if (o.isOn.test(device)) {
                on.add(o);
            }
        }
        SavedSettings saved = new SavedSettings(device, on);
        if (!on.isEmpty()) {
            saved.file = write(file, saved);
            try {
                on.forEach(o -> o.set.accept(device, false));
            } catch (SystemCallException e) {
                saved.close();
                throw e;
            }
        }
        return saved;
    }

    /** Puts back what killed processes left changed on the interfaces of this network namespace, and says what in lines for the log. */
    public static List<String> restoreLeftovers() {
        List<String> done = new ArrayList<>();
        Path folder = folder();
        if (!Files.isDirectory(folder)) {
            return done;
        }
        String prefix = netns() + "-";
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, prefix + "*")) {
            for (Path file : files) {
                String index = file.getFileName().toString().substring(prefix.length());
                if (index.matches("\\d{1,9}")) {
                    restoreUnheld(file, Integer.parseInt(index), done);
                }
            }
        } catch (IOException e) {
            LOG.warn("Cannot list {}, where changed interface settings are noted: {}", folder, e.toString());
        }
        return done;
    }

    private static void restoreUnheld(Path file, int index, List<String> done) {
        try (AttachLock lock = AttachLock.take(index); NetDevice device = NetDevice.ofIndex(index)) {
            if (lock == null) {
                return; // its port lives
            }
            if (device == null) {
                delete(file);
            } else if (restore(file, device)) {
                done.add("interface " + device.name() + ": put back the receive offloads that a killed process had switched off");
            }
        } catch (SystemCallException e) {
            LOG.warn("Cannot put back interface {} as {} says: {}", index, file, e.getMessage());
        }
    }

    /** What was switched off, for the operator; empty if nothing was. */
    public String describe() {
        return wereOn.stream().map(o -> o.key() + " off").collect(Collectors.joining(", "));
    }

    /** Puts back how it was. */
    @Override
    public void close() {
        if (file != null) {
            apply(device, wereOn);
            delete(file);
            file = null;
        }
    }

    private static boolean restore(Path file, NetDevice device) {
        if (!Files.exists(file)) {
            return false;
        }
        Properties p = new Properties();
        try (Reader r = Files.newBufferedReader(file)) {
            p.load(r);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("Cannot read {}, which says how interface {} was before a process was killed: {}", file, device.name(), e.toString());
            return false;
        }
        boolean current = bootId().equals(p.getProperty(BOOT));
        if (current) {
            Set<Offload> wereOn = EnumSet.allOf(Offload.class);
            wereOn.removeIf(o -> !Boolean.parseBoolean(p.getProperty(o.key())));
            apply(device, wereOn);
        }
        delete(file);
        return current;
    }

    private static void apply(NetDevice device, Set<Offload> wereOn) {
        try {
            wereOn.forEach(o -> o.set.accept(device, true));
        } catch (SystemCallException e) {
            LOG.info("The receive offloads of {} are not put back, the interface is gone or refuses: {}", device.name(), e.getMessage());
        }
    }

    private static Path write(Path file, SavedSettings saved) {
        Properties p = new Properties();
        p.setProperty(BOOT, bootId());
        saved.wereOn.forEach(o -> p.setProperty(o.key(), "true"));
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.createDirectories(file.getParent());
            try (Writer w = Files.newBufferedWriter(temporary)) {
                p.store(w, "interface " + saved.device.name() + " as it was before onos-netmap switched offloads off");
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.warn("Cannot write {}: if this process is killed, {} stays with {}. {}", file, saved.device.name(), saved.describe(), e.toString());
        }
        return file;
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("Cannot delete {}: {}", file, e.toString());
        }
    }

    private static Path folder() {
        Path run = Path.of("/run");
        return Files.isWritable(run) ? run.resolve("onos-netmap")
                : Path.of(System.getProperty("java.io.tmpdir"), "onos-netmap-" + System.getProperty("user.name"));
    }

    /** Number of the calling thread's network namespace, unique while it exists. */
    static String netns() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net")).toString().replaceAll("\\D", "");
        } catch (IOException e) {
            LOG.warn("Cannot tell the network namespace: {}", e.toString());
            return "0";
        }
    }

    private static String bootId() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).trim();
        } catch (IOException e) {
            LOG.warn("Cannot tell the boot id: {}", e.toString());
            return "unknown";
        }
    }
}
