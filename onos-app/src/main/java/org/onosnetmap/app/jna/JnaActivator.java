package org.onosnetmap.app.jna;

import org.onosnetmap.dataplane.sys.Libc;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to it that JNA is there while our bundle runs; see the package. */
public class JnaActivator implements BundleActivator {

    private static final Logger LOG = LoggerFactory.getLogger(JnaActivator.class);
    private static final String SYMBOLIC_NAME = "com.sun.jna";
    private static final int MAJOR = 5;
    /** Header of our bundle that says where JNA is to be had. */
    private static final String LOCATION_HEADER = "Jna-Location";

    @Override
    public void start(BundleContext context) throws BundleException {
        boolean present = false;
        for (Bundle b : context.getBundles()) {
            present |= SYMBOLIC_NAME.equals(b.getSymbolicName()) && b.getVersion().getMajor() == MAJOR;
        }
        if (!present) {
            String location = context.getBundle().getHeaders().get(LOCATION_HEADER);
            context.installBundle(location);
            LOG.info("JNA installed from {}", location);
        }
        Libc.acquire();
    }

    @Override
    public void stop(BundleContext context) {
        Libc.release();
    }
}
