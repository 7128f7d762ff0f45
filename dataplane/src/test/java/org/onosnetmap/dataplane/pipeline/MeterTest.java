package org.onosnetmap.dataplane.pipeline;

import static org.junit.jupiter.api.Assertions.*;
import static org.onosnetmap.dataplane.pipeline.Frames.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Field;
import org.onosnetmap.dataplane.flow.FlowException;
import org.onosnetmap.dataplane.flow.FlowMod;
import org.onosnetmap.dataplane.flow.FlowRule;
import org.onosnetmap.dataplane.flow.FlowStats;
import org.onosnetmap.dataplane.flow.Match;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.Meter.Band;
import org.onosnetmap.dataplane.flow.Meter.Unit;
import org.onosnetmap.dataplane.flow.MeterMod;
import org.onosnetmap.dataplane.flow.MeterStats;

/** What meters let through, drop and remark, by a clock that the test drives. */
class MeterTest {

    private static final long SECOND = 1_000_000_000L;
    private static final byte[] V4 = ip("10.0.0.1");
    private static final byte[] V6 = ip("2001:db8::1");

    private final PipelineFixture f = new PipelineFixture();

    private static byte[] frame(int length) {
        return ethernet(0x0200_0000_0002L, 0x0200_0000_0001L, 0x88b5, new byte[length - 14]);
    }

    private static byte[] dscp(int dscp) {
        return ethernet(2, 1, 0x800, ipv4(V4, V4, dscp << 2 | 1, 64, 253, 0, new byte[8]));
    }

    private void meter(int id, Unit unit, Band... bands) {
        assertNull(f.tables.applyMeters(List.of(MeterMod.add(new Meter(id, unit, List.of(bands)))), new ArrayList<>()).get(0));
    }

    private FlowException refusal(MeterMod mod) {
        return f.tables.applyMeters(List.of(mod), new ArrayList<>()).get(0);
    }

    private static FlowRule.Builder metered(int... meters) {
        return FlowRule.builder().priority(1).meter(meters).apply(Action.output(2));
    }

    private boolean passes(byte[] frame) {
        f.executor.time(f.clock.get());
        return !f.send(frame).isEmpty();
    }

    private MeterStats stats(int id) {
        return f.tables.meters().stream().filter(m -> m.meter().id() == id).findFirst().orElseThrow();
    }

    /** Packets of a flood that pass within a second, the burst of the beginning left out; by batches of {@code batch} packets. */
    private int passedInASecond(byte[] frame, int offered, int batch) {
        while (passes(frame)) {
            // takes the burst
        }
        int passed = 0;
        long start = f.clock.get();
        for (int i = 0; i < offered; i++) {
            f.clock.set(start + SECOND / offered * (i / batch * batch + batch));
            passed += passes(frame) ? 1 : 0;
        }
        return passed;
    }

    @ParameterizedTest
    @CsvSource({
        "PACKETS_PER_SECOND, 1000, 60, 1000", "PACKETS_PER_SECOND, 1, 60, 1", "PACKETS_PER_SECOND, 30000, 60, 30000",
        "KILOBITS_PER_SECOND, 8000, 1000, 1000", "KILOBITS_PER_SECOND, 12345, 500, 3086",
        "BYTES_PER_SECOND, 1000000, 100, 10000"})
    void whatPassesIsTheRateWithinOneInAHundred(Unit unit, long rate, int length, int expected) {
        meter(1, unit, Band.drop(rate, 0));
        f.add(metered(1));
        int passed = passedInASecond(frame(length), 100_000, 1);
        assertEquals(expected, passed, Math.max(1, expected / 100.0));
    }

    @Test
    void packetsThatComeInBatchesGetTheSameRate() {
        meter(1, Unit.PACKETS_PER_SECOND, Band.drop(10_000, 1000));
        f.add(metered(1));
        assertEquals(10_000, passedInASecond(frame(60), 100_000, 250), 100);
    }

    @Test
    void aBurstPassesAtOnceAndNoMore() {
        meter(1, Unit.PACKETS_PER_SECOND, Band.drop(10, 7));
        f.add(metered(1));
        int passed = 0;
        for (int i = 0; i < 50; i++) {
            passed += passes(frame(60)) ? 1 : 0;
        }
        assertEquals(7, passed);
        assertEquals(43, stats(1).bandPackets(0));
        assertEquals(43 * 60, stats(1).bandBytes(0));
        assertEquals(50, stats(1).packets());
        f.clock.addAndGet(100 * SECOND);
        passed = 0;
        for (int i = 0; i < 50; i++) {
            passed += passes(frame(60)) ? 1 : 0;
        }
        assertEquals(7, passed, "a long silence gathers one burst and not more");
    }

    @Test
    void withoutABurstTheBucketHoldsATenthOfASecond() {
        meter(1, Unit.PACKETS_PER_SECOND, Band.drop(100, 0));
        f.add(metered(1));
        int passed = 0;
        for (int i = 0; i < 50; i++) {
            passed += passes(frame(60)) ? 1 : 0;
        }
        assertEquals(10, passed);
    }

    @Test
    void aPacketLargerThanTheBurstPassesAFullBucketAndTheRateHolds() {
        meter(1, Unit.BYTES_PER_SECOND, Band.drop(1000, 100));
        f.add(metered(1));
        assertTrue(passes(frame(1000)));
        f.clock.addAndGet(950_000_000);
        assertFalse(passes(frame(60)), "the debt is not paid");
        f.clock.addAndGet(200_000_000);
        assertTrue(passes(frame(60)));
    }

    @Test
    void theBandOfTheHighestRateThatIsExceededCounts() {
        meter(1, Unit.PACKETS_PER_SECOND, Band.remark(10, 10, 1), Band.drop(100, 20));
        f.add(FlowRule.builder().priority(1).meter(1).apply(Action.output(2)));
        int remarked = 0;
        int passed = 0;
        f.executor.time(f.clock.get());
        for (int i = 0; i < 50; i++) {
            List<?> out = f.send(dscp(10));
            passed += out.size();
            remarked += out.equals(List.of(org.onosnetmap.dataplane.pipeline.reference.ReferenceOutput.port(2, dscp(12)))) ? 1 : 0;
        }
        assertEquals(20, passed);
        assertEquals(10, remarked, "those above the lower rate; those above both are dropped");
        assertEquals(10, stats(1).bandPackets(0));
        assertEquals(30, stats(1).bandPackets(1));
    }

    @ParameterizedTest
    @CsvSource({"10,1,12", "10,2,14", "12,1,14", "14,1,14", "34,2,38", "38,1,38", "0,1,0", "46,1,46", "8,1,8", "11,1,11", "40,2,40"})
    void remarkingRaisesTheDropPrecedenceOfAssuredForwardingOnly(int before, int steps, int after) {
        meter(1, Unit.PACKETS_PER_SECOND, Band.remark(1, 1, steps));
        f.add(metered(1));
        f.forwards(dscp(before), dscp(before));
        f.forwards(dscp(before), dscp(after));
        byte[] v6 = ethernet(2, 1, 0x86dd, ipv6(V6, V6, before << 2 | 2, 0xabcde, 64, 59, new byte[0]));
        byte[] remarked = ethernet(2, 1, 0x86dd, ipv6(V6, V6, after << 2 | 2, 0xabcde, 64, 59, new byte[0]));
        f.forwards(v6, remarked);
        f.forwards(frame(60), frame(60));
    }

    @Test
    void oneMeterIsSharedByAllRulesThatPointToIt() {
        meter(1, Unit.PACKETS_PER_SECOND, Band.drop(10, 6));
        f.add(metered(1).match(Match.builder().set(Field.IN_PORT, 1).build()), metered(1).match(Match.builder().set(Field.IN_PORT, 3).build()));
        int passed = 0;
        for (int i = 0; i < 10; i++) {
            passed += f.send(frame(60), 1).size() + f.send(frame(60), 3).size();
        }
        assertEquals(6, passed);
        assertEquals(2, stats(1).rules());
    }

    @Test
    void aPacketPassesTheMetersOfItsRuleInTheirOrderAndThoseOfLaterTables() {
        meter(1, Unit.PACKETS_PER_SECOND, Band.drop(10, 5));
        meter(2, Unit.PACKETS_PER_SECOND, Band.drop(10, 3));
        meter(3, Unit.PACKETS_PER_SECOND, Band.drop(10, 2));
        f.add(FlowRule.builder().priority(1).meter(1, 2).gotoTable(1), metered(3).table(1));
        int passed = 0;
        for (int i = 0; i < 10; i++) {
            passed += passes(frame(60)) ? 1 : 0;
        }
        assertEquals(2, passed);
        assertEquals(List.of(10L, 5L, 3L), List.of(stats(1).packets(), stats(2).packets(), stats(3).packets()));
        assertEquals(List.of(5L, 2L, 1L), List.of(stats(1).bandPackets(0), stats(2).bandPackets(0), stats(3).bandPackets(0)));
    }

    @Test
    void aMeterWithoutBandsCounts() {
        meter(1, Unit.BYTES_PER_SECOND);
        f.add(metered(1));
        assertTrue(passes(frame(60)));
        assertEquals(60, stats(1).bytes());
    }

    @Test
    void aModifiedMeterCountsOnAndItsBandsBeginAnew() {
        meter(1, Unit.PACKETS_PER_SECOND, Band.drop(1, 1));
        f.add(metered(1));
        assertTrue(passes(frame(60)));
        assertFalse(passes(frame(60)));
        assertNull(refusal(MeterMod.modify(new Meter(1, Unit.PACKETS_PER_SECOND, List.of(Band.drop(5, 2))))));
        assertTrue(passes(frame(60)));
        assertTrue(passes(frame(60)));
        assertFalse(passes(frame(60)));
        assertEquals(5, stats(1).packets());
        assertEquals(1, stats(1).bandPackets(0));
    }

    @Test
    void aDeletedMeterTakesItsRulesWithIt() {
        meter(1, Unit.PACKETS_PER_SECOND);
        meter(2, Unit.PACKETS_PER_SECOND);
        f.add(metered(1), metered(2).priority(2), FlowRule.builder().priority(3).match(Match.builder().set(Field.IN_PORT, 9).build()).apply(Action.output(2)));
        List<FlowStats> removed = new ArrayList<>();
        assertNull(f.tables.applyMeters(List.of(MeterMod.delete(1)), removed).get(0));
        assertEquals(List.of(1), List.of(removed.get(0).rule().priority()));
        assertEquals(2, f.tables.size());
        assertNull(f.tables.applyMeters(List.of(MeterMod.delete(Meter.ALL_METERS)), removed).get(0));
        assertEquals(1, f.tables.size());
        assertEquals(List.of(), f.tables.meters());
        assertNull(refusal(MeterMod.delete(77)), "what is not there is deleted");
    }

    @Test
    void impossibleMetersAreRefusedAndNothingChanges() {
        meter(1, Unit.PACKETS_PER_SECOND, Band.drop(5, 5));
        assertEquals("OFPMMFC_METER_EXISTS", refusal(MeterMod.add(new Meter(1, Unit.PACKETS_PER_SECOND, List.of()))).error());
        assertEquals("OFPMMFC_UNKNOWN_METER", refusal(MeterMod.modify(new Meter(2, Unit.PACKETS_PER_SECOND, List.of()))).error());
        assertEquals("OFPMMFC_INVALID_METER", add(0).error());
        assertEquals("OFPMMFC_INVALID_METER", add(Meter.MAX + 1).error());
        assertEquals("OFPMMFC_BAD_RATE", add(2, Band.drop(0, 0)).error());
        assertEquals("OFPMMFC_BAD_RATE", add(2, Band.drop(0x1_0000_0000L, 0)).error());
        assertEquals("OFPMMFC_BAD_BURST", add(2, Band.drop(1, -1)).error());
        assertEquals("OFPMMFC_BAD_BAND_VALUE", add(2, Band.remark(1, 1, 3)).error());
        assertEquals("OFPMMFC_OUT_OF_BANDS", add(2, new Band[] {Band.drop(1, 1), Band.drop(2, 1), Band.drop(3, 1), Band.drop(4, 1), Band.drop(5, 1),
            Band.drop(6, 1), Band.drop(7, 1), Band.drop(8, 1), Band.drop(9, 1)}).error());
        assertEquals("OFPMMFC_UNKNOWN_METER", f.refusal(metered(2)).error());
        assertEquals(1, f.tables.meters().size());
        assertEquals(5, stats(1).meter().bands().get(0).rate());
    }

    private FlowException add(int id, Band... bands) {
        return refusal(MeterMod.add(new Meter(id, Unit.PACKETS_PER_SECOND, List.of(bands))));
    }

    /** Each worker has its own idea of the time, as far behind as its batch is long. */
    @ParameterizedTest
    @ValueSource(longs = {1_000, 1_000_000, 40_000_000})
    void workersThatShareAMeterPassItsRateTogether(long rate) throws Exception {
        TokenBucket tokens = new TokenBucket(rate, rate / 10, 0);
        AtomicLong clock = new AtomicLong();
        AtomicLong passed = new AtomicLong();
        CountDownLatch both = new CountDownLatch(2);
        Thread[] workers = new Thread[2];
        for (int w = 0; w < 2; w++) {
            Random r = new Random(w);
            workers[w] = new Thread(() -> {
                both.countDown();
                while (both.getCount() > 0) {
                    Thread.onSpinWait();
                }
                for (;;) {
                    long now = clock.addAndGet(r.nextInt(20_000));
                    if (now >= SECOND) {
                        return;
                    }
                    for (int i = 0; i < 1000 && tokens.take(now, 1); i++) {
                        passed.incrementAndGet();
                    }
                }
            });
            workers[w].start();
        }
        for (Thread w : workers) {
            w.join();
        }
        assertEquals(rate + rate / 10, passed.get(), rate / 100.0);
    }

    @Test
    void aBucketThatNobodyAsksForYearsIsFullAndNotBroken() {
        TokenBucket tokens = new TokenBucket(1_000_000, 5, 0);
        long now = 0;
        for (long year = 0; year < 200; year++) {
            for (int i = 0; i < 12; i++) {
                now += 30L * 24 * 3600 * SECOND;
                tokens.settle(now);
            }
        }
        int passed = 0;
        while (tokens.take(now, 1)) {
            passed++;
        }
        assertEquals(5, passed);
    }

    @Test
    void aRuleThatIsModifiedKeepsWorkingWithItsMeter() {
        meter(1, Unit.PACKETS_PER_SECOND, Band.drop(1, 1));
        f.add(metered(1));
        assertTrue(passes(frame(60)));
        f.tables.apply(List.of(FlowMod.modify(metered(1).build())));
        assertFalse(passes(frame(60)));
    }
}
