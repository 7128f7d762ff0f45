package org.onosnetmap.dataplane.flow.text;

import java.util.ArrayList;
import java.util.List;

/** The lines of a text that say something. */
final class TextLines {

    private TextLines() {
    }

    /** Lines with their numbers, without comments (from {@code #} on), empty lines and white space at the ends. */
    static List<Word> of(String text) {
        List<Word> all = new ArrayList<>();
        String[] lines = text.split("\r?\n", -1);
        for (int i = 0; i < lines.length; i++) {
            Word line = Word.line(lines[i], i + 1).before('#');
            String s = line.text();
            if (!s.isBlank()) {
                all.add(line.sub(s.length() - s.stripLeading().length(), s.stripTrailing().length()));
            }
        }
        return all;
    }
}
