package org.onosnetmap.dataplane.pipeline;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** The kept frames of {@code corpus/frames.txt}: a name, a colon, hexadecimal digits; {@code #} begins a remark. */
final class Corpus {

    /** In the order of the file. */
    static final Map<String, byte[]> FRAMES = read();

    private Corpus() {
    }

    private static Map<String, byte[]> read() {
        Map<String, byte[]> all = new LinkedHashMap<>();
        try (BufferedReader r = new BufferedReader(new InputStreamReader(Corpus.class.getResourceAsStream("/corpus/frames.txt"), StandardCharsets.US_ASCII))) {
            for (String line = r.readLine(); line != null; line = r.readLine()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    int colon = line.indexOf(':');
                    byte[] before = all.put(line.substring(0, colon), Frames.hex(line.substring(colon + 1)));
                    if (before != null) {
                        throw new IllegalStateException("two frames of the corpus have one name: " + line);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }
}
