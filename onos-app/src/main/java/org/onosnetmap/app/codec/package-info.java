/**
 * JSON of the service's values, for REST and for {@code -j} of the shell commands. The codecs are registered with ONOS's codec service, so
 * that other applications can print them too. Durations are in seconds with fractions, times in milliseconds since 1970, addresses in their
 * usual form; counters are numbers.
 *
 * <p>{@link org.onosnetmap.app.codec.FlowCodecs} puts codecs in front of ONOS's own for criteria, instructions and treatments, which leave
 * out some types: so all of ONOS's REST API speaks of them, and no second API for rules is needed. In the instant when codecs are exchanged,
 * at activation and deactivation, a request that asks for one finds none and fails.
 */
package org.onosnetmap.app.codec;
