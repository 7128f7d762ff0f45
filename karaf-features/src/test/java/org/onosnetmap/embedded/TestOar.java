package org.onosnetmap.embedded;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs the app in {@code testapp} as an OAR, with JNA as a bundle of its own. */
final class TestOar {
    private static final String CLASSES = "org/onosnetmap/embedded/testapp";
    private static final String BUNDLE = "m2/org/onosnetmap/testapp/1.0.0/testapp-1.0.0";
    private static final String IMPORTS = "com.fasterxml.jackson.databind,com.fasterxml.jackson.databind.node,com.sun.jna,javax.ws.rs,javax.ws.rs.core,"
            + "org.apache.karaf.shell.api.action,org.apache.karaf.shell.api.action.lifecycle,org.apache.karaf.shell.api.console,"
            + "org.glassfish.jersey.servlet,org.onlab.packet,org.onlab.osgi,org.onlab.rest,org.onosproject.cli,org.onosproject.core,org.onosproject.net,"
            + "org.onosproject.net.device,org.onosproject.net.flow,org.onosproject.net.flow.oldbatch,org.onosproject.net.group,org.onosproject.net.meter,"
            + "org.onosproject.net.provider,org.slf4j";

    private TestOar() {
    }

    static Path write(Path file) throws IOException {
        Path root = location(TestOar.class);
        Path resources = root.resolve("testapp");
        String features = Files.readString(resources.resolve("features.xml"));
        Path jna = location(com.sun.jna.Native.class);
        String jnaVersion = jna.getFileName().toString().replaceAll("jna-(.*)\\.jar", "$1");
        try (OutputStream out = Files.newOutputStream(file); ZipOutputStream oar = new ZipOutputStream(out)) {
            put(oar, "app.xml", Files.readAllBytes(resources.resolve("app.xml")));
            put(oar, BUNDLE + "-features.xml", features.replace("@jna.version@", jnaVersion).getBytes(StandardCharsets.UTF_8));
            put(oar, BUNDLE + ".jar", bundle(root));
            put(oar, "m2/net/java/dev/jna/jna/" + jnaVersion + "/jna-" + jnaVersion + ".jar", Files.readAllBytes(jna));
        }
        return file;
    }

    private static byte[] bundle(Path root) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.putValue("Manifest-Version", "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "org.onosnetmap.testapp");
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Import-Package", IMPORTS);
        main.putValue("Service-Component", "OSGI-INF/device.xml");
        main.putValue("Karaf-Commands", CLASSES.replace('/', '.'));
        main.putValue("Web-ContextPath", "/onos/testapp");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(out, manifest)) {
            Set<String> directories = new LinkedHashSet<>();
            for (Path file : files(root.resolve(CLASSES))) {
                put(jar, directories, root.relativize(file).toString(), file);
            }
            Path resources = root.resolve("testapp");
            for (String name : List.of("OSGI-INF/device.xml", "WEB-INF/web.xml")) {
                put(jar, directories, name, resources.resolve(name));
            }
        }
        return out.toByteArray();
    }

    /** With entries for the directories, without which Felix does not find {@code WEB-INF/classes}. */
    private static void put(ZipOutputStream zip, Set<String> directories, String name, Path file) throws IOException {
        for (int slash = name.indexOf('/'); slash >= 0; slash = name.indexOf('/', slash + 1)) {
            if (directories.add(name.substring(0, slash + 1))) {
                zip.putNextEntry(new ZipEntry(name.substring(0, slash + 1)));
                zip.closeEntry();
            }
        }
        put(zip, name, Files.readAllBytes(file));
    }

    private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(Files::isRegularFile).collect(Collectors.toList());
        }
    }

    private static Path location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of a class is a file", e);
        }
    }
}
