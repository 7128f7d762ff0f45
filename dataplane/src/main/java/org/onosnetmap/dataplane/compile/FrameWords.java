package org.onosnetmap.dataplane.compile;

/** Reads of frames of one shape those words of their keys ({@link org.onosnetmap.dataplane.packet.KeyLayout}) that some rules compare. Written for these rules; its instances are stateless. */
public abstract class FrameWords {

    /**
     * Makes the words of all frames, as if all were of the shape.
     *
     * @param n      number of frames
     * @param at     where they begin
     * @param frames address of the memory in which they lie
     * @param inPort number of the port that they came in by
     * @param words  gets the first words of all frames, behind the place of a whole batch the second words, and so on
     */
    public abstract void read(int n, int[] at, long frames, int inPort, long[] words);

    /**
     * Tells which frames are not of the shape.
     *
     * @param length their lengths
     * @param odd    gets their numbers; one longer than the batch
     * @return how many
     */
    public abstract int others(int n, int[] at, int[] length, long frames, int[] odd);
}
