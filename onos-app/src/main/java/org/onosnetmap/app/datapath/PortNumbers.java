package org.onosnetmap.app.datapath;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.onosnetmap.app.api.PortDeclaration;

/** Gives numbers to ports that were declared without one. */
final class PortNumbers {

    private PortNumbers() {
    }

    /**
     * The ports, each with a number: the declared one, or else the one it has already, or else the lowest that is free. A port that is not
     * attached yet takes its number all the same, so that numbers do not depend on which interface appears first.
     *
     * @param present numbers given out before, by name of the port
     */
    static List<PortDeclaration> assign(List<PortDeclaration> ports, Map<String, Integer> present) {
        Set<Integer> taken = new HashSet<>();
        ports.forEach(p -> taken.add(p.number()));
        List<PortDeclaration> numbered = new ArrayList<>(ports);
        for (int i = 0; i < ports.size(); i++) {
            Integer has = present.get(ports.get(i).name());
            if (ports.get(i).number() == 0 && has != null && taken.add(has)) {
                numbered.set(i, ports.get(i).withNumber(has));
            }
        }
        int next = 1;
        for (int i = 0; i < ports.size(); i++) {
            if (numbered.get(i).number() == 0) {
                while (!taken.add(next)) {
                    next++;
                }
                numbered.set(i, ports.get(i).withNumber(next));
            }
        }
        return numbered;
    }
}
