package org.onosnetmap.app.provider;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.onosnetmap.app.datapath.Refusals;
import org.onosnetmap.app.translate.RuleTranslator;
import org.onosnetmap.app.translate.UntranslatableException;
import org.onosnetmap.dataplane.engine.Datapath;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.Match;

/**
 * The rules of one device: what ONOS has asked for and got. Changed by the one thread of the flow rule provider; {@link #copies},
 * {@link #mortal} and {@link #takenBack} are read by others.
 */
final class DeviceRules {

    private final Datapath datapath;
    private final Refusals refusals;
    /** By ONOS's identity: device, table, priority, selector. */
    private final Map<org.onosproject.net.flow.FlowRule, FlowRule> installed = new HashMap<>();
    /** By the data plane's identity, to find two rules of ONOS that are one to it. */
    private final Map<Place, org.onosproject.net.flow.FlowRule> places = new HashMap<>();
    /** Cookies of rules that forward a packet and send the controller a copy. */
    private final Set<Long> copies = ConcurrentHashMap.newKeySet();
    /** Rules that the data plane may remove by itself, and that are not reported as gone yet. */
    private final Map<org.onosproject.net.flow.FlowRule, FlowRule> mortal = new ConcurrentHashMap<>();
    /** Rules that a batch has removed and none has added since, with the time of {@link System#nanoTime}; until the core has forgotten them. */
    private final Map<org.onosproject.net.flow.FlowRule, Long> takenBack = new ConcurrentHashMap<>();

    DeviceRules(Datapath datapath, Refusals refusals) {
        this.datapath = datapath;
        this.refusals = refusals;
    }

    Datapath datapath() {
        return datapath;
    }

    /** Whether the rule of a packet-in has forwarded the packet as well. */
    boolean copies(long cookie) {
        return copies.contains(cookie);
    }

    /** Rules that the data plane may have removed by itself, for their timeout or for a group or meter, without our having told the core. */
    Collection<FlowRule> mortal() {
        return mortal.values();
    }

    /** Rules that an application wants no more, and when their removal came. The core asks for them again if its store has lost that wish. */
    Map<org.onosproject.net.flow.FlowRule, Long> takenBack() {
        return Map.copyOf(takenBack);
    }

    /** The core has forgotten a rule that was taken back at that time. */
    void forgotten(org.onosproject.net.flow.FlowRule r, Long since) {
        takenBack.remove(r, since);
    }

    /** Whether this very rule of the data plane is the one that is installed. */
    boolean has(FlowRule r) {
        return installed.get(original(r)) == r;
    }

    /** Whether exactly this rule is installed. */
    private boolean isInstalled(org.onosproject.net.flow.FlowRule r) {
        FlowRule has = installed.get(r);
        return has != null && original(has).exactMatch(r);
    }

    /** How rules are added that are there already. */
    enum Repeat {
        /** The core asks for what it misses in a snapshot: nothing is done if it is there, or was taken back. */
        SKIP,
        /** An application asks: age and timeouts start anew, counters go on (OpenFlow 1.3.5 section 6.4). */
        REPLACE
    }

    /**
     * Removes and adds rules, the removals first, all in one go.
     *
     * @param modified rules of which only the treatment changes, if they are there
     * @return the rules that were refused
     */
    Set<org.onosproject.net.flow.FlowRule> change(List<org.onosproject.net.flow.FlowRule> removals, List<org.onosproject.net.flow.FlowRule> additions,
                                                  Set<org.onosproject.net.flow.FlowRule> modified, Repeat repeat) {
        List<FlowMod> mods = new ArrayList<>(removals.size() + additions.size());
        List<Addition> added = new ArrayList<>(additions.size());
        Set<org.onosproject.net.flow.FlowRule> refused = new HashSet<>();
        for (org.onosproject.net.flow.FlowRule r : removals) {
            refusals.forget(r);
            if (repeat == Repeat.REPLACE) {
                takenBack.put(r, System.nanoTime());
            }
            FlowRule gone = forget(r);
            if (gone != null) {
                mods.add(FlowMod.delete(gone));
            }
        }
        int deletions = mods.size();
        for (org.onosproject.net.flow.FlowRule r : additions) {
            if (repeat == Repeat.REPLACE) {
                takenBack.remove(r);
            } else if (takenBack.containsKey(r)) {
                continue;
            }
            if (isInstalled(r) && (r.isPermanent() || repeat == Repeat.SKIP)) {
                // the core's races ask for what is there already, in batches too: without timeouts nothing but its age could be new
                continue;
            }
            try {
                FlowRule rule = RuleTranslator.rule(r);
                org.onosproject.net.flow.FlowRule other = places.get(new Place(rule));
                if (other != null && !other.equals(r)) {
                    throw new UntranslatableException("rule", "its place (table, priority and match) is taken by rule " + other.id() + ", whose selector says the same in other words; "
                            + "change one priority or remove that rule");
                }
                FlowRule before = remember(r, rule);
                // MODIFY leaves cookie and timeouts as they are, and ONOS wants them to be those of the new rule
                boolean modify = before != null && modified.contains(r) && before.sameManagement(rule);
                mods.add(modify ? FlowMod.modify(rule) : FlowMod.add(rule));
                added.add(new Addition(r, before));
            } catch (UntranslatableException e) {
                refuse(r, e.getMessage(), refused);
            }
        }
        if (!mods.isEmpty()) {
            List<FlowException> results = datapath.apply(mods);
            for (int i = 0; i < added.size(); i++) {
                Addition a = added.get(i);
                FlowException e = results.get(deletions + i);
                if (e == null) {
                    refusals.forget(a.rule);
                } else {
                    // the data plane keeps what was there before, until the core sees it in a snapshot and has it removed
                    forget(a.rule);
                    if (a.before != null) {
                        remember(original(a.before), a.before);
                    }
                    refuse(a.rule, e.getMessage(), refused);
                }
            }
        }
        return refused;
    }

    private void refuse(org.onosproject.net.flow.FlowRule r, String why, Set<org.onosproject.net.flow.FlowRule> refused) {
        refusals.refuse(r, why);
        refused.add(r);
    }

    /** Removes a rule if exactly this one is installed. */
    void removeExactly(org.onosproject.net.flow.FlowRule r) {
        if (isInstalled(r)) {
            change(List.of(r), List.of(), Set.of(), Repeat.SKIP);
        }
    }

    /** The data plane has removed a rule by itself; false if it is not this one that is installed: it was added anew meanwhile. */
    boolean vanished(FlowStats s) {
        boolean present = has(s.rule());
        if (present) {
            forget(original(s.rule()));
        }
        return present;
    }

    /** The rule of ONOS behind one of the data plane. */
    static org.onosproject.net.flow.FlowRule original(FlowRule r) {
        return (org.onosproject.net.flow.FlowRule) r.tag();
    }

    /** Returns what was in its place. */
    private FlowRule remember(org.onosproject.net.flow.FlowRule r, FlowRule rule) {
        FlowRule before = forget(r);
        installed.put(r, rule);
        places.put(new Place(rule), r);
        if (RuleTranslator.copiesToController(rule)) {
            copies.add(rule.cookie());
        }
        if (isMortal(rule)) {
            mortal.put(r, rule);
        }
        return before;
    }

    private static boolean isMortal(FlowRule r) {
        return r.hardTimeout() != 0 || !r.meters().isEmpty() || Stream.concat(r.apply().stream(), r.write().stream()).anyMatch(a -> a.type() == Action.Type.GROUP);
    }

    /** Returns what was there, or null. */
    private FlowRule forget(org.onosproject.net.flow.FlowRule r) {
        FlowRule gone = installed.remove(r);
        if (gone != null) {
            places.remove(new Place(gone));
            copies.remove(gone.cookie());
            mortal.remove(r);
        }
        return gone;
    }

    /** A rule on its way into the data plane, and what it replaces (null for nothing). */
    private static final class Addition {
        final org.onosproject.net.flow.FlowRule rule;
        final FlowRule before;

        Addition(org.onosproject.net.flow.FlowRule rule, FlowRule before) {
            this.rule = rule;
            this.before = before;
        }
    }

    /** What makes a rule the same to the data plane. */
    private static final class Place {
        final int table;
        final int priority;
        final Match match;

        Place(FlowRule r) {
            this.table = r.table();
            this.priority = r.priority();
            this.match = r.match();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Place && ((Place) o).table == table && ((Place) o).priority == priority && ((Place) o).match.equals(match);
        }

        @Override
        public int hashCode() {
            return (table * 31 + priority) * 31 + match.hashCode();
        }
    }
}
