package org.onosnetmap.embedded.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The directory that becomes the embedded ONOS. */
final class Tree {
    /** The file that holds the {@link Fingerprint} of what the tree was made from. Written last: a tree without it is not complete. */
    static final String BUILD_ID = "build.id";

    private final Path root;

    Tree(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    boolean isMadeFrom(String fingerprint) throws IOException {
        Path id = root.resolve(BUILD_ID);
        return Files.exists(id) && Files.readString(id).trim().equals(fingerprint);
    }

    /** Removes everything, the {@link #BUILD_ID} first, as a run that is cut short must not leave it. */
    void clear() throws IOException {
        Files.deleteIfExists(root.resolve(BUILD_ID));
        if (Files.exists(root)) {
            List<Path> paths;
            try (Stream<Path> walk = Files.walk(root)) {
                paths = walk.sorted(Comparator.reverseOrder()).collect(Collectors.toList());
            }
            for (Path path : paths) {
                Files.delete(path);
            }
        }
        Files.createDirectories(root);
    }

    /** Puts an artifact where {@code mvn:} URLs are looked up. */
    void put(MavenUrl url, Path file) throws IOException {
        Path target = inSystem(url);
        Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
    }

    void put(MavenUrl url, byte[] content) throws IOException {
        Files.write(inSystem(url), content);
    }

    /** Where the artifact is, or will be; its directory exists. */
    Path inSystem(MavenUrl url) throws IOException {
        Path target = root.resolve("system").resolve(url.path());
        Files.createDirectories(target.getParent());
        return target;
    }

    /**
     * Copies files below a directory into the tree, over those that are there; what is in {@code bin/} becomes executable.
     *
     * @param wanted which of the files, by their paths relative to the directory
     */
    void add(Path directory, Predicate<Path> wanted) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.filter(Files::isRegularFile).map(directory::relativize).filter(wanted).collect(Collectors.toList());
        }
        for (Path relative : files) {
            Path file = directory.resolve(relative);
            Path target = root.resolve(relative.toString());
            Files.createDirectories(target.getParent());
            Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
            if (relative.startsWith("bin")) {
                TarGz.makeExecutable(target);
            }
        }
    }

    void complete(String fingerprint) throws IOException {
        Files.writeString(root.resolve(BUILD_ID), fingerprint + "\n");
    }
}
