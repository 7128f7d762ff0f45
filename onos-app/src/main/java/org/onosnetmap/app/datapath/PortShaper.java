package org.onosnetmap.app.datapath;

import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.api.PortShape;
import org.onosnetmap.app.api.QueueDeclaration;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathException;
import org.onosnetmap.dataplane.flow.QueueSpec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives attached ports the rate and the queues that they are declared to have. */
final class PortShaper {

    private static final Logger LOG = LoggerFactory.getLogger(PortShaper.class);

    private final Datapath datapath;

    PortShaper(Datapath datapath) {
        this.datapath = datapath;
    }

    /** Changes the difference between what an attached port has and what it shall have; queues that stay as they are, go on. */
    void change(PortDeclaration w, PortShape has) {
        try {
            for (QueueDeclaration q : has.queues()) {
                if (w.shape().queues().stream().noneMatch(k -> k.id() == q.id())) {
                    datapath.removeQueue(w.number(), (int) q.id());
                }
            }
            for (QueueDeclaration q : w.shape().queues()) {
                if (!has.queues().contains(q)) {
                    datapath.setQueue(w.number(), new QueueSpec((int) q.id(), q.minRate(), q.maxRate(), q.burst(), q.priority()));
                }
            }
            if (w.shape().rate() != has.rate()) {
                datapath.setPortRate(w.number(), w.shape().rate());
            }
        } catch (DatapathException e) {
            LOG.warn("{}: rate and queues of port {} are not as declared: {}", datapath.name(), w.name(), w.shape(), e);
        }
    }
}
