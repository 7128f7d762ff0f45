package org.onosnetmap.test.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** One demand of the specification, and the steps that show whether it is met. */
public final class Case {

    /** The sections' files, in the order of the table. */
    public static final List<String> FILES = List.of("5.1-pipeline", "5.6-groups", "5.7-meters", "5.8-counters", "5.10-action-set", "5.12-actions", "7.2.3-match");

    /** One line of a case: a word and what it is about. */
    public static final class Step {
        private final String word;
        private final String text;
        private final int line;

        Step(String word, String text, int line) {
            this.word = word;
            this.text = text;
            this.line = line;
        }

        public String word() {
            return word;
        }

        public String text() {
            return text;
        }

        /** Line of the file, from 1. */
        public int line() {
            return line;
        }

        @Override
        public String toString() {
            return "line " + line + ": " + word + " " + text;
        }
    }

    private final String file;
    private final String section;
    private final String title;
    private final List<Step> steps = new ArrayList<>();

    private Case(String file, String section, String title) {
        this.file = file;
        this.section = section;
        this.title = title;
    }

    /** One of {@link #FILES}. */
    public String file() {
        return file;
    }

    /** Number of the section of OpenFlow 1.3.5. */
    public String section() {
        return section;
    }

    /** What the specification demands. */
    public String title() {
        return title;
    }

    public List<Step> steps() {
        return steps;
    }

    /** Whether it asks for counters. */
    public boolean counts() {
        return steps.stream().anyMatch(s -> s.word().equals("count"));
    }

    @Override
    public String toString() {
        return section + " " + title;
    }

    /** The cases of all files. */
    public static List<Case> all() throws IOException {
        List<Case> all = new ArrayList<>();
        for (String f : FILES) {
            all.addAll(read(f));
        }
        return all;
    }

    private static List<Case> read(String file) throws IOException {
        List<Case> cases = new ArrayList<>();
        String path = "/conformance/" + file + ".txt";
        try (InputStream in = Objects.requireNonNull(Case.class.getResourceAsStream(path), path);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            int n = 0;
            for (String raw = lines.readLine(); raw != null; raw = lines.readLine()) {
                n++;
                String line = raw.trim();
                if (line.isEmpty() || line.startsWith("#")) {
                    continue;
                }
                int space = line.indexOf(' ');
                String word = space < 0 ? line : line.substring(0, space);
                String text = space < 0 ? "" : line.substring(space).trim();
                if (word.equals("case")) {
                    int end = text.indexOf(' ');
                    cases.add(new Case(file, text.substring(0, end), text.substring(end).trim()));
                } else if (cases.isEmpty()) {
                    throw new IOException(path + " line " + n + ": '" + word + "' stands before the first 'case'");
                } else {
                    cases.get(cases.size() - 1).steps.add(new Step(word, text, n));
                }
            }
        }
        return cases;
    }
}
