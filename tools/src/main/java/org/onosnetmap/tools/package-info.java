/**
 * The command {@code netmap}: what the data plane can do without ONOS, each thing a subcommand in a package of its own.
 *
 * <p>A module beside the data plane and not a part of it, so that the bundle in ONOS does not carry a command line. Results go to the
 * standard output, one JSON object if there are figures; what went wrong goes to the standard error in one line. Exit status: 0 for
 * success, 1 for input that is refused or cannot be read, 2 for a command line that makes no sense; after a signal that of the signal, when
 * ports are closed and files are whole. docs/tools.md tells what users see.
 */
package org.onosnetmap.tools;
