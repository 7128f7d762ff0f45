/**
 * What applications of ONOS can ask of, and set at, a datapath through its driver.
 *
 * <p><b>What.</b> {@link org.onosnetmap.app.behaviour.NetmapPortAdmin} switches ports, {@link org.onosnetmap.app.behaviour.NetmapBridgeConfig}
 * makes and removes datapaths and ports, {@link org.onosnetmap.app.behaviour.NetmapMirroringConfig} mirrors,
 * {@link org.onosnetmap.app.behaviour.NetmapQueueConfig}, {@link org.onosnetmap.app.behaviour.NetmapQosConfig} and
 * {@link org.onosnetmap.app.behaviour.NetmapPortConfig} shape what leaves, and
 * {@link org.onosnetmap.app.behaviour.NetmapDiscovery}, {@link org.onosnetmap.app.behaviour.NetmapVlanQuery} and
 * {@link org.onosnetmap.app.behaviour.NetmapMeterQuery} answer questions. Which of
 * ONOS's behaviours are not here, and why not, stands in {@code docs/onos-app.md}.
 *
 * <p><b>Why so.</b> The behaviours call the same service as shell and REST, so that what they change is checked, declared in the network
 * configuration and kept as if an operator had done it. ONOS's interfaces have no way to say why something failed: the methods return
 * false, or nothing, and the reason is logged.
 *
 * <p><b>Threads.</b> ONOS makes an object for each use. What must be remembered between two uses is in
 * {@link org.onosnetmap.app.behaviour.QosDefinitions}, which is thread-safe.
 *
 * <p><b>Limits.</b> A behaviour works on the node that runs the datapath. Definitions of queues and QoS, which interface goes by which QoS,
 * and mirrors are kept in memory; the rates and queues that a QoS gave to a port are declared, and so outlast a restart.
 */
package org.onosnetmap.app.behaviour;
