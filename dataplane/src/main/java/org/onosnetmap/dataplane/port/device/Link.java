package org.onosnetmap.dataplane.port.device;

import org.onosnetmap.dataplane.netmap.NetmapRing;
import org.onosnetmap.dataplane.port.LinkState;
import org.onosnetmap.dataplane.port.PortCounters;
import org.onosnetmap.dataplane.sys.Errno;
import org.onosnetmap.dataplane.sys.SystemCallException;

/** The link of a port on an interface, as of the last {@link #refresh}, which the control side calls; the rest may be read by any thread. */
public final class Link {

    private static final int ETHERNET_HEADER = 14;
    private static final int VLAN_TAG = 4;

    private final NetDevice device;
    /** Bytes of the longest frame that the port can take. */
    private final int room;
    private volatile LinkState state = LinkState.UP;
    private volatile String reason = "";
    private volatile long mac;
    private volatile int mtu;
    private volatile long speed;

    public Link(NetDevice device, int room) {
        this.device = device;
        this.room = room;
        this.mtu = device.mtu();
    }

    /** Asks the kernel, unless the interface is gone for good. */
    public void refresh() {
        if (state == LinkState.GONE) {
            return;
        }
        try {
            int flags = device.flags();
            mac = device.mac();
            mtu = device.mtu();
            speed = device.speedMbps();
            if ((flags & NetDevice.UP) == 0) {
                down("the interface is down; ip link set dev " + device.name() + " up");
            } else if ((flags & NetDevice.RUNNING) == 0) {
                down("no carrier on " + device.name() + ": is the cable in, and the peer up?");
            } else {
                reason = tooLong();
                state = LinkState.UP;
            }
        } catch (SystemCallException e) {
            if (e.errno() == Errno.ENODEV || e.errno() == Errno.ENXIO) {
                vanished();
            } else {
                down(e.getMessage());
            }
        }
    }

    /** The link is down until the next {@link #refresh}, or longer. */
    public void down(String why) {
        reason = why;
        state = LinkState.DOWN;
    }

    /** The link does not come back. */
    public void gone(String why) {
        reason = why;
        state = LinkState.GONE;
    }

    /** The interface is not there any more. */
    public void vanished() {
        gone("the interface was deleted or moved to another network namespace; once it is back it can be attached again");
    }

    /** What the operator should know of an interface that is up: its longest frames would not fit. Empty if they do. */
    private String tooLong() {
        return longest() <= room ? "" : "the MTU of " + mtu + " is more than this datapath's buffers hold, " + room
                + " bytes, and longer frames are lost; ip link set dev " + device.name() + " mtu " + (room - ETHERNET_HEADER) + ", or a larger bufSize";
    }

    public LinkState state() {
        return state;
    }

    public String reason() {
        return reason;
    }

    public long mac() {
        return mac;
    }

    public long speedMbps() {
        return speed;
    }

    /** Bytes of the longest frame without a tag. */
    public int longest() {
        return mtu + ETHERNET_HEADER;
    }

    /** Bytes of the longest frame that the interface and the port take. */
    public int maxFrame() {
        return Math.min(mtu + ETHERNET_HEADER + VLAN_TAG, room);
    }

    /** The MTU, for the operator. */
    public String describeMtu() {
        return mtu + (longest() > room ? "; frames longer than " + room + " bytes are dropped, the datapath's buffers are no larger" : "");
    }

    /** In place of sending to an interface that is gone: consumes what is in the ring, and counts it as errors. */
    public static void refuse(NetmapRing r, PortCounters counters) {
        int first = r.next(r.tail());
        if (r.headWithin(first) && r.head() != first) {
            int n = r.head() - first;
            counters.addTxErrors(n < 0 ? n + r.numSlots() : n);
            r.tail(r.head() == 0 ? r.numSlots() - 1 : r.head() - 1);
        }
    }
}
