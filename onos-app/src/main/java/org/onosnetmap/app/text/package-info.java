/**
 * Rules as text, in ONOS: in and out in the syntax of {@code ovs-ofctl}, for the shell and for REST.
 *
 * <p><b>What.</b> {@link org.onosnetmap.app.text.TextRules} reads lines into rules of ONOS and hands them to its flow rule service, and writes
 * the rules that ONOS has for a datapath as lines. The lines of a dump can be added again.
 *
 * <p><b>Why so.</b> The rules are ONOS's: they appear in {@code flows}, they are kept by its reconciliation, and they are removed as any others.
 * They belong to an application id of their own, so that all of them can be removed at once.
 *
 * <p><b>Threads.</b> Without state.
 *
 * <p><b>Limits.</b> Lines are read all or none. What the data plane alone can decide (prerequisites, a group that is not there) is decided when a
 * rule is installed; such a rule is FAILED in ONOS, and its reason is among the refusals. Groups and meters are ONOS's own business.
 */
package org.onosnetmap.app.text;
