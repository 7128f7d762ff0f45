package org.onosnetmap.dataplane.port.xdp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Functions of the running kernel that BPF programs may call, by the kernel's own type information (BTF).
 *
 * <p>The format (Linux, Documentation/bpf/btf.rst): a header with the positions of types and strings; types one after the other, numbered from
 * 1: {@code name (u32), info (u32), size or type (u32)}, and more for some kinds.
 */
final class KernelFunctions {

    private static final Logger LOG = LoggerFactory.getLogger(KernelFunctions.class);
    private static final Path KERNEL = Path.of("/sys/kernel/btf/vmlinux");

    private static final int MAGIC = 0xeb9f;
    private static final int FUNC = 12;
    /** Bytes after the twelve that every type has, by kind: fixed, and for each member. */
    private static final int[] FIXED = {0, 4, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 4, 0, 0};
    private static final int[] MEMBER = {0, 0, 0, 0, 12, 12, 8, 0, 0, 0, 0, 0, 0, 8, 0, 12, 0, 0, 0, 12};

    private KernelFunctions() {
    }

    /** BTF type of a function of this kernel; 0 if it has no such function, or does not tell. */
    static int find(String name) {
        if (!Files.isReadable(KERNEL)) {
            return 0;
        }
        try {
            return find(name, ByteBuffer.wrap(Files.readAllBytes(KERNEL)).order(ByteOrder.nativeOrder()));
        } catch (IOException | IndexOutOfBoundsException e) {
            LOG.warn("Cannot read the types of this kernel in {}: {}", KERNEL, e.toString());
            return 0;
        }
    }

    static int find(String name, ByteBuffer btf) {
        if ((btf.getShort(0) & 0xffff) != MAGIC) {
            return 0;
        }
        byte[] wanted = (name + '\0').getBytes(StandardCharsets.US_ASCII);
        int header = btf.getInt(4);
        int at = header + btf.getInt(8);
        int end = at + btf.getInt(12);
        int strings = header + btf.getInt(16);
        for (int id = 1; at < end; id++) {
            int info = btf.getInt(at + 4);
            int kind = info >>> 24 & 0x1f;
            if (kind >= FIXED.length) {
                return 0; // a kind that is younger than this: what follows cannot be told
            }
            if (kind == FUNC && equals(btf, strings + btf.getInt(at), wanted)) {
                return id;
            }
            at += 12 + FIXED[kind] + MEMBER[kind] * (info & 0xffff);
        }
        return 0;
    }

    private static boolean equals(ByteBuffer btf, int at, byte[] wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (btf.get(at + i) != wanted[i]) {
                return false;
            }
        }
        return true;
    }
}
