/**
 * The VALE switches of the kernel as ONOS devices, {@code vale:NAME}.
 *
 * <p><b>What.</b> {@link org.onosnetmap.app.kernel.KernelSwitchManager} is the service that shell and REST use: the kernel itself knows which switches there
 * are, so nothing is declared in the network configuration, and what is attached stays attached when ONOS ends. {@link
 * org.onosnetmap.app.kernel.KernelSwitchProvider} looks every two seconds what there is, and announces switches, ports and counters.
 *
 * <p><b>Rules.</b> Such a switch forwards by learnt addresses alone. Rules, groups and meters for it are refused with that reason; a VALE switch that runs
 * rules is a datapath of the engine, {@code netmap:NAME}.
 *
 * <p><b>Threads.</b> One of the provider's; the service is called by any.
 *
 * <p><b>Limits.</b> Without the module there are no such devices, and no error either. A switch made without ports lasts until the app ends.
 */
package org.onosnetmap.app.kernel;
