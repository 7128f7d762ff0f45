package org.onosnetmap.embedded.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeTest {
    @TempDir
    private Path directory;

    @Test
    void onlyACompletedTreeOfTheSameThingsIsUpToDate() throws IOException {
        Tree tree = new Tree(directory.resolve("tree"));
        assertFalse(tree.isMadeFrom("sum"));
        tree.clear();
        assertFalse(tree.isMadeFrom("sum"));
        tree.complete("sum");
        assertTrue(tree.isMadeFrom("sum"));
        assertFalse(tree.isMadeFrom("other"));
        tree.clear();
        assertFalse(tree.isMadeFrom("sum"));
    }

    @Test
    void clearingLeavesNothingOfAnEarlierBuild() throws IOException {
        Tree tree = new Tree(directory.resolve("tree"));
        Files.createDirectories(tree.root().resolve("a/b"));
        Files.writeString(tree.root().resolve("a/b/c"), "");
        tree.clear();
        try (var left = Files.list(tree.root())) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void addedFilesReplaceOthersAndScriptsBecomeExecutable() throws IOException {
        Tree tree = new Tree(directory.resolve("tree"));
        tree.clear();
        for (String content : new String[] {"first", "second"}) {
            Path files = directory.resolve(content);
            Files.createDirectories(files.resolve("bin"));
            Files.createDirectories(files.resolve("etc"));
            Files.writeString(files.resolve("bin/onos"), content);
            Files.writeString(files.resolve("etc/" + content), content);
            Files.writeString(files.resolve("etc/unwanted"), content);
            tree.add(files, path -> !path.equals(Path.of("etc/unwanted")));
        }
        assertEquals("second", Files.readString(tree.root().resolve("bin/onos")));
        assertTrue(Files.isExecutable(tree.root().resolve("bin/onos")));
        assertTrue(Files.exists(tree.root().resolve("etc/first")));
        assertFalse(Files.exists(tree.root().resolve("etc/unwanted")));
        assertFalse(Files.isExecutable(tree.root().resolve("etc/first")));
    }

    @Test
    void artifactsGoWhereMvnUrlsAreLookedUp() throws IOException {
        Tree tree = new Tree(directory.resolve("tree"));
        tree.clear();
        tree.put(MavenUrl.parse("mvn:g.h/a/1"), new byte[] {1});
        assertTrue(Files.exists(tree.root().resolve("system/g/h/a/1/a-1.jar")));
    }
}
