package org.onosnetmap.dataplane.flow.text;

import java.util.ArrayList;
import java.util.List;

/** A word of the form {@code NAME}, {@code NAME:ARGUMENT} or {@code NAME(ARGUMENTS)}, taken apart. */
final class Args {

    final Word word;
    final Word name;
    /** What stands behind the colon or in the parentheses; null if there is neither. */
    final Word rest;

    Args(Word w) throws FlowTextException {
        word = w;
        int colon = w.indexOf(':');
        int open = w.indexOf('(');
        if (open >= 0 && (colon < 0 || open < colon)) {
            if (w.text().charAt(w.length() - 1) != ')') {
                throw w.error("goes on behind its parenthesis; put a comma there");
            }
            name = w.sub(0, open);
            rest = w.sub(open + 1, w.length() - 1);
        } else if (colon >= 0) {
            name = w.sub(0, colon);
            rest = w.from(colon + 1);
        } else {
            name = w;
            rest = null;
        }
    }

    /** The one argument. */
    Word one(String example) throws FlowTextException {
        if (rest == null || rest.length() == 0) {
            throw word.error("needs a value; write " + example);
        }
        return rest;
    }

    /** There must be no argument. */
    void none() throws FlowTextException {
        if (rest != null) {
            throw word.error("takes no value; write " + name);
        }
    }

    long number(long max, String example) throws FlowTextException {
        return one(example).number(max);
    }

    /** The arguments {@code KEY=VALUE}; what has no key stands by itself. */
    List<Word> list() throws FlowTextException {
        return rest == null ? new ArrayList<>() : rest.split();
    }
}
