/**
 * An ONOS app for the tests: what a reactive application asks of a switch, and nothing more.
 *
 * <p><b>What.</b> {@link org.onosnetmap.reactive.ReactiveForwarding} asks for ARP and IPv4 packets. It answers ARP requests for one address
 * itself, floods what goes to an unknown address, and installs a rule with a hard timeout for what goes to a known one. {@link
 * org.onosnetmap.reactive.NextCommand} hands over next objectives with all operations, of which REST has two.
 *
 * <p><b>Why so.</b> ONOS's own reactive forwarding of these versions is on no repository that this build may use, and REST can neither send
 * packets nor set hard timeouts. This app uses the services that any app uses (packet requests, packet context, packet-out, flow rules), so
 * what it proves is the whole way: ring, packet-in, core, app, core, packet-out, ring.
 *
 * <p><b>Threads.</b> Packets come on the thread of the packet provider; what is known is in concurrent maps.
 *
 * <p><b>Limits.</b> Floods go in circles if switches do. Addresses are never forgotten.
 */
package org.onosnetmap.reactive;
