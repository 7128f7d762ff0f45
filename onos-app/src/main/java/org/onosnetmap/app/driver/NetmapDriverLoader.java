package org.onosnetmap.app.driver;

import org.onosproject.net.driver.AbstractIndependentDriverLoader;
import org.osgi.service.component.annotations.Component;

/** Registers the driver. */
@Component(immediate = true, service = NetmapDriverLoader.class)
public class NetmapDriverLoader extends AbstractIndependentDriverLoader {

    public NetmapDriverLoader() {
        super("/netmap-drivers.xml");
    }
}
