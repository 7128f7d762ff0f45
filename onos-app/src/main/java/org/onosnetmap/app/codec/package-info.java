/**
 * JSON of the service's values, for REST and for {@code -j} of the shell commands. The codecs are registered with ONOS's codec service, so
 * that other applications can print them too. Durations are in seconds with fractions, times in milliseconds since 1970, addresses in their
 * usual form; counters are numbers.
 */
package org.onosnetmap.app.codec;
