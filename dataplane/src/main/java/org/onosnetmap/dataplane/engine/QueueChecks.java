package org.onosnetmap.dataplane.engine;

import org.onosnetmap.dataplane.flow.QueueSpec;

/** What the values of a queue must fulfil. */
final class QueueChecks {

    private QueueChecks() {
    }

    static void check(QueueSpec q) throws DatapathException {
        String what = "queue " + Integer.toUnsignedString(q.id());
        if (q.id() == QueueSpec.ALL_QUEUES) {
            throw bad("queue number 0xffffffff means all queues; take 0 to 0xfffffffe");
        }
        checkRate(what + ": minimum rate", q.minRate());
        checkRate(what + ": maximum rate", q.maxRate());
        if (q.maxRate() != 0 && q.minRate() > q.maxRate()) {
            throw bad(what + ": minimum rate " + q.minRate() + " is above maximum rate " + q.maxRate() + "; lower the one or raise the other");
        }
        if (q.burst() < 0 || q.burst() > QueueSpec.MAX_BURST) {
            throw bad(what + ": burst " + q.burst() + " is out of range; take 0 to " + QueueSpec.MAX_BURST + " bits");
        }
    }

    static void checkRate(String what, long rate) throws DatapathException {
        if (rate < 0 || rate > QueueSpec.MAX_RATE) {
            throw bad(what + " " + rate + " is out of range; take 0 (none) to " + QueueSpec.MAX_RATE + " bits per second");
        }
    }

    private static DatapathException bad(String message) {
        return new DatapathException(DatapathException.Kind.BAD_NAME, message);
    }
}
