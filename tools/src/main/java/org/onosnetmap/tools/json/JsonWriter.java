package org.onosnetmap.tools.json;

import java.io.PrintWriter;

/** Writes one JSON value. Each element of the outermost two levels has a line of its own. */
public final class JsonWriter {

    private static final int LINES = 2;

    private final PrintWriter out;
    private int depth;
    private boolean first = true;
    private boolean named;

    public JsonWriter(PrintWriter out) {
        this.out = out;
    }

    public JsonWriter beginObject() {
        return begin('{');
    }

    public JsonWriter endObject() {
        return end('}');
    }

    public JsonWriter beginArray() {
        return begin('[');
    }

    public JsonWriter endArray() {
        return end(']');
    }

    /** Name of the member that comes next. */
    public JsonWriter name(String name) {
        separate();
        string(name);
        out.print(": ");
        named = true;
        return this;
    }

    public JsonWriter value(long n) {
        separate();
        out.print(n);
        return this;
    }

    /** A number with three digits after the point. */
    public JsonWriter value(double n) {
        separate();
        out.print(String.format(java.util.Locale.ROOT, "%.3f", n));
        return this;
    }

    public JsonWriter value(boolean b) {
        separate();
        out.print(b);
        return this;
    }

    public JsonWriter value(String s) {
        separate();
        string(s);
        return this;
    }

    public JsonWriter member(String name, long n) {
        return name(name).value(n);
    }

    public JsonWriter member(String name, double n) {
        return name(name).value(n);
    }

    public JsonWriter member(String name, String s) {
        return name(name).value(s);
    }

    private JsonWriter begin(char bracket) {
        separate();
        out.print(bracket);
        depth++;
        first = true;
        return this;
    }

    private JsonWriter end(char bracket) {
        depth--;
        if (depth < LINES && !first) {
            newLine();
        }
        out.print(bracket);
        first = false;
        if (depth == 0) {
            out.println();
            out.flush();
        }
        return this;
    }

    private void separate() {
        if (named) {
            named = false;
            return;
        }
        if (!first) {
            out.print(depth <= LINES ? "," : ", ");
        }
        if (depth > 0 && depth <= LINES) {
            newLine();
        }
        first = false;
    }

    private void newLine() {
        out.println();
        for (int i = 0; i < depth; i++) {
            out.print("  ");
        }
    }

    private void string(String s) {
        out.print('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == '"' || c == '\\') {
                out.print('\\');
                out.print(c);
            } else if (c < ' ') {
                out.print(String.format("\\u%04x", (int) c));
            } else {
                out.print(c);
            }
        }
        out.print('"');
    }
}
