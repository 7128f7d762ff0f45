/**
 * Why can {@code /dev/netmap} not be used, or an interface not through it? {@link org.onosnetmap.dataplane.kernel.doctor.Doctor} looks, and answers in findings of one
 * line for the cause and one for the remedy. The command line, the shell and REST show the same.
 *
 * <p>It changes nothing: no interface is bound, because that would cut it off from the host for a moment. Memory is tried out with a bare name that
 * nobody sees. Who uses an interface is asked of the module's tables in debugfs (root), the locks of this project's ports, and sysfs.
 *
 * <p>Facts come through {@link org.onosnetmap.dataplane.kernel.doctor.Machine}, so that each finding has its test.
 */
package org.onosnetmap.dataplane.kernel.doctor;
