package org.onosnetmap.app.rest;

import java.util.HashSet;
import java.util.Set;
import org.onlab.rest.AbstractWebApplication;
import org.onlab.rest.exceptions.NotFoundMapper;

/** The resources. */
public class NetmapWebApplication extends AbstractWebApplication {

    @Override
    public Set<Class<?>> getClasses() {
        Set<Class<?>> all = new HashSet<>(getClasses(DatapathsWebResource.class, QueuesWebResource.class, MirrorsWebResource.class, FlowsWebResource.class, TraceWebResource.class,
                ValeWebResource.class, StatsWebResource.class, RefusalsWebResource.class, DoctorWebResource.class, KernelWebResource.class,
                NetmapExceptionMapper.class, InvalidFieldMapper.class, ClientErrorMapper.class));
        // it answers an unknown path without content type and hint, and comes before ours as it is for that exception alone
        all.remove(NotFoundMapper.class);
        return all;
    }
}
