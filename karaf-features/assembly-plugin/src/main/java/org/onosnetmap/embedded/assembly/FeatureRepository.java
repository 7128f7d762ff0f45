package org.onosnetmap.embedded.assembly;

import java.io.IOException;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** A Karaf feature file ({@code http://karaf.apache.org/xmlns/features}). */
final class FeatureRepository {
    private final MavenUrl url;
    private final Document document;

    private FeatureRepository(MavenUrl url, Document document) {
        this.url = url;
        this.document = document;
    }

    static FeatureRepository parse(MavenUrl url, byte[] xml) throws IOException {
        return new FeatureRepository(url, Xml.parse(url.toString(), xml));
    }

    MavenUrl url() {
        return url;
    }

    /** The feature files that Karaf loads along with this one. */
    List<MavenUrl> repositories() {
        return Xml.children(document.getDocumentElement(), "repository").map(e -> MavenUrl.parse(e.getTextContent())).collect(Collectors.toList());
    }

    List<Feature> features() {
        return Xml.children(document.getDocumentElement(), "feature").map(Feature::new).collect(Collectors.toList());
    }

    /**
     * Takes out the conditional parts of all features that do not apply in the tree. Karaf's resolver wants to see the bundles of
     * every conditional part before it decides that its condition does not hold, and would go to the network for them.
     */
    void dropConditionals(Predicate<String> present) {
        Xml.children(document.getDocumentElement(), "feature").forEach(feature ->
                Xml.children(feature, "conditional").filter(part -> !Feature.fulfilled(part, present)).collect(Collectors.toList())
                        .forEach(FeatureRepository::remove));
    }

    private static void remove(Element element) {
        Node space = element.getPreviousSibling();
        if (space != null && space.getNodeType() == Node.TEXT_NODE) {
            space.getParentNode().removeChild(space);
        }
        element.getParentNode().removeChild(element);
    }

    byte[] toXml() throws IOException {
        return Xml.write(document);
    }
}
