package org.onosnetmap.dataplane.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.onosnetmap.dataplane.sys.AnonymousMemory;

/** A {@code struct nmreq_header} with its body behind it, in memory that the kernel can write its answer to. */
final class ControlRequest implements AutoCloseable {

    static final int REGISTER = 1;
    static final int PORT_INFO_GET = 2;
    static final int VALE_ATTACH = 3;
    static final int VALE_DETACH = 4;
    static final int VALE_LIST = 5;
    static final int VALE_NEWIF = 8;
    static final int VALE_DELIF = 9;
    static final int VALE_POLLING_ENABLE = 10;
    static final int VALE_POLLING_DISABLE = 11;
    static final int POOLS_INFO_GET = 12;

    /** Version of the API that is asked for. */
    static final int API = 14;
    /** Bytes of the name with its final NUL. */
    static final int NAME_SIZE = 64;

    private static final int TYPE = 2;
    private static final int NAME = 8;
    private static final int BODY_POINTER = 80;
    private static final int BODY = 128;

    private final AnonymousMemory page = AnonymousMemory.reserve(4096);
    private final ByteBuffer mem = page.buffer().order(ByteOrder.nativeOrder());

    /** @throws IllegalArgumentException if the name is too long */
    ControlRequest(int type, String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        if (utf8.length >= NAME_SIZE) {
            close();
            throw new IllegalArgumentException("netmap port name '" + name + "' has " + utf8.length + " bytes; the kernel takes at most " + (NAME_SIZE - 1));
        }
        mem.putShort(0, (short) API);
        mem.putShort(TYPE, (short) type);
        for (int i = 0; i < utf8.length; i++) {
            mem.put(NAME + i, utf8[i]);
        }
        mem.putLong(BODY_POINTER, page.address() + BODY);
    }

    /** For ioctl(2). */
    long address() {
        return page.address();
    }

    ControlRequest putLong(int at, long v) {
        mem.putLong(BODY + at, v);
        return this;
    }

    ControlRequest putInt(int at, int v) {
        mem.putInt(BODY + at, v);
        return this;
    }

    ControlRequest putShort(int at, int v) {
        mem.putShort(BODY + at, (short) v);
        return this;
    }

    long getLong(int at) {
        return mem.getLong(BODY + at);
    }

    int getInt(int at) {
        return mem.getInt(BODY + at);
    }

    int getShort(int at) {
        return mem.getShort(BODY + at) & 0xffff;
    }

    /** The name in the header, which VALE_LIST fills. */
    String name() {
        byte[] b = new byte[NAME_SIZE];
        int n = 0;
        for (byte c; n < b.length && (c = mem.get(NAME + n)) != 0; n++) {
            b[n] = c;
        }
        return new String(b, 0, n, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        page.release();
    }
}
