package org.onosnetmap.embedded.assembly;

import java.util.Objects;

/**
 * A {@code mvn:group/artifact/version[/type[/classifier]]} URL, as pax-url-mvn defines it, and the file it means in a repository in
 * Maven's layout.
 */
final class MavenUrl {
    private static final String SCHEME = "mvn:";

    private final String group;
    private final String artifact;
    private final String version;
    private final String type;
    private final String classifier;

    MavenUrl(String group, String artifact, String version, String type, String classifier) {
        this.group = group;
        this.artifact = artifact;
        this.version = version;
        this.type = type;
        this.classifier = classifier;
    }

    /**
     * Reads a bundle location of a feature file or of {@code startup.properties}.
     *
     * @param location {@code mvn:…} or {@code wrap:mvn:…}, with or without bnd instructions after a {@code $}
     * @throws IllegalArgumentException if the location is something else, or names no version
     */
    static MavenUrl parse(String location) {
        String url = location.trim();
        if (url.startsWith("wrap:")) {
            url = url.substring("wrap:".length());
        }
        int instructions = url.indexOf('$');
        if (instructions >= 0) {
            url = url.substring(0, instructions);
        }
        String[] parts = url.startsWith(SCHEME) ? url.substring(SCHEME.length()).split("/") : new String[0];
        if (parts.length < 3 || parts.length > 5) {
            throw new IllegalArgumentException("'" + location.trim()
                    + "' is no mvn:group/artifact/version[/type[/classifier]]; other locations cannot be resolved without a network");
        }
        return new MavenUrl(parts[0], parts[1], parts[2], parts.length > 3 ? parts[3] : "jar", parts.length > 4 ? parts[4] : "");
    }

    /** Reads {@code group:artifact:version} or {@code group:artifact:type:version}, as a POM author writes it. */
    static MavenUrl ofCoordinates(String coordinates) {
        String[] parts = coordinates.trim().split(":");
        if (parts.length == 3) {
            return new MavenUrl(parts[0], parts[1], parts[2], "jar", "");
        }
        if (parts.length == 4) {
            return new MavenUrl(parts[0], parts[1], parts[3], parts[2], "");
        }
        throw new IllegalArgumentException("'" + coordinates + "' is neither group:artifact:version nor group:artifact:type:version");
    }

    String group() {
        return group;
    }

    String artifact() {
        return artifact;
    }

    String version() {
        return version;
    }

    String type() {
        return type;
    }

    String classifier() {
        return classifier;
    }

    /** The path below a repository's root, with {@code /} between the parts. */
    String path() {
        return group.replace('.', '/') + '/' + artifact + '/' + version + '/' + artifact + '-' + version
                + (classifier.isEmpty() ? "" : '-' + classifier) + '.' + type;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MavenUrl && path().equals(((MavenUrl) other).path()) && group.equals(((MavenUrl) other).group);
    }

    @Override
    public int hashCode() {
        return Objects.hash(path());
    }

    @Override
    public String toString() {
        return group + ':' + artifact + ':' + type + (classifier.isEmpty() ? "" : ':' + classifier) + ':' + version;
    }
}
