package org.onosnetmap.app.driver;

import org.onosproject.net.flowobjective.ObjectiveError;

/** Why a next objective cannot be done. */
final class NextFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final ObjectiveError error;

    NextFailure(ObjectiveError error, String message) {
        super(message);
        this.error = error;
    }

    /** What applications are told. */
    ObjectiveError error() {
        return error;
    }
}
