package org.onosnetmap.app.cli;

import org.onosproject.cli.AbstractShellCommand;

/** What a command finds around it: the services of ONOS and the shell's terminal. Tests have others. */
interface Surroundings {

    /** Those of a shell in ONOS. */
    Surroundings ONOS = new Surroundings() {
        @Override
        public <T> T service(Class<T> type) {
            return AbstractShellCommand.get(type);
        }

        @Override
        public void print(String line) {
            System.out.println(line); // the shell's, for the thread of a command
        }
    };

    <T> T service(Class<T> type);

    void print(String line);
}
