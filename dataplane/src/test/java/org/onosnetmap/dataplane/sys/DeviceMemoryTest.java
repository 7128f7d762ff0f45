package org.onosnetmap.dataplane.sys;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a file, which is mapped as a device is. */
class DeviceMemoryTest {

    @TempDir
    private Path dir;

    @Test
    void whatIsGivenBackIsBlankAndWritingThereHarmless() throws IOException {
        Path file = Files.write(dir.resolve("memory"), new byte[8192]);
        int fd = Libc.open(file.toString(), 2);
        DeviceMemory memory = DeviceMemory.map(fd, 8192);
        Libc.close(fd);
        ByteBuffer view = memory.buffer();
        assertSame(view, memory.buffer(), "rings in one region are known by it");
        view.put(5000, (byte) 7);
        assertEquals(7, Files.readAllBytes(file)[5000]);
        memory.release();
        assertNull(memory.buffer());
        assertEquals(0, view.get(5000));
        view.put(5000, (byte) 9);
        assertEquals(7, Files.readAllBytes(file)[5000], "the device's memory is out of reach");
        memory.release();
    }

    @Test
    void whatCannotBeMappedIsAnError() {
        SystemCallException e = assertThrows(SystemCallException.class, () -> DeviceMemory.map(-1, 4096));
        assertTrue(e.getMessage().contains("mmap of 4096 bytes"), e.getMessage());
    }
}
