package org.onosnetmap.dataplane.port.xdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class KernelFunctionsTest {

    /** Types: an integer (1), a structure of two members (2), functions {@code first} (3) and {@code second} (4). */
    private static ByteBuffer btf(int functionKind) {
        ByteBuffer b = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());
        int types = 16 + 12 + 24 + 12 + 12;
        b.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(24).putInt(0).putInt(types).putInt(types).putInt(20);
        b.putInt(0).putInt(1 << 24).putInt(4).putInt(32);
        b.putInt(0).putInt(4 << 24 | 2).putInt(8).putInt(1).putInt(1).putInt(0).putInt(7).putInt(1).putInt(32);
        b.putInt(1).putInt(functionKind << 24).putInt(0);
        b.putInt(7).putInt(functionKind << 24).putInt(0);
        b.put("\0first\0second\0".getBytes(StandardCharsets.US_ASCII));
        return b;
    }

    @Test
    void functionsAreFoundByNameAndNothingElseIs() {
        assertEquals(3, KernelFunctions.find("first", btf(12)));
        assertEquals(4, KernelFunctions.find("second", btf(12)));
        assertEquals(0, KernelFunctions.find("sec", btf(12)));
        assertEquals(0, KernelFunctions.find("first", btf(8)), "a typedef of that name");
        assertEquals(0, KernelFunctions.find("first", btf(31)), "a kind that is not known");
        assertEquals(0, KernelFunctions.find("first", ByteBuffer.allocate(64)));
        ByteBuffer cut = btf(12);
        cut.limit(70);
        assertThrows(IndexOutOfBoundsException.class, () -> KernelFunctions.find("first", cut));
    }

    @Test
    void thisKernelHasTheFunctionsItSurelyHas() {
        assumeTrue(Files.isReadable(Path.of("/sys/kernel/btf/vmlinux")), "a kernel that tells its types");
        assertEquals(0, KernelFunctions.find("no_such_function_at_all"));
        assertEquals(true, KernelFunctions.find("vfs_read") > 0);
    }
}
