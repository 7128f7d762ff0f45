package org.onosnetmap.embedded.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootConfigTest {
    @TempDir
    private Path etc;

    @BeforeEach
    void startup() throws IOException {
        Files.writeString(etc.resolve("startup.properties"), "# comment\nmvn\\:g/early/1 = 5\nmvn\\:g/late/2 = 10\n");
    }

    private void features(String text) throws IOException {
        Files.writeString(etc.resolve("org.apache.karaf.features.cfg"), text);
    }

    @Test
    void repositoriesStagesAndStartupBundlesAreReadAsKarafWritesThem() throws IOException {
        features("featuresRepositories = \\\n  mvn:g/r1/1/xml/features, \\\n  mvn:g/r2/1/xml/features\n"
                + "featuresBoot = (a/1.0, b), \\\n  (c/2.0)\n");
        BootConfig boot = BootConfig.read(etc);
        assertEquals(List.of("r1", "r2"), boot.repositories().stream().map(MavenUrl::artifact).collect(Collectors.toList()));
        assertEquals(List.of("early", "late"), boot.startup().stream().map(MavenUrl::artifact).collect(Collectors.toList()));
        assertEquals(List.of("a", "b", "c"), boot.features().stream().map(FeatureRef::name).collect(Collectors.toList()));
    }

    @Test
    void aFileThatDoesNotSayWhatToBootIsNamed() throws IOException {
        features("featuresRepositories = mvn:g/r1/1/xml/features\n");
        String message = assertThrows(IOException.class, () -> BootConfig.read(etc)).getMessage();
        assertTrue(message.contains("org.apache.karaf.features.cfg has no featuresBoot"), message);
    }
}
