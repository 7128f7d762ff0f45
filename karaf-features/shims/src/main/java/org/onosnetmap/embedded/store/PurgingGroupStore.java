package org.onosnetmap.embedded.store;

import java.util.ArrayList;
import java.util.List;
import org.onosproject.core.ApplicationId;
import org.onosproject.net.DeviceId;
import org.onosproject.net.group.Group;
import org.onosproject.net.group.GroupStore;
import org.onosproject.store.group.impl.DistributedGroupStore;
import org.osgi.service.component.annotations.Component;

/** The group store of ONOS 2.4, able to purge the groups one application put on one device. */
@Component(immediate = true, service = GroupStore.class, property = {
        // The parent's defaults; its descriptor is not inherited.
        "garbageCollect:Boolean=false",
        "gcThresh:Integer=6",
        "allowExtraneousGroups:Boolean=false"
})
public class PurgingGroupStore extends DistributedGroupStore {

    /** For the component runtime. */
    public PurgingGroupStore() {
    }

    /** Drops the groups from the store, without a word to the device. */
    @Override
    public void purgeGroupEntries(DeviceId deviceId, ApplicationId appId) {
        List<Group> purged = new ArrayList<>();
        for (Group group : getGroups(deviceId)) {
            if (group.appId().equals(appId)) {
                purged.add(group);
            }
        }
        purged.forEach(this::removeGroupEntry);
    }
}
