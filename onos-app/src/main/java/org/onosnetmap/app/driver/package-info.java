/**
 * The driver {@code netmap}: flow objectives and packet requests become rules and groups.
 *
 * <p><b>What.</b> {@link org.onosnetmap.app.driver.NetmapDriverLoader} registers the driver of {@code netmap-drivers.xml}, which the core
 * finds by the manufacturer of our devices. Its {@link org.onosnetmap.app.driver.NetmapPipeliner} puts all objectives into table 0, like
 * ONOS's own single-table pipeliner, so that applications written for that one work:
 * <ul>
 * <li>forwarding: selector and treatment are the rule's; a next id stands for that next objective, behind the treatment;</li>
 * <li>filtering: key and conditions are the selector; PERMIT runs the meta treatment, or punts without one; DENY drops;</li>
 * <li>next: a group of the core, of the objective's application, which {@link org.onosnetmap.app.driver.NextGroups} adds, changes and removes. SIMPLE
 * is INDIRECT, HASHED is SELECT with the treatments' weights, BROADCAST is ALL; FAILOVER takes the treatments in their order and watches the port that
 * each outputs to, or the group that it hands packets to. A treatment that is the id of another next objective hands packets to that one's group. What
 * is changed in a group changes at once for all rules that forward by it. A SIMPLE treatment that no bucket can have (meters, tables, several actions of a
 * kind) becomes part of the rules themselves. The objective's meta selector is a hint for switches whose groups depend on it; these do not.</li>
 * </ul>
 * An objective is reported done when the rule or group is in force, and failed if it was refused, or a group is not there after 20 s.
 *
 * <p><b>Packet requests on a VALE switch.</b> The core asks for packets (ARP, IPv4, …) with a forwarding objective that outputs to the
 * controller and nothing else. On a learning switch that would take these packets away from the hosts. There such a request outputs to
 * NORMAL as well, and the packet-in is marked as handled, so that reactive applications neither drop nor duplicate it. LLDP and BDDP are
 * for the controller alone: bridges do not forward them (IEEE 802.1Q section 8.6.3), and link discovery must see them unhandled.
 *
 * <p><b>Threads.</b> The core calls a pipeliner from several threads; it keeps no state but in the core's stores. Next objectives are done by one thread ({@code NextWork}), those
 * of one number in their order.
 *
 * <p><b>Limits.</b> A SIMPLE next objective that is part of rules cannot be changed: remove it, and install it and the rules anew. A next objective that
 * is removed takes the rules that forward by it with it, as any group does.
 */
package org.onosnetmap.app.driver;
