package org.onosnetmap.dataplane.pipeline.reference;

import java.util.Arrays;
import java.util.Objects;

/** One packet that left a pipeline: how, and with which bytes. */
public final class ReferenceOutput {

    /** Ways out, as {@link org.onosnetmap.dataplane.pipeline.Egress} has them. */
    public enum Kind { PORT, ALL, FLOOD, NORMAL, CONTROLLER }

    private final Kind kind;
    private final int port;
    private final int maxLen;
    private final int reason;
    private final int table;
    private final long cookie;
    private final byte[] bytes;

    private ReferenceOutput(Kind kind, int port, int maxLen, int reason, int table, long cookie, byte[] bytes) {
        this.kind = kind;
        this.port = port;
        this.maxLen = maxLen;
        this.reason = reason;
        this.table = table;
        this.cookie = cookie;
        this.bytes = bytes;
    }

    /** Out of a port. */
    public static ReferenceOutput port(int port, byte[] bytes) {
        return new ReferenceOutput(Kind.PORT, port, 0, 0, 0, 0, bytes);
    }

    /** ALL, FLOOD or NORMAL. */
    public static ReferenceOutput of(Kind kind, byte[] bytes) {
        return new ReferenceOutput(kind, 0, 0, 0, 0, 0, bytes);
    }

    /** To the controller. */
    public static ReferenceOutput controller(int maxLen, int reason, int table, long cookie, byte[] bytes) {
        return new ReferenceOutput(Kind.CONTROLLER, 0, maxLen, reason, table, cookie, bytes);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof ReferenceOutput)) {
            return false;
        }
        ReferenceOutput o = (ReferenceOutput) other;
        return kind == o.kind && port == o.port && maxLen == o.maxLen && reason == o.reason && table == o.table && cookie == o.cookie
                && Arrays.equals(bytes, o.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, port, maxLen, reason, table, cookie, Arrays.hashCode(bytes));
    }

    @Override
    public String toString() {
        StringBuilder s = new StringBuilder(kind.toString());
        if (kind == Kind.PORT) {
            s.append(' ').append(Integer.toUnsignedString(port));
        } else if (kind == Kind.CONTROLLER) {
            s.append(" maxLen ").append(maxLen).append(" reason ").append(reason).append(" table ").append(table).append(" cookie ").append(cookie);
        }
        s.append(" [").append(bytes.length).append("] ");
        for (byte b : bytes) {
            s.append(String.format("%02x", b));
        }
        return s.toString();
    }
}
