/**
 * Southbound providers: datapaths as ONOS devices.
 *
 * <p><b>What.</b> {@link org.onosnetmap.app.provider.NetmapDeviceProvider} announces datapaths and ports and reports port statistics,
 * {@link org.onosnetmap.app.provider.NetmapFlowRuleProvider} runs batches of rules and reports rule and table statistics,
 * {@link org.onosnetmap.app.provider.NetmapPacketProvider} carries packet-ins and packet-outs,
 * {@link org.onosnetmap.app.provider.NetmapHostProvider} reports what learning switches have learnt. All have the scheme {@code netmap}.
 *
 * <p><b>Why so.</b> A driver with {@code FlowRuleProgrammable} would be polled by the core every 30 s and would get no events, so rules have
 * a provider of their own. Rules are echoed to the core as the very objects it gave (the tag of the translated rule), in one snapshot of a
 * device, so that reconciliation finds nothing to do; requests of the core to install what is installed already, which its races produce,
 * change nothing. A rule that was refused is shown as FAILED: the core asks again ({@code applyFlowRule}) for what is in its store and not
 * in the snapshot, and the entry it passes is marked then.
 *
 * <p><b>Order.</b> The device provider is activated after the others and deactivated before them, by a reference to each: a device is there
 * only while rules, packets and hosts are looked after.
 *
 * <p><b>Threads.</b> Each provider has one thread of its own for what it tells the core, so that neither the core nor the data plane's
 * control thread waits for the other; the flow rule provider has one for batches and one for statistics, so that a rule never waits for a
 * large snapshot. Packet-ins run on the data plane's packet-in thread.
 *
 * <p><b>Limits.</b> Groups and meters are refused. Idle timeouts are kept by the core, to the period of the statistics.
 */
package org.onosnetmap.app.provider;
