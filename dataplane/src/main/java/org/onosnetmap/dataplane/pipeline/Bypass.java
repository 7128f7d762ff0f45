package org.onosnetmap.dataplane.pipeline;

import java.util.function.LongSupplier;
import org.onosnetmap.dataplane.cache.Batch;

/**
 * Decides when the flow cache is left alone: when hardly any frame is found in it, because flows are too many or, under random headers, never come again. Then to look a frame up
 * and to keep it costs two places in far memory and brings nothing, and what is pushed out are the flows of others.
 *
 * <p>After 16 batches of which more than three quarters were not found but resolved, 64 batches are resolved without being looked up, and of their frames about every eighth is
 * kept; then two batches are looked up again, and if these are no better, so it goes on. The few that are kept find out whether flows come back: as soon as a quarter of a batch is
 * found, or many frames cannot be resolved, all is as before. They are chosen by chance, since a trace that repeats would else show always the same ones. To keep a frame is dear, some 400 ns,
 * for it goes to several places in far memory, and so is to look it up in vain: so when half a million have been kept and did not come back, half as many are and the cache is tried half as often, down
 * to one frame in 256 and one try in 2,048 batches, which is some 20 ms under such a load. A hundred thousand flows that do come back are found out within half a second then.
 *
 * <p>As long as hardly any frame is found, a cache does not grow beyond 4 MiB (keys of three words: 2 MiB, 65,536 flows): with more of them than that, the tables answer sooner than a large cache does. Where
 * they do not, which the clock says once a batch, it grows to 64 MiB (32) at most, because flows may be many that come back seldom. Frames that cannot be resolved are seldom an attack if there are
 * a thousand batches of them, so these bound nothing.
 *
 * <p>Batches of few frames do not count, and are always looked up: there is time for them.
 */
final class Bypass {

    private static final int ENTER = 16;
    private static final int LEAVE_OUT = 64;
    private static final int TRY = 2;
    /** Of frames that were resolved one in so many is kept, at first and when flows have not come back for long. */
    private static final int KEEP_ONE_IN = 8;
    private static final int KEEP_ONE_IN_AT_LEAST = 256;
    /** Frames that are kept until half as many of them are: a quarter of two million flows, if the cache may grow so far. */
    private static final int KEPT = 1 << 19;
    private static final int UNRESOLVED = 1_024;
    /** Bytes to which a cache grows for flows that do not come back; the first if tables answer within so many nanoseconds. */
    static final int SMALL_BYTES = 1 << 22;
    static final int LARGE_BYTES = 1 << 26;
    private static final int SOON = 50;

    private final int light;
    private final int enter;
    private final int leaveOut;
    private final LongSupplier clock;
    /** Batches in succession of which little was found; those of them that could not be resolved. */
    private int bad;
    private int unresolved;
    /** Batches that are still not to be looked up. */
    private int left;
    /** Since the cache was left alone last, flows have not come back. */
    private boolean sparing;
    /** About one frame in so many is kept, and eight times as many batches are left out; and how many frames have been kept, since that last changed. */
    private int oneIn;
    private int kept;
    private int untilKept = 1;
    private int random = 1;
    private long start;
    /** Nanoseconds a frame of the fastest batch since the cache was last left alone, and of the time before. */
    private long best = Long.MAX_VALUE;
    private long before;

    Bypass() {
        this(Batch.LIGHT, ENTER, LEAVE_OUT, System::nanoTime);
    }

    /**
     * With figures of the caller's own.
     *
     * @param light    batches of fewer frames do not count
     * @param enter    after so many batches the cache is left alone
     * @param leaveOut for so many
     * @param clock    nanoseconds
     */
    Bypass(int light, int enter, int leaveOut, LongSupplier clock) {
        this.light = light;
        this.enter = enter;
        this.leaveOut = leaveOut;
        this.clock = clock;
    }

    /** Whether a batch of so many frames is not to be looked up. */
    boolean isOn(int frames) {
        return left > 0 && frames >= light;
    }

    /** Frames that were not found are about to be resolved. */
    void begin() {
        if (bad != 0 || sparing) {
            start = clock.getAsLong();
        }
    }

    /**
     * They have been.
     *
     * @param frames   of the batch
     * @param asked    those that were not found, or not looked up
     * @param resolved those of them that have an outcome now
     */
    void met(int frames, int asked, int resolved) {
        if (frames < light) {
            return;
        }
        if (bad != 0 || sparing) {
            best = Math.min(best, (clock.getAsLong() - start) / Math.max(1, asked));
        }
        if (isFew(asked, frames)) {
            calm();
        } else if (isFew(resolved, frames)) {
            cannot();
        } else if (left > 0) {
            left--;
        } else if (++bad >= enter) {
            bad = enter - TRY;
            spare();
            left = leaveOut * (oneIn / KEEP_ONE_IN);
            before = best;
            best = Long.MAX_VALUE;
        }
    }

    private void spare() {
        if (!sparing) {
            sparing = true;
            oneIn = KEEP_ONE_IN;
            kept = 0;
        } else if (kept >= KEPT) {
            oneIn = Math.min(KEEP_ONE_IN_AT_LEAST, 2 * oneIn);
            kept = 0;
        }
    }

    private static boolean isFew(int some, int frames) {
        return 4 * some <= 3 * frames;
    }

    private void cannot() {
        int n = unresolved + 1;
        calm();
        if (n <= UNRESOLVED) {
            unresolved = n;
            bad = 1;
        }
    }

    /** All is as usual. */
    void calm() {
        bad = 0;
        unresolved = 0;
        left = 0;
        sparing = false;
    }

    /**
     * Which of the next frames that were to be resolved is to be kept, if it has been.
     *
     * @param from number of the first of them; those before have been asked for
     * @param end  number behind the last one
     * @return {@code end} or more for none of them
     */
    int keep(int from, int end) {
        if (!sparing) {
            return from;
        }
        int at = from + untilKept - 1;
        if (at >= end) {
            untilKept -= end - from;
            return end;
        }
        kept++;
        random = random * 1_103_515_245 + 12_345;
        untilKept = 1 + (random >>> 16) % (2 * oneIn - 1);
        return at;
    }

    /** Bytes to which a cache may grow for a frame that is kept now. */
    int growth() {
        return bad == 0 && !sparing ? Integer.MAX_VALUE : before > SOON ? LARGE_BYTES : SMALL_BYTES;
    }
}
