package org.onosnetmap.dataplane.port;

import java.util.Arrays;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.netmap.NetmapRing;

/**
 * Something that packets enter and leave through: netmap rings on the side of the forwarding loop, and {@link #rxsync}/{@link #txsync}
 * which play the kernel's part and move packets between the rings and what is behind them.
 *
 * <p><b>Rings.</b> Receive ring {@code i} and transmit ring {@code i} are used by one worker each. A port has as many transmit rings as
 * the engine has workers (a worker sends through the ring of its own number) and one or more receive rings, which the engine spreads
 * over the workers.
 *
 * <p><b>Contract of the syncs</b> (netmap(4)): {@code rxsync} takes back the slots before {@code head} and adds new packets at
 * {@code tail}; {@code txsync} takes the slots before {@code head} and advances {@code tail} over those that are sent. Neither blocks,
 * allocates, logs or throws on what traffic does; trouble is counted in {@link #counters()} and shows in {@link #link()}. A transmit
 * slot is consumed also when its frame is refused. A received frame fits one slot; longer ones are dropped and counted.
 * Slot values are checked by the port before it follows them, as the forwarding loop checks those of the port.
 *
 * <p><b>Life.</b> A port is open when its constructor (or factory method) returns, and has changed the interface by then. {@link
 * #close()} puts everything back and may be called once no worker uses the port; it is idempotent.
 */
public abstract class Port implements AutoCloseable {

    private final PortName name;
    private final NetmapIf nif;
    private final NetmapRing[] rx;
    private final NetmapRing[] tx;
    private final PortCounters counters = new PortCounters();

    /** A port whose rings are all those of one {@code netmap_if}. */
    protected Port(PortName name, NetmapIf nif) {
        this.name = name;
        this.nif = nif;
        this.rx = new NetmapRing[nif.rxRings()];
        Arrays.setAll(rx, nif::rxRing);
        this.tx = new NetmapRing[nif.txRings()];
        Arrays.setAll(tx, nif::txRing);
    }

    /** A port whose rings come from several places. */
    protected Port(PortName name, NetmapRing[] rx, NetmapRing[] tx) {
        this.name = name;
        this.nif = null;
        this.rx = rx;
        this.tx = tx;
    }

    /** The name that the port was opened with. */
    public final PortName name() {
        return name;
    }

    /** The port's structures in its region; null if its rings come from several places. */
    public final NetmapIf netmapIf() {
        return nif;
    }

    public final int rxRings() {
        return rx.length;
    }

    public final int txRings() {
        return tx.length;
    }

    public final NetmapRing rxRing(int i) {
        return rx[i];
    }

    public final NetmapRing txRing(int i) {
        return tx[i];
    }

    public final PortCounters counters() {
        return counters;
    }

    /** Receives into ring {@code ring}. Called by the worker that owns it. */
    public abstract void rxsync(int ring);

    /** Sends from ring {@code ring}. Called by the worker that owns it. */
    public abstract void txsync(int ring);

    /** A descriptor that poll(2) finds readable when ring {@code ring} has something to receive; -1 if the port uses the {@link Doorbell}. */
    public int pollFd(int ring) {
        return -1;
    }

    /**
     * Whether transmit ring {@code ring} holds packets that the last {@link #txsync} could not pass on, so that the worker must call it
     * again soon even if nothing else happens. The default is right for ports that send through a descriptor.
     */
    public boolean txBacklog(int ring) {
        return pollFd(0) >= 0 && txRing(ring).txPending();
    }

    /** Gives the port the doorbell to ring for receive ring {@code ring}. Called before the first sync; ignored by ports with a descriptor. */
    public void doorbell(int ring, Doorbell bell) {
    }

    /**
     * For ports that receive by the clock (a replayed file): how long until ring {@code ring} has its next packet.
     *
     * @return nanoseconds, 0 for now, {@link Long#MAX_VALUE} if the clock brings nothing
     */
    public long nextRxNanos(int ring) {
        return Long.MAX_VALUE;
    }

    /** Link state at the last {@link #refresh}. Cheap; any thread. */
    public abstract LinkState link();

    /** Why the link is down or gone, in a few words for the operator; when it is up, what is wrong all the same, or empty. */
    public String linkReason() {
        return "";
    }

    /** Asks the system for link state and counters. Called on the control side, twice a second or so; may make system calls. */
    public void refresh() {
    }

    /** Takes the port administratively up or down. The default keeps it as it is; the engine itself stops using a disabled port. */
    public void enable(boolean up) throws PortException {
    }

    /** The port's Ethernet address as 48 low bits; 0 if it has none. */
    public long mac() {
        return 0;
    }

    /** Largest frame the port carries, without FCS, in bytes. */
    public int maxFrame() {
        return tx.length > 0 && tx[0] != null ? tx[0].bufSize() : 0;
    }

    /** Speed in Mbit/s, 0 if unknown or meaningless. */
    public long speedMbps() {
        return 0;
    }

    /** What the port is and how it works, as key and value for the operator: {@code driver}, {@code mode}, {@code offloads} and the like. */
    public java.util.Map<String, String> details() {
        return java.util.Map.of();
    }

    @Override
    public abstract void close();

    @Override
    public String toString() {
        return name.toString();
    }
}
