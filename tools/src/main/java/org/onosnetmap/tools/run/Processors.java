package org.onosnetmap.tools.run;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.sys.AnonymousMemory;
import org.onosnetmap.dataplane.sys.Libc;
import org.onosnetmap.dataplane.sys.SystemCallException;
import org.onosnetmap.tools.ToolException;

/** Which processors threads run on: sched_setaffinity(2). */
public final class Processors {

    private static final int BYTES = 1024;

    private Processors() {
    }

    /** Lets the calling thread, and those that it starts from now on, run on the first {@code n} of the processors that it may use now. */
    public static void limit(int n) {
        with((memory, mask) -> {
            int left = n;
            for (int cpu = 0; cpu < 8 * BYTES; cpu++) {
                if (has(mask, cpu) && --left < 0) {
                    mask.put(cpu >> 3, (byte) (mask.get(cpu >> 3) & ~(1 << (cpu & 7))));
                }
            }
            set(memory);
        });
    }

    /**
     * Lets the calling thread run on this processor alone.
     *
     * @throws ToolException if there is no such processor
     */
    public static void pin(int cpu) throws ToolException {
        if (cpu < 0 || cpu >= 8 * BYTES) {
            throw new ToolException("-a " + cpu + ": there is no such processor");
        }
        try {
            with((memory, mask) -> {
                for (int i = 0; i < BYTES; i++) {
                    mask.put(i, (byte) (i == cpu >> 3 ? 1 << (cpu & 7) : 0));
                }
                set(memory);
            });
        } catch (SystemCallException e) {
            throw new ToolException("-a " + cpu + ": there is no such processor, or this process may not use it; 'taskset -cp $$' lists those it may", e);
        }
    }

    private static boolean has(ByteBuffer mask, int cpu) {
        return (mask.get(cpu >> 3) & 1 << (cpu & 7)) != 0;
    }

    private interface Body {
        void run(AnonymousMemory memory, ByteBuffer mask);
    }

    private static void with(Body body) {
        AnonymousMemory memory = AnonymousMemory.reserve(4096);
        try {
            if (Libc.sched_getaffinity(0, BYTES, memory.address()) < 0) {
                throw new SystemCallException("sched_getaffinity", Libc.errno());
            }
            body.run(memory, memory.buffer().order(ByteOrder.nativeOrder()));
        } finally {
            memory.release();
        }
    }

    private static void set(AnonymousMemory memory) {
        if (Libc.sched_setaffinity(0, BYTES, memory.address()) < 0) {
            throw new SystemCallException("sched_setaffinity", Libc.errno());
        }
    }
}
