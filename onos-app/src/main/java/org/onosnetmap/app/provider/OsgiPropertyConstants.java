package org.onosnetmap.app.provider;

/** Names and defaults of component properties. */
public final class OsgiPropertyConstants {

    private OsgiPropertyConstants() {
    }

    public static final String FLOW_POLL_SECONDS = "flowPollSeconds";
    public static final int FLOW_POLL_SECONDS_DEFAULT = 5;

    public static final String PORT_POLL_SECONDS = "portPollSeconds";
    public static final int PORT_POLL_SECONDS_DEFAULT = 5;

    public static final String GROUP_POLL_SECONDS = "groupPollSeconds";
    public static final int GROUP_POLL_SECONDS_DEFAULT = 5;

    public static final String METER_POLL_SECONDS = "meterPollSeconds";
    public static final int METER_POLL_SECONDS_DEFAULT = 5;

    public static final String LEARN_HOSTS = "learnHosts";
    public static final boolean LEARN_HOSTS_DEFAULT = true;
}
