/**
 * What the commands that move packets share: waiting for links, the end by Ctrl-C or because a port vanished, processors, numbers as people
 * write and read them.
 *
 * <p>The main thread of such a command opens ports, starts the threads that move packets, looks after the ports a few times a second and
 * writes reports; it alone writes. At the end, however that comes about, ports are closed and so interfaces are as they were, and then the
 * process ends.
 */
package org.onosnetmap.tools.run;
