package org.onosnetmap.dataplane.flow;

import java.util.List;
import java.util.Objects;

/** One change of the group table (OpenFlow 1.3.5 section 6.5). */
public final class GroupMod {

    /** What is changed. */
    public enum Command {
        /** Adds the group; refused if its number is taken. */
        ADD,
        /** Replaces type and buckets of a group that is there, and is refused if none is; its counters go on, those of its buckets start anew. */
        MODIFY,
        /**
         * Removes the group, the rules that point to it, and the buckets of other groups that point to it or watch it, so that nothing
         * is left dangling (OpenFlow 1.3.5 section 6.5 wants the rules gone and leaves the buckets open). {@link Group#ALL_GROUPS} for
         * all groups. No group of that number is no error.
         */
        DELETE
    }

    private final Command command;
    private final Group group;

    private GroupMod(Command command, Group group) {
        this.command = command;
        this.group = Objects.requireNonNull(group);
    }

    public static GroupMod add(Group group) {
        return new GroupMod(Command.ADD, group);
    }

    public static GroupMod modify(Group group) {
        return new GroupMod(Command.MODIFY, group);
    }

    public static GroupMod delete(int id) {
        return new GroupMod(Command.DELETE, new Group(id, Group.Type.ALL, List.of()));
    }

    public Command command() {
        return command;
    }

    /** For a deletion only the number matters. */
    public Group group() {
        return group;
    }

    @Override
    public String toString() {
        return command + " " + group;
    }
}
