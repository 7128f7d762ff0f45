package org.onosnetmap.embedded.assembly;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Everything that booting a list of features takes: the features they depend on, and the artifacts of them all. */
final class FeatureClosure {
    private final List<Feature> known;
    private final Map<String, Feature> features = new LinkedHashMap<>();
    private final Set<MavenUrl> artifacts = new LinkedHashSet<>();

    private FeatureClosure(List<Feature> known) {
        this.known = known;
    }

    /**
     * @param repositories where features are looked up
     * @param boot what is booted
     * @throws IllegalArgumentException if a feature is in none of the repositories
     */
    static FeatureClosure of(Collection<FeatureRepository> repositories, Collection<FeatureRef> boot) {
        FeatureClosure closure = new FeatureClosure(repositories.stream().flatMap(r -> r.features().stream()).collect(Collectors.toList()));
        closure.add(boot);
        closure.addConditionals();
        return closure;
    }

    private void add(Collection<FeatureRef> references) {
        Deque<FeatureRef> open = new ArrayDeque<>(references);
        while (!open.isEmpty()) {
            Feature feature = find(open.pop());
            if (features.putIfAbsent(feature.toString(), feature) == null) {
                artifacts.addAll(feature.artifacts());
                open.addAll(feature.features());
            }
        }
    }

    /** A conditional part may bring in features that fulfil another condition, so this goes on until nothing is new. */
    private void addConditionals() {
        int before;
        do {
            before = features.size() + artifacts.size();
            for (Feature feature : List.copyOf(features.values())) {
                for (Feature part : feature.conditionals(this::contains)) {
                    artifacts.addAll(part.artifacts());
                    add(part.features());
                }
            }
        } while (features.size() + artifacts.size() > before);
    }

    private Feature find(FeatureRef reference) {
        return known.stream().filter(reference::accepts).max(Comparator.comparing(Feature::version)).orElseThrow(() ->
                new IllegalArgumentException("the feature " + reference + " is in no feature repository; known under this name: "
                        + known.stream().filter(f -> f.name().equals(reference.name())).collect(Collectors.toList())));
    }

    /** Whether a feature of this name is booted or comes along. */
    boolean contains(String name) {
        return features.values().stream().anyMatch(feature -> feature.name().equals(name));
    }

    Collection<Feature> features() {
        return features.values();
    }

    Set<MavenUrl> artifacts() {
        return artifacts;
    }
}
