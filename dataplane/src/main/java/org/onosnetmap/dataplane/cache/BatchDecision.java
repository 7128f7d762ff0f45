package org.onosnetmap.dataplane.cache;

/**
 * Finds the rules of a small table that the frames of one shape match: the rules are its code, so nothing of a frame needs to be known before. Its instances are stateless.
 */
public abstract class BatchDecision {

    /**
     * Finds rules for frames as if all were of the shape, and tells which were not.
     *
     * @param n      number of frames
     * @param at     where they begin
     * @param length their lengths
     * @param rule   gets the number of the frame's rule in their order, the number of rules if none matches; of frames of other shapes nothing that means anything
     * @param frames address of the memory in which they lie
     * @param inPort number of the port that they came in by
     * @param odd    gets the numbers of frames of other shapes; one longer than the batch
     * @return how many are in {@code odd}
     */
    public abstract int decide(int n, int[] at, int[] length, int[] rule, long frames, int inPort, int[] odd);
}
