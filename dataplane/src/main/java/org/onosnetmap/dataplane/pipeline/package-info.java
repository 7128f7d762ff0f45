/**
 * Flow tables and the way of a packet through them, as OpenFlow 1.3.5 section 5 describes it.
 */
package org.onosnetmap.dataplane.pipeline;
