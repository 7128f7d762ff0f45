package org.onosnetmap.dataplane.kernel;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.onosnetmap.dataplane.netmap.NetmapIf;
import org.onosnetmap.dataplane.sys.DeviceMemory;

/**
 * A memory region of the kernel, mapped once in this process, however many ports use it: so the rings of all of them are in one buffer, and
 * a packet goes from one to another by an exchange of two indexes. Numbers of regions are the machine's.
 *
 * <p>It is mapped through a descriptor of its own, bound to a bare name in that region (NR_REG_NULL): a mapping keeps its descriptor's port
 * alive, and a port that is closed must go. Thread-safe.
 */
public final class KernelRegion {

    private static final Map<Integer, KernelRegion> REGIONS = new HashMap<>();

    private final int id;
    private final NetmapDevice holder;
    private final DeviceMemory memory;
    private final int bufCount;
    private int users;

    private KernelRegion(int id, NetmapDevice holder, DeviceMemory memory, int bufCount) {
        this.id = id;
        this.holder = holder;
        this.memory = memory;
        this.bufCount = bufCount;
    }

    /**
     * The region of a port that this process has bound; {@link #release} ends the use.
     *
     * @throws IllegalArgumentException if the region cannot be used by this process, with what to do
     */
    public static KernelRegion use(int id) {
        synchronized (REGIONS) {
            KernelRegion r = REGIONS.get(id);
            if (r == null) {
                r = map(id);
                REGIONS.put(id, r);
            }
            r.users++;
            return r;
        }
    }

    private static KernelRegion map(int id) {
        NetmapDevice holder = NetmapDevice.open();
        try {
            Registration reg = holder.register(new RegisterRequest("onos-netmap-" + ProcessHandle.current().pid() + "-" + id)
                    .mode(RegisterRequest.Mode.NULL, 0).memory(id));
            NetmapDevice.Pools pools = holder.pools(id);
            if (reg.memSize > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("memory region " + id + " has " + reg.memSize
                        + " bytes, and 2 GiB is the most that can be used; load the module with a smaller buf_num or buf_size");
            }
            if (pools.bufCount < 0 || pools.bufSize < 0 || pools.bufOffset < 0 || pools.bufOffset + (long) pools.bufCount * pools.bufSize > reg.memSize) {
                throw new IllegalArgumentException("memory region " + id + ": " + pools.bufCount + " buffers of " + pools.bufSize + " bytes at " + pools.bufOffset
                        + " do not fit its " + reg.memSize + " bytes; is this the netmap module that it should be?");
            }
            return new KernelRegion(id, holder, holder.map(reg.memSize), pools.bufCount);
        } catch (RuntimeException e) {
            holder.close();
            throw e;
        }
    }

    /** Ends one use. With the last one the memory is given back: views of it are blank then. */
    public void release() {
        synchronized (REGIONS) {
            if (--users == 0) {
                REGIONS.remove(id);
                memory.release();
                holder.close();
            }
        }
    }

    /** Its number. */
    public int id() {
        return id;
    }

    /** The region; the same object for all its ports. */
    public ByteBuffer memory() {
        return memory.buffer();
    }

    /** Number of buffers, with the two that are nobody's. */
    public int bufCount() {
        return bufCount;
    }

    /**
     * The structures of a descriptor.
     *
     * @throws IllegalArgumentException if they do not fit into the region
     */
    public NetmapIf netmapIf(Registration reg) {
        if (reg.offset < 0 || reg.offset > memory().capacity() - 64) {
            throw new IllegalArgumentException("netmap_if at " + reg.offset + " is outside of memory region " + id);
        }
        return new NetmapIf(memory(), (int) reg.offset, bufCount);
    }
}
