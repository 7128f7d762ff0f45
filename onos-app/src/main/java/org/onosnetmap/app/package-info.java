/**
 * The application {@code org.onosnetmap}: netmap ports and VALE switches as devices of ONOS.
 *
 * <p>{@code api} and {@code extension} are what others may use. {@code config} reads and writes the network configuration, {@code datapath} keeps the data plane
 * as it wants, {@code translate} turns rules of ONOS into rules of the data plane, {@code provider} connects the data plane to the core,
 * {@code driver} makes flow objectives out of what applications want, {@code text}, {@code cli}, {@code rest} and {@code codec} are for people.
 * The data plane itself (packages {@code org.onosnetmap.dataplane…}) knows nothing of ONOS and is called through its {@code engine},
 * {@code flow} and {@code port} packages only.
 */
package org.onosnetmap.app;
