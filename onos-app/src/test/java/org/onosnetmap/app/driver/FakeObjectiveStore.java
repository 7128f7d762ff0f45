package org.onosnetmap.app.driver;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.onosproject.net.behaviour.NextGroup;
import org.onosproject.net.flowobjective.FlowObjectiveStore;
import org.onosproject.net.flowobjective.FlowObjectiveStoreDelegate;

/** Next objectives in memory. */
final class FakeObjectiveStore implements FlowObjectiveStore {

    private final Map<Integer, NextGroup> nexts = new ConcurrentHashMap<>();

    @Override
    public void putNextGroup(Integer id, NextGroup group) {
        nexts.put(id, group);
    }

    @Override
    public NextGroup getNextGroup(Integer id) {
        return nexts.get(id);
    }

    @Override
    public NextGroup removeNextGroup(Integer id) {
        return nexts.remove(id);
    }

    @Override
    public Map<Integer, NextGroup> getAllGroups() {
        return nexts;
    }

    @Override
    public int allocateNextId() {
        return nexts.size() + 1;
    }

    @Override
    public void setDelegate(FlowObjectiveStoreDelegate delegate) {
        throw new AssertionError("not by a pipeliner");
    }

    @Override
    public void unsetDelegate(FlowObjectiveStoreDelegate delegate) {
        throw new AssertionError("not by a pipeliner");
    }

    @Override
    public boolean hasDelegate() {
        return true;
    }
}
