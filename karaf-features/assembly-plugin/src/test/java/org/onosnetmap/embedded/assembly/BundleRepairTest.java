package org.onosnetmap.embedded.assembly;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleRepairTest {
    private static final String MANIFEST = "Manifest-Version: 1.0\nBundle-SymbolicName: b\n"
            + "Service-Component: OSGI-INF/a.One.xml,OSGI-INF/a.Two.xml\nImport-Package: p;version=\"[1.13,2)\",q;version=\"[3,4)\"\n\n";

    @TempDir
    private Path directory;
    private Path bundle;
    private Path repaired;

    @BeforeEach
    void makeABundleWithADamagedDirectory() throws IOException {
        bundle = directory.resolve("bundle.jar");
        repaired = directory.resolve("out/bundle.jar");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            ZipEntry first = new ZipEntry("META-INF/");
            first.setExtra(new byte[] {(byte) 0xFE, (byte) 0xCA, 2, 0, 0, 0});
            zip.putNextEntry(first);
            put(zip, JarFile.MANIFEST_NAME, MANIFEST.getBytes(StandardCharsets.UTF_8));
            put(zip, "a/data", new byte[] {1, 2, 3});
        }
        byte[] bytes = out.toByteArray();
        // The first header of the central directory: its extra field gets the length of a record that does not fit in.
        int extra = indexOf(bytes, new byte[] {'P', 'K', 1, 2}) + 46 + "META-INF/".length();
        bytes[extra + 2] = (byte) 0xBD;
        bytes[extra + 3] = (byte) 0xEF;
        Files.write(bundle, bytes);
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
    }

    private static int indexOf(byte[] bytes, byte[] part) {
        for (int i = 0; ; i++) {
            if (Arrays.equals(bytes, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
    }

    private static Repair repair(List<String> drop, List<String> ranges, List<String> constants) {
        return new Repair("g:b:1", drop, ranges, constants);
    }

    private static final Repair CONTAINER = repair(List.of(), List.of(), List.of());

    private Attributes manifest() throws IOException {
        try (JarFile jar = new JarFile(repaired.toFile())) {
            return jar.getManifest().getMainAttributes();
        }
    }

    @Test
    void aJarThatJavaRefusesIsReadableAfterwardsWithTheSameContent() throws IOException {
        BundleRepair.toJar(bundle, repaired, CONTAINER);
        try (JarFile jar = new JarFile(repaired.toFile())) {
            assertArrayEquals(new byte[] {1, 2, 3}, jar.getInputStream(jar.getEntry("a/data")).readAllBytes());
            assertEquals(JarFile.MANIFEST_NAME, jar.entries().nextElement().getName());
            assertEquals("b", jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName"));
        }
    }

    @Test
    void theDamageIsTheOneJavaRefuses() {
        // 11.0.20, 17.0.8 and everything from 21 on.
        assumeTrue(Runtime.version().compareTo(Runtime.Version.parse("17.0.8")) >= 0, "this Java may be older than the check");
        String message = assertThrows(ZipException.class, () -> new ZipFile(bundle.toFile()).close()).getMessage();
        assertTrue(message.contains("extra data field"), message);
    }

    @Test
    void theSameBundleGivesTheSameJar() throws IOException {
        BundleRepair.toJar(bundle, repaired, CONTAINER);
        byte[] first = Files.readAllBytes(repaired);
        BundleRepair.toJar(bundle, repaired, CONTAINER);
        assertArrayEquals(first, Files.readAllBytes(repaired));
    }

    @Test
    void componentsAreDroppedFromTheManifest() throws IOException {
        BundleRepair.toJar(bundle, repaired, repair(List.of("a.One"), List.of(), List.of()));
        assertEquals("OSGI-INF/a.Two.xml", manifest().getValue("Service-Component"));
    }

    @Test
    void importRangesAreReplaced() throws IOException {
        BundleRepair.toJar(bundle, repaired, repair(List.of(), List.of("[1.13,2) -> [1.13,3)"), List.of()));
        assertEquals("p;version=\"[1.13,3)\",q;version=\"[3,4)\"", manifest().getValue("Import-Package"));
    }

    @Test
    void aRepairThatFindsNothingToDoFailsAndSaysWhy() {
        assertRefused(repair(List.of("a.Three"), List.of(), List.of()), "no component a.Three");
        assertRefused(repair(List.of(), List.of("[9,10) -> [9,11)"), List.of()), "no import has the range [9,10)");
        assertRefused(repair(List.of(), List.of(), List.of("a.B: 1 -> 2")), "no long constant 'a.B: 1'");
    }

    private void assertRefused(Repair repair, String reason) {
        String message = assertThrows(IOException.class, () -> BundleRepair.toJar(bundle, repaired, repair)).getMessage();
        assertTrue(message.startsWith(bundle.toString()) && message.contains(reason), message);
        assertFalse(Files.exists(repaired));
    }

    @Test
    void aChangeThatIsNotWrittenFromToIsRefused() {
        String message = assertThrows(IllegalArgumentException.class,
                () -> BundleRepair.toJar(bundle, repaired, repair(List.of(), List.of("[1,2) [1,3)"), List.of()))).getMessage();
        assertTrue(message.contains("'[1,2) [1,3)'") && message.contains("from -> to"), message);
    }

    @Test
    void aFileThatIsNoBundleIsRefused() throws IOException {
        Files.write(bundle, new byte[] {1, 2, 3});
        assertRefused(CONTAINER, "no META-INF/MANIFEST.MF");
    }

    @Test
    void unpackingAgainLeavesUnchangedFilesAlone() throws IOException {
        Path out = directory.resolve("classes");
        BundleRepair.toDirectory(bundle, out, CONTAINER);
        Path data = out.resolve("a/data");
        FileTime old = FileTime.fromMillis(1_000_000_000_000L);
        Files.setLastModifiedTime(data, old);
        BundleRepair.toDirectory(bundle, out, CONTAINER);
        assertEquals(old, Files.getLastModifiedTime(data));
        Files.write(data, new byte[] {9});
        BundleRepair.toDirectory(bundle, out, CONTAINER);
        assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(data));
    }

    @Test
    void anEntryThatPointsOutOfTheBundleIsRefused() throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(bundle))) {
            put(zip, JarFile.MANIFEST_NAME, MANIFEST.getBytes(StandardCharsets.UTF_8));
            put(zip, "../evil", new byte[1]);
        }
        assertThrows(IOException.class, () -> BundleRepair.toDirectory(bundle, directory.resolve("classes"), CONTAINER));
        assertFalse(Files.exists(directory.resolve("evil")));
    }
}
