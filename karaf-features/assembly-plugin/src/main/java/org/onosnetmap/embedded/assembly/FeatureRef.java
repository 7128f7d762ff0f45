package org.onosnetmap.embedded.assembly;

import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** A reference to a Karaf feature: a name, and the versions that will do. */
final class FeatureRef {
    private final String name;
    private final VersionRange versions;

    private FeatureRef(String name, VersionRange versions) {
        this.name = name;
        this.versions = versions;
    }

    /**
     * Reads {@code name}, {@code name/version} or {@code name/[from,to)}. A lone version means this one and no other, as in
     * Karaf; none, or 0.0.0, means any.
     */
    static FeatureRef parse(String reference) {
        int slash = reference.indexOf('/');
        return slash < 0 ? of(reference, "") : of(reference.substring(0, slash), reference.substring(slash + 1));
    }

    static FeatureRef of(String name, String version) {
        String range = version.trim();
        if (range.isEmpty() || range.equals("0.0.0")) {
            range = "[0,)";
        }
        if (!range.startsWith("[") && !range.startsWith("(")) {
            Version exact = Version.parseVersion(range);
            return new FeatureRef(name.trim(), new VersionRange(VersionRange.LEFT_CLOSED, exact, exact, VersionRange.RIGHT_CLOSED));
        }
        return new FeatureRef(name.trim(), new VersionRange(range.equals("[0,)") ? "0" : range));
    }

    String name() {
        return name;
    }

    boolean accepts(Feature feature) {
        return feature.name().equals(name) && versions.includes(feature.version());
    }

    @Override
    public String toString() {
        return name + " " + versions;
    }
}
