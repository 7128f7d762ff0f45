package org.onosnetmap.app.rest;

import org.onosproject.rest.ApiDocProvider;
import org.onosproject.rest.ApiDocService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Adds our resources to ONOS's pages of REST documentation. */
@Component(immediate = true, service = NetmapApiDocs.class)
public class NetmapApiDocs {

    private static final String CONTEXT = "/onos/netmap";

    @Reference
    protected ApiDocService apiDocs;

    private ApiDocProvider provider;

    @Activate
    protected void activate() {
        provider = new ApiDocProvider(CONTEXT, "onos-netmap REST API", NetmapApiDocs.class.getClassLoader());
        apiDocs.register(provider);
    }

    @Deactivate
    protected void deactivate() {
        apiDocs.unregister(provider);
    }
}
