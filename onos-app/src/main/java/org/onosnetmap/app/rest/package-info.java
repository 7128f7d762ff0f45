/**
 * The REST API under {@code /onos/netmap}, with the users and roles of ONOS's own.
 *
 * <p><b>What.</b> {@link org.onosnetmap.app.rest.DatapathsWebResource} for datapaths, ports and learnt addresses,
 * {@link org.onosnetmap.app.rest.ValeWebResource} for VALE switches only, {@link org.onosnetmap.app.rest.StatsWebResource} for counters and
 * forwarding threads, {@link org.onosnetmap.app.rest.RefusalsWebResource} for rules that were refused. What they do is done by the service.
 *
 * <p><b>Answers.</b> 201 with a Location for what was made, 204 for what was removed, 400 for a body or value that is wrong, 403 where the
 * system does not permit it, 404 for what there is not, 409 for what exists, is in use, or is refused. An error has a body
 * {@code {"code": 409, "message": "…"}} that names the thing, the cause and the remedy.
 */
package org.onosnetmap.app.rest;
