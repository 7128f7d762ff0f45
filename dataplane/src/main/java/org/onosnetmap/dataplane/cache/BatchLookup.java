package org.onosnetmap.dataplane.cache;

/**
 * Looks up the frames of one shape in a {@link FlowCache}: as {@link FlowCache#lookup} does, in code that was made for one set of {@link KeyWindows}, whose places and
 * masks are constants of it. Its instances are stateless.
 */
public abstract class BatchLookup {

    /**
     * Looks up frames as if all were of the shape, and tells which were not.
     *
     * @param n          number of frames
     * @param at         where they begin
     * @param length     their lengths
     * @param outcome    gets what the frame's bucket says of it, 0 for nothing; of frames of other shapes nothing that means anything
     * @param generation gets the generations of the entries
     * @param frames     address of the memory in which they lie
     * @param table      address of the first bucket
     * @param mask       number of buckets, a power of two, less one
     * @param floor      the generation from which on entries are valid
     * @param place      as long as the batch, and one more: for the code's own use
     * @param absent     gets the numbers of frames that are not in their bucket; one longer than the batch
     * @param odd        gets the numbers of frames of other shapes; one longer than the batch
     * @return how many are in {@code odd} (upper half) and in {@code absent} (lower half)
     */
    public abstract long lookup(int n, int[] at, int[] length, int[] outcome, int[] generation, long frames, long table, int mask, int floor, int[] place,
            int[] absent, int[] odd);
}
