package org.onosnetmap.dataplane.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Against values computed with a C compiler from each system's headers: direction, size, group and number of the same three requests. */
class IoctlCodesTest {

    @Test
    void linuxPacksTwoBitsOfDirectionAndFourteenOfSize() {
        IoctlCodes linux = new LinuxIoctlCodes();
        assertEquals(0x00006994, linux.txsync(), "_IO('i', 148)");
        assertEquals(0x00006995, linux.rxsync(), "_IO('i', 149)");
        assertEquals(0xc0586997, linux.control(), "_IOWR('i', 151, struct nmreq_header)");
        assertEquals(0xc03c6992, linux.readWrite(146, 60), "_IOWR('i', 146, struct nmreq)");
        assertEquals(95, linux.notSupported());
    }

    @Test
    void freeBsdPacksThreeBitsOfDirectionAndThirteenOfSizeAndMarksRequestsWithoutArgument() {
        IoctlCodes freeBsd = new FreeBsdIoctlCodes();
        assertEquals(0x20006994, freeBsd.txsync(), "_IO('i', 148)");
        assertEquals(0x20006995, freeBsd.rxsync(), "_IO('i', 149)");
        assertEquals(0xc0586997, freeBsd.control(), "_IOWR('i', 151, struct nmreq_header)");
        assertEquals(0xc03c6992, freeBsd.readWrite(146, 60), "_IOWR('i', 146, struct nmreq)");
        assertEquals(0xdfff6900, freeBsd.readWrite(0, 0x3fff), "a size has thirteen bits");
        assertEquals(45, freeBsd.notSupported());
    }
}
