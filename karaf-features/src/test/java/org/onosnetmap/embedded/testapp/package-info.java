/**
 * A small ONOS app for the tests of the embedded ONOS: one device that accepts every flow rule, group and meter, a shell command and a
 * REST resource. {@code TestOar} packs these classes as an OAR; they never run in the JVM of the tests.
 */
package org.onosnetmap.embedded.testapp;
