package org.onosnetmap.app.config;

import java.util.List;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosproject.core.ApplicationId;
import org.onosproject.net.config.Config;

/**
 * Datapaths, their ports, and the number of forwarding threads.
 *
 * <pre>{@code
 * { "workers": 1,
 *   "datapaths": [ { "name": "br0", "ports": [ { "name": "packet:eth1", "number": 1 } ] } ] }
 * }</pre>
 */
public class NetmapConfig extends Config<ApplicationId> {

    /** Key of the configuration under its subject. */
    public static final String KEY = "netmap";

    static final String WORKERS = "workers";
    static final String DATAPATHS = "datapaths";

    /** Throws with path and reason if something is wrong. */
    @Override
    public boolean isValid() {
        DeclarationReader.workers(object);
        DeclarationReader.datapaths(object);
        return true;
    }

    /** Number of forwarding threads of each node. */
    public int workers() {
        return DeclarationReader.workers(object);
    }

    /** What is declared, in the order of the configuration. */
    public List<DatapathDeclaration> datapaths() {
        return DeclarationReader.datapaths(object);
    }
}
