/**
 * Rules of ONOS as rules of the data plane.
 *
 * <p><b>What.</b> {@link org.onosnetmap.app.translate.RuleTranslator} turns a {@code FlowRule} into a rule of the data plane, or refuses it
 * with the name of the criterion or instruction that it cannot express. {@link org.onosnetmap.app.translate.CriterionTranslator} has one
 * row for every criterion type of ONOS, {@link org.onosnetmap.app.translate.InstructionTranslator} one for every instruction type that is
 * an action; {@link org.onosnetmap.app.translate.ActionList} joins those that ONOS writes apart (truncation and queue with their output);
 * {@link org.onosnetmap.app.translate.ExtensionTranslator} reads what is said in the data plane's own terms.
 * {@link org.onosnetmap.app.translate.GroupTranslator} and {@link org.onosnetmap.app.translate.MeterTranslator} do the same for groups and
 * meters.
 *
 * <p><b>Why so.</b> A rule that is honoured in part forwards what it should not. So nothing is skipped: what has no row is refused, and a
 * test holds every type of the API against these rows. Rules of the data plane do not come back to ONOS from there: the original rule travels as the
 * tag of the translated one and is what ONOS gets to see again, or the core would find small differences and install it again and again.
 *
 * <p><b>The other way round.</b> {@link org.onosnetmap.app.translate.RuleWriter} makes rules of ONOS from rules that were read from text;
 * translated again they are the same.
 *
 * <p><b>What the data plane adds.</b> Prerequisites (a TCP port needs {@code IP_PROTO} 6), fields that cannot be set, ports and tables out
 * of range are checked there, and refused with the OpenFlow error's name.
 *
 * <p><b>Threads.</b> Without state.
 *
 * <p><b>Limits.</b> What is refused, and why, is in the {@link org.onosnetmap.app.translate.SupportTable}.
 */
package org.onosnetmap.app.translate;
