/**
 * Rules, groups and meters as lines of text, in the syntax of {@code ovs-ofctl add-flows}, {@code add-group} and {@code add-meter} as the public
 * manual pages ovs-fields(7), ovs-actions(7) and ovs-ofctl(8) describe it, with names of our own for what Open vSwitch does not have.
 * {@code docs/flow-text.md} lists all names.
 *
 * <p><b>Exact both ways.</b> Every rule can be written, and reading it back gives an equal one. Reading decides nothing that the pipeline
 * decides: a line may say what no datapath takes (a match without its prerequisites), and the datapath then refuses it with its reason. A
 * name or value that has no meaning here is refused at once: nothing is passed over silently, but for the counters and ages that
 * {@code ovs-ofctl dump-flows} puts between the fields.
 *
 * <p><b>Errors</b> are {@link org.onosnetmap.dataplane.flow.text.FlowTextException}s that name line, column, word, cause and remedy.
 *
 * <p><b>Threads and limits.</b> All is static and without state. A line has no limit but memory; a number is decimal or hexadecimal, never octal.
 */
package org.onosnetmap.dataplane.flow.text;
