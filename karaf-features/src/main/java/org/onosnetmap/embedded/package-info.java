/**
 * The embedded ONOS seen from Java: start it, talk to it, stop it.
 *
 * <p>{@link org.onosnetmap.embedded.EmbeddedOnos} is a handle to one ONOS process, made by {@code bin/onos} of the tree that this module assembles,
 * with a data directory and ports of its own, so that several run side by side. It is for tests and tools of this project; a
 * person uses the scripts in the tree's {@code bin}.
 *
 * <p><b>Threads.</b> A handle may be used from several threads; only {@code close} must not overlap with other calls.
 *
 * <p><b>Limits.</b> The process runs in the network namespace of the caller, and listens on 127.0.0.1.
 */
package org.onosnetmap.embedded;
