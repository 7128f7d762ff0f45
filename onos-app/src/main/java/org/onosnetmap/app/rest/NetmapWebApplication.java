package org.onosnetmap.app.rest;

import java.util.Set;
import org.onlab.rest.AbstractWebApplication;

/** The resources. */
public class NetmapWebApplication extends AbstractWebApplication {

    @Override
    public Set<Class<?>> getClasses() {
        return getClasses(DatapathsWebResource.class, ValeWebResource.class, StatsWebResource.class, RefusalsWebResource.class,
                NetmapExceptionMapper.class, InvalidFieldMapper.class);
    }
}
