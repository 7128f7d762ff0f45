package org.onosnetmap.embedded.testapp;

import java.util.Set;
import org.onlab.rest.AbstractWebApplication;

/** The REST resources of the app. */
public final class HelloApplication extends AbstractWebApplication {
    @Override
    public Set<Class<?>> getClasses() {
        return getClasses(HelloResource.class);
    }
}
