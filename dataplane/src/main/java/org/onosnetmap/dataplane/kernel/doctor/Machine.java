package org.onosnetmap.dataplane.kernel.doctor;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the doctor asks of the machine. */
interface Machine {

    /** Release of the running kernel, as {@code uname -r} has it. */
    String kernel();

    /** Releases of the kernels that a netmap module is installed for. */
    Set<String> kernelsWithModule();

    /** Whether a module of that name is loaded. */
    boolean moduleLoaded();

    /** Opens the device and closes it again. Returns 0 or an error number. */
    int tryOpen();

    /** Asks the module for the least there is, with our version of the API. Returns 0 or an error number. */
    int tryRequest();

    /** Asks the shared region for an interface object and some buffers, and gives them back. */
    Memory tryMemory(int buffers);

    /** An interface; empty if there is none of that name. */
    Optional<Nic> nic(String name);

    /** Who keeps us from binding the interface's rings, each in a few words. */
    List<String> users(String name);

    /** Outcome of a try for memory. */
    final class Memory {
        /** 0, or the error number. */
        final int errno;
        /** Buffers that there were. */
        final int buffers;

        Memory(int errno, int buffers) {
            this.errno = errno;
            this.buffers = buffers;
        }
    }

    /** State of an interface. */
    final class Nic {
        final boolean ethernet;
        final boolean up;
        final boolean running;
        final boolean gro;
        final boolean lro;

        Nic(boolean ethernet, boolean up, boolean running, boolean gro, boolean lro) {
            this.ethernet = ethernet;
            this.up = up;
            this.running = running;
            this.gro = gro;
            this.lro = lro;
        }
    }
}
