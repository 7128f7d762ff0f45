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
    private final int queue;

    private ReferenceOutput(Kind kind, int port, int maxLen, int reason, int table, long cookie, byte[] bytes, int queue) {
        this.kind = kind;
        this.port = port;
        this.maxLen = maxLen;
        this.reason = reason;
        this.table = table;
        this.cookie = cookie;
        this.bytes = bytes;
        this.queue = queue;
    }

    /** Out of a port. */
    public static ReferenceOutput port(int port, byte[] bytes) {
        return new ReferenceOutput(Kind.PORT, port, 0, 0, 0, 0, bytes, 0);
    }

    /** ALL, FLOOD or NORMAL. */
    public static ReferenceOutput of(Kind kind, byte[] bytes) {
        return new ReferenceOutput(kind, 0, 0, 0, 0, 0, bytes, 0);
    }

    /** To the controller. */
    public static ReferenceOutput controller(int maxLen, int reason, int table, long cookie, byte[] bytes) {
        return new ReferenceOutput(Kind.CONTROLLER, 0, maxLen, reason, table, cookie, bytes, 0);
    }

    /** The same by a queue of its port. */
    public ReferenceOutput queue(int number) {
        return new ReferenceOutput(kind, port, maxLen, reason, table, cookie, bytes, number);
    }

    public Kind kind() {
        return kind;
    }

    /** Of kind PORT only. */
    public int port() {
        return port;
    }

    /** Queue of the port; 0 for its default queue. */
    public int queue() {
        return queue;
    }

    /** To the controller only: bytes to send. */
    public int maxLen() {
        return maxLen;
    }

    /** To the controller only, see {@link org.onosnetmap.dataplane.pipeline.Egress}. */
    public int reason() {
        return reason;
    }

    /** The frame as it leaves. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof ReferenceOutput)) {
            return false;
        }
        ReferenceOutput o = (ReferenceOutput) other;
        return kind == o.kind && port == o.port && maxLen == o.maxLen && reason == o.reason && table == o.table && cookie == o.cookie && queue == o.queue
                && Arrays.equals(bytes, o.bytes);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, port, maxLen, reason, table, cookie, queue, Arrays.hashCode(bytes));
    }

    @Override
    public String toString() {
        StringBuilder s = new StringBuilder(kind.toString());
        if (kind == Kind.PORT) {
            s.append(' ').append(Integer.toUnsignedString(port));
        } else if (kind == Kind.CONTROLLER) {
            s.append(" maxLen ").append(maxLen).append(" reason ").append(reason).append(" table ").append(table).append(" cookie ").append(cookie);
        }
        if (queue != 0) {
            s.append(" queue ").append(Integer.toUnsignedString(queue));
        }
        s.append(" [").append(bytes.length).append("] ");
        for (byte b : bytes) {
            s.append(String.format("%02x", b));
        }
        return s.toString();
    }
}
