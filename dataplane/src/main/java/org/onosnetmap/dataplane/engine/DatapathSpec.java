package org.onosnetmap.dataplane.engine;

import java.util.Objects;
import java.util.regex.Pattern;

/** What a datapath is called and how it behaves when no rule says otherwise. */
public final class DatapathSpec {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}");

    private final String name;
    private final boolean vale;
    private int macAgeSeconds = 300;
    private int maxPorts = 64;
    private int bufSize = 2048;

    private DatapathSpec(String name, boolean vale) throws DatapathException {
        if (name == null || !NAME.matcher(name).matches()) {
            throw new DatapathException(DatapathException.Kind.BAD_NAME, "datapath name '" + name + "': take 1 to 63 letters, digits, '_', '.' and '-', and none of the last two at the beginning");
        }
        if (vale != name.startsWith("vale")) {
            throw new DatapathException(DatapathException.Kind.BAD_NAME, vale ? "VALE switch '" + name + "': its name must begin with 'vale'"
                    : "datapath '" + name + "': names that begin with 'vale' belong to VALE switches");
        }
        if (vale && !name.matches("vale[0-9A-Za-z_]*")) {
            throw new DatapathException(DatapathException.Kind.BAD_NAME, "VALE switch '" + name + "': take 'vale' and letters, digits and '_'");
        }
        this.name = name;
        this.vale = vale;
    }

    /** A datapath that drops what no rule matches. */
    public static DatapathSpec openFlow(String name) throws DatapathException {
        return new DatapathSpec(name, false);
    }

    /** A VALE switch: what no rule matches goes to the learning switch. */
    public static DatapathSpec vale(String name) throws DatapathException {
        return new DatapathSpec(name, true);
    }

    public String name() {
        return name;
    }

    public boolean isVale() {
        return vale;
    }

    /** Seconds after which a learnt address is forgotten, 1 to 86,400; default 300. */
    public DatapathSpec macAge(int seconds) throws DatapathException {
        macAgeSeconds = inRange("MAC age", seconds, 1, 86_400);
        return this;
    }

    public int macAgeSeconds() {
        return macAgeSeconds;
    }

    /** How many ports the datapath's memory is reserved for, 2 to 1,024; default 64. Address space only, until ports are attached. */
    public DatapathSpec maxPorts(int n) throws DatapathException {
        maxPorts = inRange("maximum of ports", n, 2, 1024);
        return this;
    }

    public int maxPorts() {
        return maxPorts;
    }

    /** Bytes of a packet buffer and so of the largest frame, a multiple of 64 from 2,048 to 16,384; default 2,048. */
    public DatapathSpec bufSize(int bytes) throws DatapathException {
        bufSize = inRange("buffer size", bytes, 2048, 16_384);
        if (bytes % 64 != 0) {
            throw new DatapathException(DatapathException.Kind.BAD_NAME, name + ": buffer size " + bytes + " is no multiple of 64");
        }
        return this;
    }

    public int bufSize() {
        return bufSize;
    }

    private int inRange(String what, int n, int min, int max) throws DatapathException {
        if (n < min || n > max) {
            throw new DatapathException(DatapathException.Kind.BAD_NAME, name + ": " + what + " " + n + " is out of range; take " + min + " to " + max);
        }
        return n;
    }

    @Override
    public boolean equals(Object o) {
        if (!(o instanceof DatapathSpec)) {
            return false;
        }
        DatapathSpec d = (DatapathSpec) o;
        return name.equals(d.name) && macAgeSeconds == d.macAgeSeconds && maxPorts == d.maxPorts && bufSize == d.bufSize;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, macAgeSeconds, maxPorts, bufSize);
    }

    @Override
    public String toString() {
        return (vale ? "VALE switch " : "datapath ") + name;
    }
}
