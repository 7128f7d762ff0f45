package org.onosnetmap.app.translate;

import org.onosnetmap.dataplane.flow.PortNo;
import org.onosproject.net.PortNumber;

/** Port numbers of ONOS (64 bits, reserved ones negative) and of the data plane (OpenFlow's 32 bits, unsigned). */
public final class Ports {

    private Ports() {
    }

    /** OpenFlow's OFPP_IN_PORT and OFPP_ANY, the lowest and highest reserved port, as ONOS numbers them. */
    private static final long FIRST_RESERVED = -8;
    private static final long LAST_RESERVED = -1;

    /**
     * The data plane's number; reserved ports have the same low 32 bits on both sides. ONOS calls numbers of more than 32 bits
     * logical, too, but they are none of them.
     */
    static int toDataplane(PortNumber p) throws UntranslatableException {
        long n = p.toLong();
        boolean reserved = n >= FIRST_RESERVED && n <= LAST_RESERVED;
        if (!reserved && (n < 1 || n > Integer.toUnsignedLong(PortNo.MAX))) {
            throw new UntranslatableException("port " + p, "out of range; take 1 to " + Integer.toUnsignedString(PortNo.MAX) + " or a reserved port");
        }
        return (int) n;
    }

    /** ONOS's number of a port that is not reserved. */
    public static PortNumber toOnos(int number) {
        return PortNumber.portNumber(Integer.toUnsignedLong(number));
    }

    /** Where a packet came in; packets of the controller have its reserved port. */
    public static PortNumber inPortToOnos(int number) {
        return number == PortNo.CONTROLLER ? PortNumber.CONTROLLER : number == PortNo.LOCAL ? PortNumber.LOCAL : toOnos(number);
    }
}
