package org.onosnetmap.app.datapath;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.MirrorStatus;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.engine.DatapathException;
import org.onosnetmap.dataplane.flow.MirrorSpec;
import org.onosnetmap.dataplane.flow.MirrorStats;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives a datapath the mirrors that it is declared to have. Used under the lock of the manager. */
final class MirrorKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(MirrorKeeper.class);

    private final Datapath datapath;
    private final Map<String, MirrorSpec> present = new HashMap<>();

    MirrorKeeper(Datapath datapath) {
        this.datapath = datapath;
    }

    /**
     * Changes the difference between what is and what shall be; mirrors that stay as they are, go on. One whose port is not attached yet waits for it.
     *
     * @param declared with numbers given out to all ports
     */
    void settle(DatapathDeclaration declared) {
        Map<String, MirrorSpec> wanted = new HashMap<>();
        for (MirrorDeclaration m : declared.mirrors()) {
            MirrorSpec s = spec(m, declared);
            if (s.equals(present.get(m.name())) || datapath.port(s.port()).isPresent()) {
                wanted.put(m.name(), s);
            }
        }
        try {
            for (String name : new ArrayList<>(present.keySet())) {
                if (!wanted.containsKey(name)) {
                    present.remove(name);
                    datapath.removeMirror(name);
                }
            }
            for (MirrorSpec s : wanted.values()) {
                if (!s.equals(present.get(s.name()))) {
                    datapath.setMirror(s);
                    present.put(s.name(), s);
                }
            }
        } catch (DatapathException e) {
            LOG.warn("{}: mirrors are not as declared: {}", datapath.name(), declared.mirrors(), e);
        }
    }

    private static MirrorSpec spec(MirrorDeclaration m, DatapathDeclaration d) {
        Map<String, Integer> numbers = d.ports().stream().collect(Collectors.toMap(PortDeclaration::name, PortDeclaration::number));
        return new MirrorSpec(m.name(), numbers(m.in(), numbers), numbers(m.out(), numbers), new HashSet<>(m.vlans()), numbers.get(m.port()));
    }

    private static Set<Integer> numbers(List<String> names, Map<String, Integer> numbers) {
        return names.stream().map(numbers::get).collect(Collectors.toSet());
    }

    /** The declared mirrors with their counters, in the order of the declaration. */
    List<MirrorStatus> statuses(DatapathDeclaration declared) {
        Map<String, MirrorStats> stats = datapath.mirrors().stream().collect(Collectors.toMap(s -> s.spec().name(), s -> s));
        List<MirrorStatus> all = new ArrayList<>();
        for (MirrorDeclaration m : declared.mirrors()) {
            MirrorStats s = stats.get(m.name());
            boolean attached = datapath.port(m.port()).isPresent();
            all.add(new MirrorStatus(m, attached ? "" : "port " + m.port() + " is absent", s == null ? 0 : s.packets(), s == null ? 0 : s.bytes()));
        }
        return all;
    }
}
