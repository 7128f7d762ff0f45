/**
 * The driver named {@code default}, without behaviours.
 *
 * <p>ONOS ships it in its default-drivers bundle, which needs the OpenFlow stack. Its {@code DefaultDriverProviderService} tells that
 * the default drivers are there: any other driver loader waits for it, and the driver service, with all that builds on it, waits for
 * the driver; until then {@code /flows} answers 503. Devices of this project bring their own driver, so an empty one does.
 */
package org.onosnetmap.embedded.driver;
