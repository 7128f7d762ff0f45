/**
 * Programs to begin with: each opens ports by name and works on their rings. docs/api.md goes through them; {@code java -cp
 * tools/target/netmap.jar org.onosnetmap.examples.CountPackets packet:eth1} starts one.
 */
package org.onosnetmap.examples;
