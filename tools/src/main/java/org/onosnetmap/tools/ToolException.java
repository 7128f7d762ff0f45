package org.onosnetmap.tools;

/** Why a command cannot do what it was asked for: one line that names the thing, the cause and the remedy. */
public final class ToolException extends Exception {

    private static final long serialVersionUID = 1L;

    public ToolException(String message) {
        super(message);
    }

    public ToolException(String message, Throwable cause) {
        super(message, cause);
    }
}
