package org.onosnetmap.embedded.assembly;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.Date;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TarGzTest {
    private static final Date TIME = new Date(1_735_689_600_000L);
    /** Longer than the 100 bytes of an old tar header. */
    private static final String LONG = "a".repeat(60) + "/" + "b".repeat(90);

    @TempDir
    private Path directory;
    private Path content;
    private Path archive;

    @BeforeEach
    void makeContent() throws IOException {
        content = directory.resolve("content");
        archive = directory.resolve("x.tar.gz");
        Files.createDirectories(content.resolve(LONG).getParent());
        Files.writeString(content.resolve(LONG), "long");
        Files.createDirectories(content.resolve("empty"));
        Files.writeString(content.resolve("run"), "#!/bin/sh\n");
        TarGz.makeExecutable(content.resolve("run"));
    }

    @Test
    void whatIsPackedComesOutTheSameWithoutTheTopDirectory() throws IOException {
        TarGz.pack(content, "top-1.0", TIME, archive);
        Path out = directory.resolve("out");
        TarGz.unpack(archive, out);
        assertEquals("long", Files.readString(out.resolve(LONG)));
        assertTrue(Files.isDirectory(out.resolve("empty")));
        assertTrue(Files.isExecutable(out.resolve("run")));
        assertFalse(Files.isExecutable(out.resolve(LONG)));
    }

    @Test
    void theSameContentGivesTheSameArchive() throws IOException {
        TarGz.pack(content, "top", TIME, archive);
        byte[] first = Files.readAllBytes(archive);
        Files.setLastModifiedTime(content.resolve("run"), FileTime.fromMillis(0));
        TarGz.pack(content, "top", TIME, archive);
        assertArrayEquals(first, Files.readAllBytes(archive));
    }

    @Test
    void anEntryThatPointsOutOfTheArchiveIsRefused() throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
            TarArchiveEntry entry = new TarArchiveEntry("top/../../evil", true);
            tar.putArchiveEntry(entry);
            tar.closeArchiveEntry();
        }
        String message = assertThrows(IOException.class, () -> TarGz.unpack(archive, directory.resolve("out"))).getMessage();
        assertTrue(message.contains("points out of the archive"), message);
        assertFalse(Files.exists(directory.resolve("evil")));
    }

    @Test
    void anArchiveThatIsCutShortIsRefused() throws IOException {
        TarGz.pack(content, "top", TIME, archive);
        byte[] all = Files.readAllBytes(archive);
        Files.write(archive, Arrays.copyOf(all, all.length / 2));
        assertThrows(IOException.class, () -> TarGz.unpack(archive, directory.resolve("out")));
    }
}
