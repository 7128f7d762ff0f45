package org.onosnetmap.dataplane.port.xdp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.onosnetmap.dataplane.sys.AnonymousMemory;
import org.onosnetmap.dataplane.sys.Libc;
import org.onosnetmap.dataplane.sys.SystemCallException;

/**
 * The few commands of bpf(2) that an XDP port needs. Numbers and layouts of {@code union bpf_attr} are those of {@code linux/bpf.h}. Each
 * returns a descriptor, which the kernel closes with the process: map, program and link go then.
 */
final class Bpf {

    /** {@code BPF_F_XDP_DEV_BOUND_ONLY}: the program is for one device, and may ask its driver for what it knows of a frame. */
    static final int DEVICE_BOUND = 1 << 6;
    /** {@code XDP_FLAGS_SKB_MODE}: the program runs in the kernel's stack. */
    static final int GENERIC = 1 << 1;
    /** {@code XDP_FLAGS_DRV_MODE}: the program runs in the driver. */
    static final int NATIVE = 1 << 2;

    private static final int BPF_MAP_CREATE = 0;
    private static final int BPF_MAP_UPDATE_ELEM = 2;
    private static final int BPF_PROG_LOAD = 5;
    private static final int BPF_LINK_CREATE = 28;
    private static final int BPF_MAP_TYPE_XSKMAP = 17;
    private static final int BPF_PROG_TYPE_XDP = 6;
    private static final int BPF_XDP = 37;

    /** Bytes of {@code union bpf_attr} that are handed over: more than any field used here, all else zero. */
    private static final int ATTRIBUTES = 128;
    private static final int LICENSE = 256;
    private static final int DATA = 512;
    private static final int LOG = 8192;
    private static final int PAGES = 16 * 4096;
    private static final String NAME = "onos_netmap";

    private Bpf() {
    }

    private interface Command {
        /** Writes the attributes to the start of the zeroed memory. */
        void write(ByteBuffer mem, long address);
    }

    private static int call(int command, String what, Command c) {
        AnonymousMemory pages = AnonymousMemory.reserve(PAGES);
        try {
            ByteBuffer mem = pages.buffer().order(ByteOrder.nativeOrder());
            c.write(mem, pages.address());
            int fd = Libc.bpf(command, pages.address(), ATTRIBUTES);
            if (fd < 0) {
                int errno = Libc.errno();
                throw new SystemCallException(what + said(mem), errno);
            }
            return fd;
        } finally {
            pages.release();
        }
    }

    /** What the verifier wrote, if it did: its last lines name the trouble. */
    private static String said(ByteBuffer mem) {
        StringBuilder s = new StringBuilder();
        for (int i = LOG; i < PAGES && mem.get(i) != 0; i++) {
            s.append((char) mem.get(i));
        }
        String log = s.toString().trim();
        return log.isEmpty() ? "" : " (the verifier says: …" + log.substring(Math.max(0, log.length() - 300)).replace('\n', ' ') + ")";
    }

    private static void text(ByteBuffer mem, int at, String s) {
        byte[] ascii = s.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < ascii.length; i++) {
            mem.put(at + i, ascii[i]);
        }
    }

    /** A map from receive queues to AF_XDP sockets. */
    static int socketMap(int entries) {
        return call(BPF_MAP_CREATE, "map for AF_XDP sockets", (mem, address) -> {
            mem.putInt(0, BPF_MAP_TYPE_XSKMAP).putInt(4, 4).putInt(8, 4).putInt(12, entries);
            text(mem, 28, NAME);
        });
    }

    /** Puts a socket into a map. */
    static void put(int map, int queue, int socket) {
        call(BPF_MAP_UPDATE_ELEM, "AF_XDP socket for queue " + queue, (mem, address) -> {
            mem.putInt(DATA, queue).putInt(DATA + 8, socket);
            mem.putInt(0, map).putLong(8, address + DATA).putLong(16, address + DATA + 8);
        });
    }

    /**
     * Loads an XDP program.
     *
     * @param flags          {@link #DEVICE_BOUND} or 0
     * @param interfaceIndex with {@link #DEVICE_BOUND} the device; else 0
     */
    static int load(Program program, int flags, int interfaceIndex) {
        byte[] code = program.code();
        return call(BPF_PROG_LOAD, "XDP program", (mem, address) -> {
            for (int i = 0; i < code.length; i++) {
                mem.put(DATA + i, code[i]);
            }
            text(mem, LICENSE, program.license());
            mem.putInt(0, BPF_PROG_TYPE_XDP).putInt(4, code.length / Program.INSTRUCTION).putLong(8, address + DATA).putLong(16, address + LICENSE);
            mem.putInt(24, 1).putInt(28, PAGES - LOG).putLong(32, address + LOG);
            mem.putInt(44, flags);
            text(mem, 48, NAME);
            mem.putInt(64, interfaceIndex).putInt(68, BPF_XDP);
        });
    }

    /**
     * Attaches a program to an interface for as long as the returned descriptor is open.
     *
     * @param mode {@link #NATIVE} or {@link #GENERIC}
     */
    static int link(int program, int interfaceIndex, int mode) {
        return call(BPF_LINK_CREATE, "XDP program on interface " + interfaceIndex, (mem, address) ->
                mem.putInt(0, program).putInt(4, interfaceIndex).putInt(8, BPF_XDP).putInt(12, mode));
    }
}
