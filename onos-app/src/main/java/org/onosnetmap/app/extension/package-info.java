/**
 * What the flow API of ONOS cannot say: a selector and a treatment for it.
 *
 * <p><b>What.</b> {@link org.onosnetmap.app.extension.NetmapSelector} matches any field of the data plane, with any mask that it may have;
 * {@link org.onosnetmap.app.extension.NetmapTreatment} is any list of its actions. Both stand next to the criteria and instructions of
 * ONOS in one rule, and fulfil each other's prerequisites. Applications that use them import this package:
 *
 * <pre>
 * DefaultTrafficSelector.builder().matchEthType(TYPE_IPV4).matchIPProtocol(PROTOCOL_TCP)
 *         .extension(new NetmapSelector("tcp_flags=+syn-ack"), deviceId)
 * DefaultTrafficTreatment.builder().extension(new NetmapTreatment("mod_nw_ttl:64"), deviceId).setOutput(port)
 * </pre>
 *
 * <p><b>Why text.</b> The syntax is that of {@code ovs-ofctl}, {@code docs/flow-text.md} has its names. One text is the form for people, the
 * JSON form, what ONOS stores and copies between its nodes, and what two of them are compared by: it is brought into one spelling when
 * it is read. ONOS keeps one criterion of a type, and EXTENSION is one type, so one selector holds as many fields as are wanted.
 *
 * <p><b>Threads.</b> Both can be changed, because ONOS makes an empty one and fills it from bytes; nobody changes one that is in a rule.
 *
 * <p><b>Limits.</b> The text is checked when it is read; prerequisites and ranges that depend on the rest of the rule are checked by the data
 * plane when the rule is installed.
 */
package org.onosnetmap.app.extension;
