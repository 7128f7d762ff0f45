package org.onosnetmap.dataplane.pipeline;

/**
 * Decides when the flow cache is left alone: when hardly any frame is found in it, because flows are too many or, under random headers, never come again. Then to look a frame up
 * and to keep it costs two places in far memory and brings nothing, and what is pushed out are the flows of others.
 *
 * <p>After 16 batches of which more than three quarters had to be resolved, 64 batches are resolved without being looked up, and of their frames about every eighth is kept; then
 * two batches are looked up again, and if these are no better, so it goes on. The few that are kept find out whether flows come back: as soon as a quarter of a batch is found, or
 * many frames cannot be resolved, all is as before. They are chosen by chance, since a trace that repeats would else show always the same ones. As long as batches are
 * like that, a cache does not grow beyond 4 MiB, some 100,000 flows: with more of them than that the tables, which are small, answer sooner than a large cache does.
 *
 * <p>Batches of few frames do not count: there is time for them.
 */
final class Bypass {

    private static final int LIGHT = 32;
    private static final int ENTER = 16;
    private static final int LEAVE_OUT = 64;
    private static final int TRY = 2;
    private static final int KEEP_ONE_IN = 8;
    /** Bytes to which a cache grows for flows that do not come back. */
    static final int SMALL_BYTES = 1 << 22;

    private final int light;
    private final int enter;
    private final int leaveOut;
    /** Batches in succession of which little was found. */
    private int bad;
    /** Batches that are still not to be looked up. */
    private int left;
    /** Since the cache was left alone last, flows have not come back. */
    private boolean sparing;
    private int untilKept = 1;
    private int random = 1;

    Bypass() {
        this(LIGHT, ENTER, LEAVE_OUT);
    }

    /**
     * With figures of the caller's own.
     *
     * @param light    batches of fewer frames do not count
     * @param enter    after so many batches the cache is left alone
     * @param leaveOut for so many
     */
    Bypass(int light, int enter, int leaveOut) {
        this.light = light;
        this.enter = enter;
        this.leaveOut = leaveOut;
    }

    /** Whether the next batch is not to be looked up. */
    boolean isOn() {
        return left > 0;
    }

    /** A batch had frames that were not found: so many frames, and those of them that were resolved. */
    void met(int frames, int resolved) {
        if (frames < light || 4 * resolved <= 3 * frames) {
            calm();
        } else if (left > 0) {
            left--;
        } else if (++bad >= enter) {
            bad = enter - TRY;
            left = leaveOut;
            sparing = true;
        }
    }

    /** All is as usual. */
    void calm() {
        bad = 0;
        left = 0;
        sparing = false;
    }

    /** Whether the next resolved frame is to be kept. */
    boolean keepsNext() {
        if (!sparing) {
            return true;
        }
        if (--untilKept > 0) {
            return false;
        }
        random = random * 1_103_515_245 + 12_345;
        untilKept = 1 + (random >>> 16) % (2 * KEEP_ONE_IN - 1);
        return true;
    }

    /** Bytes to which a cache may grow for a frame that is kept now. */
    int growth() {
        return bad == 0 && !sparing ? Integer.MAX_VALUE : SMALL_BYTES;
    }
}
