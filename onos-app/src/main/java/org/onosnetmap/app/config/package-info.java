/**
 * The network configuration of the application: subject class {@code apps}, subject {@code org.onosnetmap}, key {@code netmap}.
 *
 * <p><b>What.</b> {@link org.onosnetmap.app.config.NetmapConfig} is what ONOS stores; {@link org.onosnetmap.app.config.DeclarationReader}
 * turns its JSON into declarations and is the only place that checks one, for the REST API as well;
 * {@link org.onosnetmap.app.config.DeclarationWriter} turns declarations back into JSON and edits single entries of a configuration.
 *
 * <p><b>Errors.</b> A value that is wrong is refused with the path of its field ({@code datapaths[0].ports[1].number}), what it is, and
 * what it may be. Nothing of a configuration with an error is carried out.
 *
 * <p><b>Threads.</b> Without state.
 */
package org.onosnetmap.app.config;
