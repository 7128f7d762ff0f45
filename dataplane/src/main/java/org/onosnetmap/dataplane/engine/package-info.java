/**
 * The engine: what a controller, a test or a program takes in its hands to make switches, attach ports, install rules and hear events.
 *
 * <p>An {@link org.onosnetmap.dataplane.engine.Engine} owns the workers; a {@link org.onosnetmap.dataplane.engine.Datapath} is one switch,
 * which leaves the life of its ports to {@code DatapathPorts} and its listeners to {@code DatapathListeners}.
 * Everything here is control side and may block for a moment; the forwarding is in {@code worker} and {@code pipeline}.
 *
 * <p>{@link org.onosnetmap.dataplane.engine.WarmUp} has the JVM compile the forwarding before the first packet comes.
 *
 * <p><b>Threads.</b> Besides the workers there are three, and now and then {@code netmap-compiler}, which makes code for rules that are quiet: {@code netmap-control} keeps time (rule timeouts every 100 ms, link states and the
 * MAC table every 250 ms) and tells listeners what happens, in order; {@code netmap-links} makes it look at the links as soon as the kernel tells that
 * one has changed; {@code netmap-packet-in} carries packets to the controller. A datapath
 * is a lock for its ports; the flow tables have one of their own. Listeners are called without either.
 *
 * <p><b>Limits.</b> The region of a datapath is reserved when it is made: {@code maxPorts} and {@code bufSize} of its spec; 131,072 learnt
 * addresses.
 */
package org.onosnetmap.dataplane.engine;
