package org.onosnetmap.embedded.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
    @TempDir
    private Path directory;

    private String sum() throws IOException {
        return new Fingerprint().addContent(directory).hex();
    }

    @Test
    void contentAndNamesOfFilesCountAndTheirTimesDoNot() throws IOException {
        Path file = Files.writeString(directory.resolve("a"), "1");
        String before = sum();
        Files.writeString(file, "1");
        assertEquals(before, sum());
        Files.writeString(file, "2");
        assertNotEquals(before, sum());
        Files.writeString(file, "1");
        Files.move(file, directory.resolve("b"));
        assertNotEquals(before, sum());
    }

    @Test
    void whereOneTextEndsAndTheNextBeginsCounts() {
        assertNotEquals(new Fingerprint().add("ab").add("c").hex(), new Fingerprint().add("a").add("bc").hex());
    }
}
