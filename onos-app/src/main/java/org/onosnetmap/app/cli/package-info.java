/**
 * Shell commands {@code netmap-…} in the scope {@code onos}. Each prints a table, or JSON with {@code -j}; names are completed. What they do
 * is done by the service; an error ends the command with its message.
 */
package org.onosnetmap.app.cli;
