/**
 * Southbound providers: datapaths as ONOS devices.
 *
 * <p><b>What.</b> {@link org.onosnetmap.app.provider.NetmapDeviceProvider} announces datapaths and ports and reports port statistics,
 * {@link org.onosnetmap.app.provider.NetmapFlowRuleProvider} runs batches of rules and reports rule and table statistics,
 * {@link org.onosnetmap.app.provider.NetmapGroupProvider} and {@link org.onosnetmap.app.provider.NetmapMeterProvider} do the same for groups
 * and meters, {@link org.onosnetmap.app.provider.NetmapPacketProvider} carries packet-ins and packet-outs,
 * {@link org.onosnetmap.app.provider.NetmapHostProvider} reports what learning switches have learnt. All have the scheme {@code netmap}.
 *
 * <p><b>Why so.</b> A driver with {@code FlowRuleProgrammable} would be polled by the core every 30 s and would get no events, so rules have
 * a provider of their own. Rules are echoed to the core as the very objects it gave (the tag of the translated rule), in one snapshot of a
 * device, so that reconciliation finds nothing to do; requests of the core to install what is installed already, which its races produce,
 * change nothing. Groups and meters are echoed with
 * the very buckets and bands for the same reason. A rule that was refused is shown as FAILED: the core asks again ({@code applyFlowRule}) for what is in its store and not
 * in the snapshot, and the entry it passes is marked then.
 *
 * <p><b>References.</b> The core asks for rules, groups and meters on different threads, in any order, and for the same thing again when a
 * report has crossed its wish. A rule that came before its group would be refused for good. So whoever needs a group or meter that is not here
 * looks whether the core's store has it, and adds it then and there; the core's own wish finds it done. Until the first report of groups the
 * core holds them back: rules that need one wait for that report. A group or meter that goes takes
 * rules with it: the data plane reports them, and they are reported on as expired by hard timeout, the one reason on which the core does not
 * install them again. Until then reports show them as if they were there. A bucket that the data plane took out because its group went, is
 * put back when the group comes back: the core still has it in its store.
 *
 * <p><b>Removals.</b> A report that crosses a removal makes the core's stores forget that something was to be removed, and want it back. What was removed
 * is remembered until the core has forgotten it, and told to the core again if need be.
 *
 * <p><b>Order.</b> The device provider is activated after the others and deactivated before them, by a reference to each: a device is there
 * only while rules, packets and hosts are looked after.
 *
 * <p><b>Threads.</b> Each provider has one thread of its own for what it tells the core, so that neither the core nor the data plane's
 * control thread waits for the other; those of rules, groups and meters have one for changes and one for statistics, so that a change never waits
 * for a large snapshot. Packet-ins run on the data plane's packet-in thread.
 *
 * <p><b>Limits.</b> Idle timeouts are kept by the core, to the period of the statistics.
 */
package org.onosnetmap.app.provider;
