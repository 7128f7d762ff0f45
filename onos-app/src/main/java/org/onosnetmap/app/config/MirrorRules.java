package org.onosnetmap.app.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosproject.net.config.InvalidFieldException;

/** What mirrors of a datapath must fulfil together with its ports. */
final class MirrorRules {

    private static final String NAME = "[A-Za-z0-9_.-]{1,63}";

    private MirrorRules() {
    }

    /**
     * Checks them.
     *
     * @param path put in front of the names of fields in errors
     * @throws InvalidFieldException names the field
     */
    static void check(String path, DatapathDeclaration d) {
        List<MirrorDeclaration> mirrors = d.mirrors();
        if (mirrors.size() > MirrorDeclaration.MAX_MIRRORS) {
            throw new InvalidFieldException(path + "mirrors", "there are " + mirrors.size() + "; take at most " + MirrorDeclaration.MAX_MIRRORS);
        }
        Set<String> ports = d.ports().stream().map(PortDeclaration::name).collect(Collectors.toSet());
        Set<String> names = new HashSet<>();
        for (int i = 0; i < mirrors.size(); i++) {
            MirrorDeclaration m = mirrors.get(i);
            String at = path + "mirrors[" + i + "].";
            if (!m.name().matches(NAME)) {
                throw new InvalidFieldException(at + "name", "'" + m.name() + "' is no name of a mirror; take 1 to 63 letters, digits, '_', '.' and '-'");
            }
            if (!names.add(m.name())) {
                throw new InvalidFieldException(at + "name", "mirror '" + m.name() + "' is declared twice on datapath '" + d.name() + "'; remove one");
            }
            known(at + "port", m.port(), ports, d);
            for (String p : m.in()) {
                monitored(at + "in", p, m, ports, d);
            }
            for (String p : m.out()) {
                monitored(at + "out", p, m, ports, d);
            }
        }
    }

    private static void monitored(String field, String port, MirrorDeclaration m, Set<String> ports, DatapathDeclaration d) {
        known(field, port, ports, d);
        if (port.equals(m.port())) {
            throw new InvalidFieldException(field, "mirror '" + m.name() + "' would copy frames of port '" + port + "' to that port; take another one for the copies");
        }
    }

    private static void known(String field, String port, Set<String> ports, DatapathDeclaration d) {
        if (!ports.contains(port)) {
            throw new InvalidFieldException(field, "'" + port + "' is no declared port of datapath '" + d.name() + "'; it has " + ports.stream().sorted().collect(Collectors.toList()));
        }
    }
}
