/**
 * What the controller says: matches, actions, rules and changes of them, as plain immutable values in OpenFlow's terms.
 *
 * <p>Nothing here knows how packets are looked up or changed. A value may say more than the pipeline can do; the pipeline then refuses
 * it with a {@link org.onosnetmap.dataplane.flow.FlowException}. Immutable, so free to cross threads.
 */
package org.onosnetmap.dataplane.flow;
