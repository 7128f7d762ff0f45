package org.onosnetmap.embedded.assembly;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the files in {@code etc/} tell Karaf to start, so that the tree is made to hold exactly this. */
final class BootConfig {
    private final List<MavenUrl> repositories;
    private final List<FeatureRef> features;
    private final List<MavenUrl> startup;

    private BootConfig(List<MavenUrl> repositories, List<FeatureRef> features, List<MavenUrl> startup) {
        this.repositories = repositories;
        this.features = features;
        this.startup = startup;
    }

    /**
     * Reads {@code org.apache.karaf.features.cfg} and {@code startup.properties}.
     *
     * @throws IOException if one of them is missing or does not say what to boot
     */
    static BootConfig read(Path etc) throws IOException {
        Path file = etc.resolve("org.apache.karaf.features.cfg");
        Properties features = properties(file);
        return new BootConfig(
                list(features, "featuresRepositories", file).map(MavenUrl::parse).collect(Collectors.toList()),
                // Parentheses make the stages of the boot; all of them are needed.
                list(features, "featuresBoot", file).map(name -> name.replaceAll("[()]", "").trim()).map(FeatureRef::parse).collect(Collectors.toList()),
                properties(etc.resolve("startup.properties")).stringPropertyNames().stream().sorted().map(MavenUrl::parse).collect(Collectors.toList()));
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }

    private static Stream<String> list(Properties properties, String key, Path file) throws IOException {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new IOException(file + " has no " + key);
        }
        return Arrays.stream(value.split(",")).map(String::trim).filter(item -> !item.isEmpty());
    }

    List<MavenUrl> repositories() {
        return repositories;
    }

    List<FeatureRef> features() {
        return features;
    }

    /** The bundles Karaf starts before there is a feature service. */
    List<MavenUrl> startup() {
        return startup;
    }
}
