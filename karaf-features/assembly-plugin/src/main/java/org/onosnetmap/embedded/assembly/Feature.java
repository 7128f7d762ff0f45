package org.onosnetmap.embedded.assembly;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.osgi.framework.Version;
import org.w3c.dom.Element;

/** One {@code <feature>} of a feature file, or the part of it that one {@code <conditional>} holds. */
final class Feature {
    private final Element element;
    private final String name;
    private final Version version;

    Feature(Element element) {
        this.element = element;
        this.name = element.getAttribute("name");
        this.version = Version.parseVersion(element.getAttribute("version"));
    }

    String name() {
        return name;
    }

    Version version() {
        return version;
    }

    /** The features that come along with this one. */
    List<FeatureRef> features() {
        return Xml.children(element, "feature").map(child -> FeatureRef.parse(version(child))).collect(Collectors.toList());
    }

    private static String version(Element reference) {
        String attribute = reference.getAttribute("version");
        String text = reference.getTextContent().trim();
        return attribute.isEmpty() ? text : text + '/' + attribute;
    }

    /** The bundles and configuration files Karaf fetches for this feature itself. */
    List<MavenUrl> artifacts() {
        return Xml.children(element, "bundle", "configfile").map(child -> MavenUrl.parse(child.getTextContent())).collect(Collectors.toList());
    }

    /** The conditional parts of which every condition is the name of a feature that {@code present} says is there. */
    List<Feature> conditionals(Predicate<String> present) {
        return Xml.children(element, "conditional").filter(child -> fulfilled(child, present)).map(Feature::new).collect(Collectors.toList());
    }

    static boolean fulfilled(Element conditional, Predicate<String> present) {
        return Xml.children(conditional, "condition").map(condition -> condition.getTextContent().trim()).allMatch(present);
    }

    @Override
    public String toString() {
        return name + '/' + version;
    }
}
