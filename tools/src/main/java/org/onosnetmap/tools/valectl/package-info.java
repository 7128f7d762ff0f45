/**
 * {@code netmap vale-ctl}: VALE switches and their ports, with the options of vale-ctl(4) (valectl(8) in newer systems).
 *
 * <p>{@link org.onosnetmap.tools.valectl.ValeControl} is what can be asked for. {@link org.onosnetmap.tools.valectl.KernelControl} asks the
 * netmap kernel module; {@link org.onosnetmap.tools.valectl.OnosControl}, with {@code --onos}, the engine that runs in an ONOS, by its REST
 * interface.
 */
package org.onosnetmap.tools.valectl;
