package org.onosnetmap.tools;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Why a command cannot do what it was asked for: one line that names the thing, the cause and the remedy. */
public final class ToolException extends Exception {

    private static final long serialVersionUID = 1L;

    public ToolException(String message) {
        super(message);
    }

    public ToolException(String message, Throwable cause) {
        super(message, cause);
    }

    /** What to tell of trouble with a file: its name and the cause. */
    public static String why(Path file, IOException e) {
        return e instanceof NoSuchFileException ? file + ": there is no such file"
                : e instanceof AccessDeniedException ? file + ": permission denied"
                : e instanceof MalformedInputException ? file + ": is no text in UTF-8"
                : e.getMessage() != null && e.getMessage().contains(file.toString()) ? e.getMessage() : file + ": " + e.getMessage();
    }
}
