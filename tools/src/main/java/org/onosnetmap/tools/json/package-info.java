/**
 * JSON (RFC 8259) as the tools print it: {@link org.onosnetmap.tools.json.JsonWriter} puts it out piece by piece, so that a result of any
 * length needs no memory. One thread; whoever opens an object or an array closes it.
 */
package org.onosnetmap.tools.json;
