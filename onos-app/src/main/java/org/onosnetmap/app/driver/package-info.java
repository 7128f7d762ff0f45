/**
 * The driver {@code netmap}: flow objectives and packet requests become rules.
 *
 * <p><b>What.</b> {@link org.onosnetmap.app.driver.NetmapDriverLoader} registers the driver of {@code netmap-drivers.xml}, which the core
 * finds by the manufacturer of our devices. Its {@link org.onosnetmap.app.driver.NetmapPipeliner} puts all objectives into table 0, like
 * ONOS's own single-table pipeliner, so that applications written for that one work:
 * <ul>
 * <li>forwarding: selector and treatment are the rule's; a next id stands for the treatment of that next objective;</li>
 * <li>filtering: key and conditions are the selector; PERMIT runs the meta treatment, or punts without one; DENY drops;</li>
 * <li>next: SIMPLE is a treatment, BROADCAST several that only output. HASHED and FAILOVER are refused:
 * applications add the group themselves, and forward to it with the instruction GROUP.</li>
 * </ul>
 * An objective is reported done when the rule is in force, and failed if it was refused.
 *
 * <p><b>Packet requests on a VALE switch.</b> The core asks for packets (ARP, IPv4, …) with a forwarding objective that outputs to the
 * controller and nothing else. On a learning switch that would take these packets away from the hosts. There such a request outputs to
 * NORMAL as well, and the packet-in is marked as handled, so that reactive applications neither drop nor duplicate it. LLDP and BDDP are
 * for the controller alone: bridges do not forward them (IEEE 802.1Q section 8.6.3), and link discovery must see them unhandled.
 *
 * <p><b>Threads.</b> The core calls a pipeliner from several threads; it keeps no state but in the core's stores.
 *
 * <p><b>Limits.</b> A next objective that is changed does not change the rules that were made of it: install these again.
 */
package org.onosnetmap.app.driver;
