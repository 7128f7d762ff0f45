package org.onosnetmap.dataplane.classify;

import java.util.Arrays;
import org.onosnetmap.dataplane.packet.PacketKey;

/** The few entries of a tuple whose hashes choose the same group, by falling rank. Immutable: each change makes a new one. */
final class Group {

    static final Group EMPTY = new Group(new int[0], new Entry[0]);

    private final int[] tags;
    final Entry[] entries;

    private Group(int[] tags, Entry[] entries) {
        this.tags = tags;
        this.entries = entries;
    }

    /** The best entry that the packet matches, or null. */
    Entry find(int tag, PacketKey packet) {
        int[] t = tags;
        for (int i = 0; i < t.length; i++) {
            if (t[i] == tag) {
                Entry e = entries[i];
                if (e.matches(packet)) {
                    return e;
                }
            }
        }
        return null;
    }

    /** How many entries have this tag: those of the same key, but for one chance in four thousand million. */
    int count(int tag) {
        int n = 0;
        for (int t : tags) {
            if (t == tag) {
                n++;
            }
        }
        return n;
    }

    int tag(int i) {
        return tags[i];
    }

    Group with(int tag, Entry e) {
        int at = 0;
        while (at < entries.length && entries[at].beats(e)) {
            at++;
        }
        int[] newTags = new int[tags.length + 1];
        Entry[] newEntries = new Entry[newTags.length];
        System.arraycopy(tags, 0, newTags, 0, at);
        System.arraycopy(tags, at, newTags, at + 1, tags.length - at);
        System.arraycopy(entries, 0, newEntries, 0, at);
        System.arraycopy(entries, at, newEntries, at + 1, entries.length - at);
        newTags[at] = tag;
        newEntries[at] = e;
        return new Group(newTags, newEntries);
    }

    Group without(Entry e) {
        if (entries.length == 1) {
            return EMPTY;
        }
        int at = 0;
        while (entries[at] != e) {
            at++;
        }
        int[] newTags = Arrays.copyOf(tags, tags.length - 1);
        Entry[] newEntries = Arrays.copyOf(entries, newTags.length);
        System.arraycopy(tags, at + 1, newTags, at, newTags.length - at);
        System.arraycopy(entries, at + 1, newEntries, at, newTags.length - at);
        return new Group(newTags, newEntries);
    }
}
