/**
 * JNA in an OSGi framework, for a bundle that comes and goes.
 *
 * <p><b>What.</b> The data plane calls the C library through JNA. {@link org.onosnetmap.app.jna.JnaActivator} installs JNA's bundle when the
 * framework has none, and leaves it there when our bundle goes.
 *
 * <p><b>Why so.</b> JNA loads a native library, which belongs to its class loader and keeps a file descriptor for ever (libffi's executable
 * memory). ONOS uninstalls all bundles of an app's feature when the app is deactivated: with JNA among them, each activation would load
 * the library once more. So JNA is in the OAR, from where ONOS puts it into Karaf's repository, but not in the feature; our bundle imports
 * it dynamically. And JNA holds on to classes whose native methods it has mapped, so the mapping is given back when our bundle stops.
 *
 * <p><b>Limits.</b> A JNA of version 5 that is there already is used as it is. Ours is left when the app is uninstalled:
 * {@code bundle:uninstall com.sun.jna} removes it.
 */
package org.onosnetmap.app.jna;
