/**
 * The app in a real ONOS: installed as an OAR by REST, used by REST and shell as an operator does, and judged by what it does. ONOS is
 * booted once for all classes ({@link org.onosnetmap.test.SharedOnos}); packets come from capture files and leave into capture files, so
 * that no root is needed.
 */
package org.onosnetmap.test;
