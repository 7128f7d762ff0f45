package org.onosnetmap.app.datapath;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.onosnetmap.app.api.Refusal;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flow.FlowRule;
import org.onosproject.net.flow.TrafficTreatment;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remembers rules, groups and meters that were refused, and why, until they are taken back. Each is logged once. Thread-safe. */
public final class Refusals {

    /** Most refusals of rules that are remembered, and most of groups and meters; the oldest goes first. */
    public static final int LIMIT = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final Map<Key, Refusal> refused = new LinkedHashMap<>();
    /** Groups and meters, by kind, device and number. */
    private final Map<List<Object>, Refusal> others = new LinkedHashMap<>();

    /** Remembers a refusal. */
    public synchronized void refuse(FlowRule rule, String reason) {
        Key key = new Key(rule);
        long now = System.currentTimeMillis();
        Refusal before = refused.remove(key);
        if (before == null) {
            LOG.warn("{}: rule {} of priority {} in table {} is refused: {}", rule.deviceId(), rule.id(), rule.priority(), rule.table(), reason);
            if (refused.size() >= LIMIT) {
                refused.remove(refused.keySet().iterator().next());
            }
        }
        refused.put(key, before == null ? new Refusal(rule, reason, now, now, 1) : before.again(reason, now));
    }

    /** Remembers the refusal of a group or meter. */
    public synchronized void refuse(Refusal.Kind kind, DeviceId deviceId, String id, String definition, String reason) {
        List<Object> key = List.of(kind, deviceId, id);
        long now = System.currentTimeMillis();
        Refusal before = others.remove(key);
        if (before == null || !before.reason().equals(reason)) {
            LOG.warn("{}: {} {} is refused: {}", deviceId, kind.name().toLowerCase(Locale.ROOT), id, reason);
        }
        if (others.size() >= LIMIT) {
            others.remove(others.keySet().iterator().next());
        }
        boolean again = before != null && before.definition().equals(definition);
        others.put(key, again ? before.again(reason, now) : new Refusal(kind, deviceId, id, definition, reason, now, now, 1));
    }

    /** Forgets the refusal of a group or meter. */
    public synchronized void forget(Refusal.Kind kind, DeviceId deviceId, String id) {
        others.remove(List.of(kind, deviceId, id));
    }

    /** Forgets the refusals of rules with this one's place (device, table, priority, selector), whatever they did. */
    public synchronized void forget(FlowRule rule) {
        if (!refused.isEmpty()) {
            refused.keySet().removeIf(k -> k.rule.equals(rule));
        }
    }

    /** Forgets all of a device. */
    public synchronized void forget(DeviceId deviceId) {
        refused.keySet().removeIf(k -> k.rule.deviceId().equals(deviceId));
        others.values().removeIf(r -> r.deviceId().equals(deviceId));
    }

    /** The refusal of exactly this rule. */
    public synchronized Optional<Refusal> of(FlowRule rule) {
        return Optional.ofNullable(refused.get(new Key(rule)));
    }

    /** All of them, the latest last. */
    public synchronized List<Refusal> all() {
        List<Refusal> all = new ArrayList<>(refused.values());
        all.addAll(others.values());
        all.sort(Comparator.comparingLong(Refusal::lastMillis));
        return all;
    }

    /** A rule's place and what it does; {@link FlowRule#equals} looks at the place only. */
    private static final class Key {
        final FlowRule rule;
        final TrafficTreatment treatment;

        Key(FlowRule rule) {
            this.rule = rule;
            this.treatment = rule.treatment();
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Key && ((Key) o).rule.equals(rule) && Objects.equals(((Key) o).treatment, treatment);
        }

        @Override
        public int hashCode() {
            return rule.hashCode();
        }
    }
}
