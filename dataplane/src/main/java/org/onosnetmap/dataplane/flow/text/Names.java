package org.onosnetmap.dataplane.flow.text;

import java.util.Collection;

/** Finds what somebody may have meant. */
final class Names {

    private Names() {
    }

    /** A remedy for an unknown name: the nearest that is known, if one is near. */
    static String suggest(String wrong, Collection<String> known) {
        String best = null;
        int least = 3;
        for (String k : known) {
            int d = distance(wrong, k);
            if (d < least) {
                least = d;
                best = k;
            }
        }
        return best == null ? "docs/flow-text.md lists all names" : "did you mean " + best + "?";
    }

    /** Letters to change, add, leave out or exchange with their neighbours to make one of the other (Damerau and Levenshtein). */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int change = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(change, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
