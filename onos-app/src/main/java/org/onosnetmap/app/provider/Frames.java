package org.onosnetmap.app.provider;

import java.util.Arrays;
import org.onlab.packet.Data;
import org.onlab.packet.DeserializationException;
import org.onlab.packet.Ethernet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Frames as objects of ONOS. */
final class Frames {

    private static final Logger LOG = LoggerFactory.getLogger(Frames.class);
    private static final int HEADER = 14;

    private Frames() {
    }

    /**
     * A frame with all headers that ONOS knows. If one behind Ethernet's is malformed, what follows Ethernet's is plain data: applications
     * expect something. Null for a frame that is too short.
     */
    static Ethernet parse(byte[] frame) {
        if (frame.length < HEADER) {
            return null;
        }
        try {
            return Ethernet.deserializer().deserialize(frame, 0, frame.length);
        } catch (DeserializationException | RuntimeException e) {
            LOG.debug("Malformed frame", e);
            Ethernet eth = new Ethernet();
            eth.setDestinationMACAddress(Arrays.copyOfRange(frame, 0, 6));
            eth.setSourceMACAddress(Arrays.copyOfRange(frame, 6, 12));
            eth.setEtherType((short) ((frame[12] & 0xff) << 8 | frame[13] & 0xff));
            eth.setPayload(new Data(Arrays.copyOfRange(frame, HEADER, frame.length)));
            return eth;
        }
    }
}
