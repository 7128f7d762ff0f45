package org.onosnetmap.embedded.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class MeterIdsTest {
    private final MeterIds ids = new MeterIds();

    @Test
    void allOfTheRangeIsGivenOutOnceAndNoMore() {
        assertEquals(3, ids.allocate(3, 4));
        assertEquals(4, ids.allocate(3, 4));
        assertEquals(-1, ids.allocate(3, 4));
        assertEquals(-1, ids.allocate(3, 4));
    }

    @Test
    void theLowestReturnedOneIsGivenOutFirst() {
        for (int i = 1; i <= 4; i++) {
            ids.allocate(1, 10);
        }
        ids.free(3);
        ids.free(2);
        assertEquals(2, ids.allocate(1, 10));
        assertEquals(3, ids.allocate(1, 10));
        assertEquals(5, ids.allocate(1, 10));
    }

    @Test
    void oneThatWasNotGivenOutCannotBeReturned() {
        ids.free(1);
        ids.free(7);
        ids.free(0);
        assertEquals(1, ids.allocate(1, 10));
        ids.free(1);
        ids.free(1);
        assertEquals(1, ids.allocate(1, 10));
        assertEquals(2, ids.allocate(1, 10));
    }

    @Test
    void aReturnedOneOutsideTheRangeIsNotGivenOut() {
        ids.allocate(1, 10);
        ids.free(1);
        assertEquals(5, ids.allocate(5, 10));
    }
}
