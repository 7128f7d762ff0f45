/**
 * Tests of kernel ports that run as a plain program in a guest of QEMU with netmap-kmod: {@code test/vm/run-java}. Not JUnit, which takes longer to start
 * there than all of these. Results are lines of TAP, as those of the module's own tests.
 *
 * <p>The guest has four e1000 interfaces: eth0 is wired to eth1, and eth2 to eth3.
 */
package org.onosnetmap.dataplane.guest;
