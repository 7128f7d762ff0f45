/** {@code netmap doctor}: what the data plane's doctor finds, on the command line. */
package org.onosnetmap.tools.doctor;
