package org.onosnetmap.bench;

/** Rules for ONOS's REST API, as many as wanted. */
final class ManyRules {

    private ManyRules() {
    }

    /** A body for {@code POST /onos/v1/flows}: different IPv4 destinations, 65,536 at most, out of port 2. */
    static String body(String device, int rules) {
        StringBuilder b = new StringBuilder("{\"flows\": [");
        for (int i = 0; i < rules; i++) {
            b.append(i == 0 ? "" : ",").append("{\"deviceId\": \"" + device + "\", \"priority\": 40, \"isPermanent\": true, \"timeout\": 0, \"selector\": {\"criteria\": ["
                    + "{\"type\": \"ETH_TYPE\", \"ethType\": \"0x800\"}, {\"type\": \"IPV4_DST\", \"ip\": \"10.1.").append(i / 256).append('.').append(i % 256)
                    .append("/32\"}]}, \"treatment\": {\"instructions\": [{\"type\": \"OUTPUT\", \"port\": \"2\"}]}}");
        }
        return b.append("]}").toString();
    }
}
