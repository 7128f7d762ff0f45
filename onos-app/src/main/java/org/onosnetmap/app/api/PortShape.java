package org.onosnetmap.app.api;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;

/** How what leaves by a port is shaped: a rate for the port, and its queues. Immutable. */
public final class PortShape {

    /** As fast as the port can, without queues. */
    public static final PortShape NONE = new PortShape(0, List.of());

    private final long rate;
    private final List<QueueDeclaration> queues;

    /**
     * A shape.
     *
     * @param rate   bits per second of all queues together; 0 for no limit
     * @param queues of different numbers
     */
    public PortShape(long rate, List<QueueDeclaration> queues) {
        this.rate = rate;
        TreeMap<Long, QueueDeclaration> byId = new TreeMap<>();
        queues.forEach(q -> byId.put(q.id(), q));
        this.queues = Collections.unmodifiableList(new ArrayList<>(byId.values()));
    }

    public long rate() {
        return rate;
    }

    /** By rising number. */
    public List<QueueDeclaration> queues() {
        return queues;
    }

    /** The same with one more queue, or another one of that number. */
    public PortShape with(QueueDeclaration queue) {
        List<QueueDeclaration> all = new ArrayList<>(queues);
        all.add(queue);
        return new PortShape(rate, all);
    }

    /** The same without a queue. */
    public PortShape without(long id) {
        List<QueueDeclaration> rest = new ArrayList<>(queues);
        rest.removeIf(q -> q.id() == id);
        return new PortShape(rate, rest);
    }

    /** The same with another rate. */
    public PortShape withRate(long bitsPerSecond) {
        return new PortShape(bitsPerSecond, queues);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof PortShape && ((PortShape) o).rate == rate && ((PortShape) o).queues.equals(queues);
    }

    @Override
    public int hashCode() {
        return Objects.hash(rate, queues);
    }

    @Override
    public String toString() {
        return (rate == 0 ? "" : "rate " + rate + " bit/s ") + (queues.isEmpty() ? "" : queues);
    }
}
