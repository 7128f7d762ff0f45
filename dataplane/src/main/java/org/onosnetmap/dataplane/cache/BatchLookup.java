package org.onosnetmap.dataplane.cache;

/**
 * Looks up the frames of one shape in a {@link FlowCache}: as {@link FlowCache#lookup} does, in code that was made for one set of {@link KeyWindows}, whose places and
 * masks are constants of it. Its instances are stateless.
 */
public abstract class BatchLookup {

    /**
     * Makes the keys of all frames, as if all were of the shape.
     *
     * @param n      number of frames
     * @param at     where they begin
     * @param frames address of the memory in which they lie
     * @param mask   number of buckets, a power of two, less one
     * @param keys   gets the first words of all keys, behind the place of a whole batch the second words, and so on
     * @param place  gets where the buckets are in the table
     */
    public abstract void locate(int n, int[] at, long frames, int mask, long[] keys, int[] place);

    /**
     * Looks up keys that are located.
     *
     * @param floor      the generation from which on entries are valid
     * @param outcome    gets what the frame's bucket says of it, 0 for nothing; of frames of other shapes nothing that means anything
     * @param generation gets the generations of the entries
     * @return 0 if all are in their bucket
     */
    public abstract int compare(int n, long[] keys, int[] place, long table, int floor, int[] outcome, int[] generation);

    /**
     * Tells whether all frames are of the shape.
     *
     * @param length their lengths
     * @return 0 if they are
     */
    public abstract int differ(int n, int[] at, int[] length, long frames);

    /**
     * Tells which frames are not of the shape.
     *
     * @param length their lengths
     * @param odd    gets their numbers; one longer than the batch
     * @return how many
     */
    public abstract int others(int n, int[] at, int[] length, long frames, int[] odd);
}
