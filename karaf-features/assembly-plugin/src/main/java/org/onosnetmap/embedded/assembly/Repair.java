package org.onosnetmap.embedded.assembly;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be mended in one bundle; filled by Maven from the {@code <repair>} element of a POM. With nothing but the artifact in
 * it, only the zip container is written anew.
 */
public final class Repair {
    /** {@code group:artifact:version} of the bundle. Set by Maven. */
    private String artifact;

    /** Names of declarative-services components to be left out of {@code Service-Component}. Set by Maven. */
    private List<String> dropComponents = new ArrayList<>();

    /** From what a version range in {@code Import-Package} is to what it becomes. Set by Maven, as {@code from -> to}. */
    private List<String> importRanges = new ArrayList<>();

    /** Long constants to be replaced in a class. Set by Maven, as {@code package.Class: from -> to}. */
    private List<String> longConstants = new ArrayList<>();

    /** For Maven. */
    public Repair() {
    }

    Repair(String artifact, List<String> dropComponents, List<String> importRanges, List<String> longConstants) {
        this.artifact = artifact;
        this.dropComponents = dropComponents;
        this.importRanges = importRanges;
        this.longConstants = longConstants;
    }

    MavenUrl artifact() {
        if (artifact == null) {
            throw new IllegalArgumentException("<repair> has no <artifact>group:artifact:version</artifact>");
        }
        return MavenUrl.ofCoordinates(artifact);
    }

    List<String> dropComponents() {
        return dropComponents;
    }

    /** What a range is, to what it becomes. */
    Map<String, String> importRanges() {
        return fromTo(importRanges);
    }

    /** {@code package.Class: from} to what the constant becomes. */
    Map<String, String> longConstants() {
        return fromTo(longConstants);
    }

    private Map<String, String> fromTo(List<String> changes) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String change : changes) {
            String[] fromTo = change.split("->");
            if (fromTo.length != 2) {
                throw new IllegalArgumentException("'" + change + "' in the <repair> of " + artifact + " is not written 'from -> to'");
            }
            map.put(fromTo[0].trim(), fromTo[1].trim());
        }
        return map;
    }

    @Override
    public String toString() {
        return "repair " + artifact + " drop " + dropComponents + " imports " + importRanges + " constants " + longConstants;
    }
}
