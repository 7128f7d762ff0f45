package org.onosnetmap.embedded.assembly;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Reads a bundle with a damaged zip directory, and mends its manifest and constants.
 *
 * <p>Some ONOS jars on Maven Central carry, in the <em>central directory</em> of the zip file, an extra field that is not made of the
 * (tag, length, data) records the format asks for (APPNOTE 4.5.1). Java has refused such a file since 11.0.20 and 17.0.8. The local
 * headers in front of the entries are sound, and they are what {@link ZipInputStream} goes by; so the entries are read in sequence and
 * written into a new file.
 */
final class BundleRepair {
    private static final String SERVICE_COMPONENT = "Service-Component";
    private static final String IMPORT_PACKAGE = "Import-Package";

    /** A date within the zip format's range, so that the same input gives the same jar. */
    private static final long TIMESTAMP = 1_735_689_600_000L; // 2025-01-01T00:00:00Z

    private BundleRepair() {
    }

    /**
     * Writes the mended bundle as a jar.
     *
     * @throws IOException if the bundle cannot be read, or has nothing left to do of what the repair asks for
     */
    static void toJar(Path bundle, Path jar, Repair repair) throws IOException {
        Map<String, byte[]> entries = mend(bundle, repair);
        Files.createDirectories(jar.getParent());
        try (OutputStream file = Files.newOutputStream(jar); ZipOutputStream out = new ZipOutputStream(file)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                ZipEntry header = new ZipEntry(entry.getKey());
                header.setTime(TIMESTAMP);
                out.putNextEntry(header);
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
    }

    /**
     * Writes the content of the mended bundle as files, leaving alone those that have it already, so that what is made from them
     * sees no change.
     *
     * @throws IOException as {@link #toJar}
     */
    static void toDirectory(Path bundle, Path directory, Repair repair) throws IOException {
        for (Map.Entry<String, byte[]> entry : mend(bundle, repair).entrySet()) {
            Path file = directory.resolve(entry.getKey()).normalize();
            if (!file.startsWith(directory)) {
                throw new IOException(bundle + ": the entry '" + entry.getKey() + "' points out of the bundle");
            }
            if (entry.getKey().endsWith("/")) {
                Files.createDirectories(file);
            } else if (!Files.exists(file) || !Arrays.equals(Files.readAllBytes(file), entry.getValue())) {
                Files.createDirectories(file.getParent());
                Files.write(file, entry.getValue());
            }
        }
    }

    /** The entries of the mended bundle, the manifest first, as a jar has to have it. */
    private static Map<String, byte[]> mend(Path bundle, Repair repair) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put(JarFile.MANIFEST_NAME, null);
        try (InputStream file = Files.newInputStream(bundle); ZipInputStream in = new ZipInputStream(file)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.put(entry.getName(), entry.isDirectory() ? new byte[0] : in.readAllBytes());
            }
        }
        byte[] manifest = entries.get(JarFile.MANIFEST_NAME);
        if (manifest == null) {
            throw new IOException(bundle + ": no " + JarFile.MANIFEST_NAME + " in it; it is no bundle, or cut short. Delete it, and Maven fetches it again");
        }
        entries.put(JarFile.MANIFEST_NAME, mend(manifest, bundle, repair));
        for (Map.Entry<String, String> change : repair.longConstants().entrySet()) {
            replaceConstant(entries, bundle, change.getKey(), change.getValue());
        }
        return entries;
    }

    private static void replaceConstant(Map<String, byte[]> entries, Path bundle, String classAndValue, String to) throws IOException {
        String[] parts = classAndValue.split(":");
        byte[] classFile = entries.get(parts[0].trim().replace('.', '/') + ".class");
        if (parts.length != 2 || classFile == null || !ClassConstants.replaceLong(classFile, Long.parseLong(parts[1].trim()), Long.parseLong(to))) {
            throw new IOException(bundle + ": there is no long constant '" + classAndValue + "'; this is not the version the repair was made for");
        }
    }

    private static byte[] mend(byte[] bytes, Path bundle, Repair repair) throws IOException {
        Manifest manifest = new Manifest(new ByteArrayInputStream(bytes));
        Attributes main = manifest.getMainAttributes();
        if (!repair.dropComponents().isEmpty()) {
            main.putValue(SERVICE_COMPONENT, dropComponents(header(main, SERVICE_COMPONENT, bundle), bundle, repair.dropComponents()));
        }
        for (Map.Entry<String, String> range : repair.importRanges().entrySet()) {
            String imports = header(main, IMPORT_PACKAGE, bundle);
            if (!imports.contains(range.getKey())) {
                throw new IOException(bundle + ": no import has the range " + range.getKey() + "; this is not the version the repair was made for");
            }
            main.putValue(IMPORT_PACKAGE, imports.replace(range.getKey(), range.getValue()));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        manifest.write(out);
        return out.toByteArray();
    }

    private static String header(Attributes main, String name, Path bundle) throws IOException {
        String value = main.getValue(name);
        if (value == null) {
            throw new IOException(bundle + ": the manifest has no " + name + "; this is not the version the repair was made for");
        }
        return value;
    }

    private static String dropComponents(String header, Path bundle, List<String> components) throws IOException {
        List<String> descriptors = Arrays.stream(header.split(",")).map(String::trim).collect(Collectors.toCollection(ArrayList::new));
        for (String component : components) {
            if (!descriptors.remove("OSGI-INF/" + component + ".xml")) {
                throw new IOException(bundle + ": " + SERVICE_COMPONENT + " has no component " + component
                        + "; this is not the version the repair was made for");
            }
        }
        return String.join(",", descriptors);
    }
}
