/**
 * Conformance to OpenFlow 1.3.5: what the specification demands, section by section, as cases that anybody can read who knows {@code ovs-ofctl}.
 *
 * <p>Cases are text ({@code test/src/test/resources/conformance}), written from the words of the specification and not from what the switch does. A case
 * is a title and steps: {@code rule}, {@code group}, {@code meter} are accepted, {@code refused-rule ERROR …} and the like are not, for this reason;
 * {@code send PORT FRAME} is followed by what leaves: {@code out PORT FRAME} for each frame, in order for each port ({@code same}: as it was sent;
 * {@code 2|3}: one of these ports), or {@code nothing}. What is not named must not come. {@code count} asks for
 * counters, {@code port N down} and {@code up} switches ports. Frames are compared byte by byte; {@link org.onosnetmap.test.conformance.Frame}
 * makes them, and shares no code with what is tested, so that a wrong checksum or length cannot agree with itself.
 *
 * <p>The same cases run twice: against the pipeline alone ({@code ConformanceCasesTest}, a second, no root), and through ONOS's REST API with network
 * interfaces ({@code ConformanceIT}), whose other ends {@link org.onosnetmap.test.conformance.Peer} holds in a network namespace. Nobody waits for a time: a frame of
 * its own behind each that is sent tells, when it comes out, that all before it is through. The results are docs/conformance.md.
 *
 * <p>Limits: what goes to the controller is not looked at here, and nothing that takes seconds by its nature (timeouts, rates over time).
 */
package org.onosnetmap.test.conformance;
