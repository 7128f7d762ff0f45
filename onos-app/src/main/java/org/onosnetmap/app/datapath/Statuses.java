package org.onosnetmap.app.datapath;

import java.util.List;
import java.util.Map;
import org.onosnetmap.app.api.DatapathCounters;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.DatapathStatus;
import org.onosnetmap.app.api.Diagnosis;
import org.onosnetmap.app.api.LoopGaps;
import org.onosnetmap.app.api.MacStatus;
import org.onosnetmap.app.api.PortCounters;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.api.PortStatus;
import org.onosnetmap.app.api.QueueDeclaration;
import org.onosnetmap.app.api.QueueStatus;
import org.onosnetmap.app.api.RuleCounters;
import org.onosnetmap.app.api.WorkerStatus;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathStats;
import org.onosnetmap.dataplane.engine.LoopGapStats;
import org.onosnetmap.dataplane.engine.MacEntry;
import org.onosnetmap.dataplane.engine.PortInfo;
import org.onosnetmap.dataplane.engine.WorkerStats;
import org.onosnetmap.dataplane.flow.QueueSpec;
import org.onosnetmap.dataplane.flow.QueueStats;
import org.onosnetmap.dataplane.flow.RuleChanges;
import org.onosnetmap.dataplane.kernel.doctor.Finding;
import org.onosnetmap.dataplane.port.LinkState;
import org.onlab.packet.MacAddress;

/** What the data plane tells, in the words of the service. */
final class Statuses {

    private static final long MILLI = 1_000_000;

    private Statuses() {
    }

    static DatapathStatus of(ManagedDatapath m) {
        Datapath d = m.datapath();
        DatapathStats s = d.stats();
        DatapathCounters counters = new DatapathCounters(d.packetInsDropped(), s.packetOutsDropped(), s.noSuchPort(), s.noRoom(), s.ttlExpired(), s.malformed());
        RuleChanges c = s.ruleChanges();
        RuleCounters rules = new RuleCounters(c.added(), c.modified(), c.removed(), c.expired(), m.rulesRequestedAgain());
        return new DatapathStatus(m.declaration(), m.deviceId(), true, "", m.ports(), d.flowCount(), d.macTable().size(), counters, rules);
    }

    /** A datapath that does not run here. */
    static DatapathStatus idle(DatapathDeclaration d, String why) {
        return new DatapathStatus(d, ManagedDatapath.deviceId(d.name()), false, why, List.of(), 0, 0, DatapathCounters.NONE, RuleCounters.NONE);
    }

    /**
     * A port that is attached. One whose link is gone for good, as at the damaged place of a capture file, is DOWN: nobody tries it again.
     */
    static PortStatus of(PortInfo p) {
        PortStatus.State state = !p.enabled() ? PortStatus.State.DISABLED : p.link() == LinkState.UP ? PortStatus.State.UP : PortStatus.State.DOWN;
        String reason = state == PortStatus.State.DISABLED ? "switched off by the operator" : p.reason();
        PortCounters counters = new PortCounters(p.rxPackets(), p.rxBytes(), p.rxDropped(), p.rxErrors(), p.rxRepaired(), p.txPackets(), p.txBytes(), p.txDropped(),
                p.txErrors());
        return new PortStatus(p.number(), p.name(), p.enabled(), state, reason, p.mac(), p.speedMbps(), p.maxFrame(), p.ageNanos(), p.spec().options(), p.details(), counters);
    }

    /** A port that is declared and not attached. */
    static PortStatus absent(PortDeclaration p, String why) {
        return new PortStatus(p.number(), p.name(), p.enabled(), PortStatus.State.ABSENT, why, 0, 0, 0, 0, p.options(), Map.of(), PortCounters.ZERO);
    }

    static MacStatus of(MacEntry e) {
        return new MacStatus(MacAddress.valueOf(e.mac()), e.vlan(), e.port(), e.ageNanos());
    }

    static QueueStatus of(QueueStats s) {
        QueueSpec q = s.spec();
        QueueDeclaration d = new QueueDeclaration(Integer.toUnsignedLong(q.id()), q.minRate(), q.maxRate(), q.burst(), q.priority());
        return new QueueStatus(d, s.txPackets(), s.txBytes(), s.txErrors(), s.waiting(), s.ageNanos());
    }

    static Diagnosis of(Finding f) {
        return new Diagnosis(f.kind().name(), f.subject(), f.kind().isBlocking(), f.cause(), f.remedy());
    }

    static WorkerStatus of(WorkerStats w) {
        return new WorkerStatus(w.worker(), w.alive(), w.rings(), w.packets(), w.rounds(), w.sleeps(), w.busyNanos(), w.upNanos(), of(w.loopGaps()), w.failure());
    }

    private static LoopGaps of(LoopGapStats g) {
        return new LoopGaps(g.count(), g.atPercentile(50), g.atPercentile(99), g.atPercentile(99.9), g.atPercentile(99.99), g.max(), g.longerThan(MILLI), g.share(MILLI),
                g.encoded());
    }
}
