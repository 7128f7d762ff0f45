package org.onosnetmap.app.datapath;

import java.util.List;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.NetmapException;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.config.DeclarationReader;
import org.onosnetmap.app.config.DeclarationWriter;
import org.onosnetmap.app.config.InterfaceClaims;
import org.onosproject.net.config.InvalidFieldException;

/**
 * What is checked before a command is carried out. The network configuration is checked once more as a whole when the change is written,
 * but its errors tell the place of a field in a list that the caller of a command has never seen; these name datapath and port.
 */
final class DirectChecks {

    private DirectChecks() {
    }

    /**
     * The rules for the values of a datapath and its ports.
     *
     * @throws NetmapException BAD_INPUT
     */
    static void wellFormed(DatapathDeclaration d) throws NetmapException {
        for (PortDeclaration p : d.ports()) {
            wellFormed(p);
        }
        try {
            DeclarationReader.datapath("", DeclarationWriter.datapath(d));
        } catch (InvalidFieldException e) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, e.getMessage(), e);
        }
    }

    /**
     * The rules for the values of a port.
     *
     * @throws NetmapException BAD_INPUT
     */
    static void wellFormed(PortDeclaration p) throws NetmapException {
        try {
            DeclarationReader.port("", DeclarationWriter.port(p));
        } catch (InvalidFieldException e) {
            throw new NetmapException(NetmapException.Kind.BAD_INPUT, e.getMessage(), e);
        }
    }

    /**
     * Whether a datapath can be one more among those that are declared.
     *
     * @throws NetmapException CONFLICT
     */
    static void newDatapath(DatapathDeclaration d, List<DatapathDeclaration> declared) throws NetmapException {
        if (declared.stream().anyMatch(o -> o.name().equals(d.name()))) {
            throw conflict((d.vale() ? "VALE switch '" : "datapath '") + d.name() + "' exists; remove it first, or take another name");
        }
        InterfaceClaims claims = claims(declared);
        for (PortDeclaration p : d.ports()) {
            unclaimed(claims, d, p);
        }
    }

    /**
     * Whether a datapath can have one more port.
     *
     * @throws NetmapException CONFLICT
     */
    static void newPort(PortDeclaration wanted, ManagedDatapath m, List<DatapathDeclaration> declared) throws NetmapException {
        DatapathDeclaration d = m.declaration();
        for (PortDeclaration p : d.ports()) {
            if (p.name().equals(wanted.name())) {
                throw conflict("datapath '" + d.name() + "' has the port '" + p.name() + "' already, as number " + p.number());
            }
            if (p.number() == wanted.number()) {
                throw conflict("number " + p.number() + " of datapath '" + d.name() + "' belongs to port '" + p.name() + "'; take another one, or none for the lowest that is free");
            }
        }
        int max = m.datapath().spec().maxPorts();
        if (d.ports().size() >= max) {
            throw conflict("datapath '" + d.name() + "' has " + max + " ports, and no more fit; remove one, or make the datapath with a larger maxPorts");
        }
        unclaimed(claims(declared), d, wanted);
    }

    /**
     * Whether no mirror has to do with a port.
     *
     * @throws NetmapException CONFLICT
     */
    static void unmirrored(String port, DatapathDeclaration d) throws NetmapException {
        for (MirrorDeclaration m : d.mirrors()) {
            if (m.uses(port)) {
                throw conflict("port '" + port + "' of datapath '" + d.name() + "' is part of " + m + "; remove or change that mirror first");
            }
        }
    }

    private static InterfaceClaims claims(List<DatapathDeclaration> declared) {
        InterfaceClaims claims = new InterfaceClaims();
        declared.forEach(o -> o.ports().forEach(p -> claims.claim(o, p)));
        return claims;
    }

    private static void unclaimed(InterfaceClaims claims, DatapathDeclaration d, PortDeclaration p) throws NetmapException {
        String conflict = claims.claim(d, p);
        if (!conflict.isEmpty()) {
            throw conflict(conflict);
        }
    }

    private static NetmapException conflict(String message) {
        return new NetmapException(NetmapException.Kind.CONFLICT, message);
    }
}
