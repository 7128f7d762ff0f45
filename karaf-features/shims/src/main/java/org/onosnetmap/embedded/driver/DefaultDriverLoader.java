package org.onosnetmap.embedded.driver;

import org.onosproject.net.driver.AbstractIndependentDriverLoader;
import org.onosproject.net.driver.DefaultDriverProviderService;
import org.osgi.service.component.annotations.Component;

/** Registers the driver named {@code default}. */
@SuppressWarnings("deprecation") // The service has no successor in ONOS 2.7, whose drivers all wait for it.
@Component(immediate = true, service = DefaultDriverProviderService.class)
public class DefaultDriverLoader extends AbstractIndependentDriverLoader implements DefaultDriverProviderService {

    /** For the component runtime. */
    public DefaultDriverLoader() {
        super("/org/onosnetmap/embedded/driver/default-driver.xml");
    }
}
