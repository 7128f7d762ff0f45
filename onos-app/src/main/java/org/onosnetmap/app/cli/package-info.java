/**
 * Shell commands {@code netmap-…} in the scope {@code onos}. Each prints a table, or JSON with {@code -j}; names are completed. What they do
 * is done by the service. An error ends the command with its message, and status 1 over ssh; the log has nothing of it. Where there is nothing to
 * list, a line says so.
 */
package org.onosnetmap.app.cli;
