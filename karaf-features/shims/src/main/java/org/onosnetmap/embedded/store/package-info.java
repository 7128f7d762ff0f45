/**
 * Stores that stand in for three of {@code onos-core-dist} 2.4.0, which Maven Central has, under the managers of
 * {@code onos-core-net} 2.5.6, which it has no newer stores for.
 *
 * <p><b>Why.</b> Between the two versions {@code FlowRuleStore} and {@code GroupStore} gained one method each, to purge what one
 * application put on one device; {@link org.onosnetmap.embedded.store.PurgingFlowRuleStore} and
 * {@link org.onosnetmap.embedded.store.PurgingGroupStore} add it and inherit the rest. {@code MeterStore} became another interface
 * (scopes, index ranges, asynchronous results): {@link org.onosnetmap.embedded.store.SingleNodeMeterStore} is written to it.
 *
 * <p><b>Threads.</b> As any ONOS store: called from REST, shell, event and provider threads at the same time. The two subclasses
 * rely on their parents. The meter store holds its state in concurrent maps and changes a meter within the map's own per-key lock; no delegate is
 * called and no future completed while one is held.
 *
 * <p><b>Limits.</b> One node. Meters and their features live in memory, so they are gone after a restart, as flow rules are; the
 * providers push the features anew, and whoever submitted meters submits them again. Groups, like all that {@code onos-core-dist}
 * keeps in Atomix, follow Atomix.
 */
package org.onosnetmap.embedded.store;
