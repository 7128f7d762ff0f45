package org.onosnetmap.embedded.assembly;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipParameters;

/** Reading and writing of {@code .tar.gz} files that hold one directory, as distributions of software do. */
final class TarGz {
    private static final int OWNER_EXECUTE = 0100;
    private static final int EXECUTABLE = 0100755;
    private static final int PLAIN = 0100644;

    private TarGz() {
    }

    /**
     * Unpacks the content of the archive's one top directory. Of the permissions, that to execute is kept.
     *
     * @throws IOException if the archive cannot be read, or an entry points out of the directory
     */
    static void unpack(Path archive, Path directory) throws IOException {
        try (InputStream file = Files.newInputStream(archive);
             TarArchiveInputStream tar = new TarArchiveInputStream(new GzipCompressorInputStream(new BufferedInputStream(file)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                int top = entry.getName().indexOf('/');
                Path target = directory.resolve(entry.getName().substring(top + 1)).normalize();
                if (!target.startsWith(directory)) {
                    throw new IOException(archive + ": the entry '" + entry.getName() + "' points out of the archive");
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (entry.isFile()) {
                    Files.createDirectories(target.getParent());
                    Files.copy(tar, target);
                    if ((entry.getMode() & OWNER_EXECUTE) != 0) {
                        makeExecutable(target);
                    }
                } else {
                    throw new IOException(archive + ": the entry '" + entry.getName() + "' is neither a file nor a directory");
                }
            }
        }
    }

    /**
     * Packs a directory. The same content gives the same archive.
     *
     * @param top name of the directory in the archive
     * @param time modification time of all entries
     */
    static void pack(Path directory, String top, Date time, Path archive) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.filter(path -> !path.equals(directory)).sorted().collect(Collectors.toList());
        }
        GzipParameters parameters = new GzipParameters();
        // Nearly all of it is jars, which do not get smaller.
        parameters.setCompressionLevel(1);
        try (OutputStream file = new BufferedOutputStream(Files.newOutputStream(archive));
             TarArchiveOutputStream tar = new TarArchiveOutputStream(new GzipCompressorOutputStream(file, parameters))) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Path path : paths) {
                boolean isDirectory = Files.isDirectory(path);
                TarArchiveEntry entry = new TarArchiveEntry(top + '/' + directory.relativize(path) + (isDirectory ? "/" : ""));
                entry.setModTime(time);
                if (!isDirectory) {
                    entry.setMode(Files.isExecutable(path) ? EXECUTABLE : PLAIN);
                    entry.setSize(Files.size(path));
                }
                tar.putArchiveEntry(entry);
                if (!isDirectory) {
                    Files.copy(path, tar);
                }
                tar.closeArchiveEntry();
            }
        }
    }

    static void makeExecutable(Path file) throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        permissions.add(PosixFilePermission.OWNER_EXECUTE);
        permissions.add(PosixFilePermission.GROUP_EXECUTE);
        permissions.add(PosixFilePermission.OTHERS_EXECUTE);
        Files.setPosixFilePermissions(file, permissions);
    }
}
