/**
 * The app in a real ONOS: installed as an OAR by REST, used by REST and shell as an operator does, and judged by what it does. ONOS is
 * booted once for all classes ({@link org.onosnetmap.test.SharedOnos}). Packets come from capture files and leave into capture files, so
 * that no root is needed; only {@link org.onosnetmap.test.InterfacesIT} and {@link org.onosnetmap.test.ConformanceIT} need it, for network
 * namespaces, and are skipped without.
 * What only an app can ask of ONOS is asked by the app in {@code test/reactive}. How fast things are is measured in {@code test/bench} and
 * not judged here: a busy machine must not fail a test.
 */
package org.onosnetmap.test;
