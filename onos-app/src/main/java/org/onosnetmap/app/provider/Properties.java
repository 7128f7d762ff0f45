package org.onosnetmap.app.provider;

import static com.google.common.base.Strings.isNullOrEmpty;

import org.onlab.util.Tools;
import org.osgi.service.component.ComponentContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads component properties; a wrong value is logged, and the one in force stays. */
final class Properties {

    private static final Logger LOG = LoggerFactory.getLogger(Properties.class);
    private static final int MAX_SECONDS = 60;

    private Properties() {
    }

    /** A period of 1 to 60 seconds. */
    static int seconds(ComponentContext context, String name, int present) {
        String s = context == null ? null : Tools.get(context.getProperties(), name);
        if (isNullOrEmpty(s)) {
            return present;
        }
        try {
            int n = Integer.parseInt(s.trim());
            if (n >= 1 && n <= MAX_SECONDS) {
                return n;
            }
        } catch (NumberFormatException e) {
            LOG.debug("Property {}", name, e);
        }
        LOG.warn("Property {} is '{}'; take a whole number of seconds from 1 to {}; {} stays in force", name, s, MAX_SECONDS, present);
        return present;
    }

    /** True or false. */
    static boolean flag(ComponentContext context, String name, boolean present) {
        String s = context == null ? null : Tools.get(context.getProperties(), name);
        if (isNullOrEmpty(s)) {
            return present;
        }
        if (s.trim().equals("true") || s.trim().equals("false")) {
            return Boolean.parseBoolean(s.trim());
        }
        LOG.warn("Property {} is '{}'; take true or false; {} stays in force", name, s, present);
        return present;
    }
}
