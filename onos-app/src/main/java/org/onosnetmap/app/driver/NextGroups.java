package org.onosnetmap.app.driver;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.onlab.util.Tools.groupedThreads;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import org.onosnetmap.app.provider.NetmapGroupProvider;
import org.onosproject.core.ApplicationId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.flowobjective.FlowObjectiveStore;
import org.onosproject.net.flowobjective.NextObjective;
import org.onosproject.net.group.Group;
import org.onosproject.net.group.GroupEvent;
import org.onosproject.net.group.GroupKey;
import org.onosproject.net.group.GroupListener;
import org.onosproject.net.group.GroupService;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what next objectives ask for, with groups of the core. An objective is done when its group is in force in the data plane; then the
 * core's store of objectives has it, and its context hears so. Those with the same number wait for each other, others do not. All
 * work is done by one thread.
 */
@Component(immediate = true, service = NextGroups.class)
public class NextGroups {

    static final Logger LOG = LoggerFactory.getLogger(NextGroups.class);

    /** Events may be lost, and some come before the data plane is ready: one looks again. */
    private static final long LOOK_MILLIS = 200;

    @Reference
    protected GroupService groupService;

    @Reference
    protected NetmapGroupProvider groupProvider;

    /** By the group's device and key: the first of each is under way. */
    private final Map<Place, Deque<NextWork>> queues = new HashMap<>();
    private final GroupListener listener = this::groupChanged;
    private ScheduledExecutorService thread;

    @Activate
    protected void activate() {
        thread = Executors.newSingleThreadScheduledExecutor(groupedThreads("onos/netmap", "next-objectives-%d", LOG));
        groupService.addListener(listener);
    }

    @Deactivate
    protected void deactivate() {
        groupService.removeListener(listener);
        thread.shutdownNow();
    }

    /** Does what an objective asks for, and tells its context. */
    void perform(DeviceId device, NextObjective o, FlowObjectiveStore store) {
        run(() -> {
            NextWork w = new NextWork(this, device, o, store);
            Deque<NextWork> queue = queues.computeIfAbsent(new Place(device, NextEntry.key(o.id())), p -> new ArrayDeque<>());
            queue.add(w);
            if (queue.size() == 1) {
                w.begin();
            }
        });
    }

    /** Removes what an application's next objectives have made on a device. */
    void purge(DeviceId device, ApplicationId app, FlowObjectiveStore store) {
        run(() -> new HashMap<>(store.getAllGroups()).forEach((id, data) -> {
            NextEntry e = NextEntry.decode(data);
            if (e.isOf(device, app)) {
                store.removeNextGroup(id);
                if (e.group() != null) {
                    groupService.removeGroup(device, NextEntry.key(id), app);
                }
            }
        }));
    }

    private void groupChanged(GroupEvent e) {
        Group g = e.subject();
        GroupEvent.Type type = e.type();
        run(() -> {
            Deque<NextWork> queue = queues.get(new Place(g.deviceId(), g.appCookie()));
            if (queue != null) {
                queue.peek().look(type);
            }
        });
    }

    /** On the thread, some time later. */
    void lookLater(Runnable look) {
        try {
            thread.schedule(() -> logged(look), LOOK_MILLIS, MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("Going down", e);
        }
    }

    /** The first of a group's queue is done: the next one begins. */
    void ended(DeviceId device, GroupKey key) {
        Place place = new Place(device, key);
        Deque<NextWork> queue = queues.get(place);
        queue.remove();
        if (queue.isEmpty()) {
            queues.remove(place);
        } else {
            run(queue.peek()::begin);
        }
    }

    private void run(Runnable r) {
        try {
            thread.execute(() -> logged(r));
        } catch (RejectedExecutionException e) {
            LOG.debug("Going down", e);
        }
    }

    private static void logged(Runnable r) {
        try {
            r.run();
        } catch (RuntimeException e) {
            LOG.error("Unexpected error with a next objective", e);
        }
    }

    /** Where a group is, in the core. */
    private static final class Place {
        private final DeviceId device;
        private final GroupKey key;

        Place(DeviceId device, GroupKey key) {
            this.device = device;
            this.key = key;
        }

        @Override
        public boolean equals(Object o) {
            return o instanceof Place && ((Place) o).device.equals(device) && ((Place) o).key.equals(key);
        }

        @Override
        public int hashCode() {
            return 31 * device.hashCode() + key.hashCode();
        }
    }
}
