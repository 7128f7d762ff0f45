package org.onosnetmap.embedded.assembly;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.inject.Inject;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.apache.maven.project.MavenProjectHelper;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;

/** Makes the tree of the embedded ONOS and its tar.gz, unless they are made from the same things already. */
@Mojo(name = "assemble", defaultPhase = LifecyclePhase.PACKAGE, threadSafe = true)
public final class AssembleMojo extends AbstractMojo {
    private final RepositorySystem system;
    private final MavenProjectHelper projectHelper;

    @Parameter(defaultValue = "${repositorySystemSession}", readonly = true)
    private RepositorySystemSession session;

    @Parameter(defaultValue = "${project}", readonly = true)
    private MavenProject project;

    /** The Karaf distribution, as {@code group:artifact:type:version}. */
    @Parameter(required = true)
    private String distribution;

    /** Files and directories at the top of the distribution that become part of the tree; all if there are none. */
    @Parameter
    private List<String> distributionParts = new ArrayList<>();

    /** The module's own feature repository; attached to the module as {@code xml/features}. */
    @Parameter(required = true)
    private File featureFile;

    /** Files that are copied over Karaf's: its {@code etc/} says what is booted. */
    @Parameter(required = true)
    private File overlay;

    /** Bundles that cannot be used as they are. */
    @Parameter
    private List<Repair> repairs = new ArrayList<>();

    /** Where the Karaf distribution is unpacked, once. */
    @Parameter(defaultValue = "${project.build.directory}/karaf")
    private File distributionDirectory;

    /** The tree. */
    @Parameter(defaultValue = "${project.build.directory}/onos")
    private File treeDirectory;

    /** The tree as one file. */
    @Parameter(defaultValue = "${project.build.directory}/embedded-onos-${project.version}.tar.gz")
    private File archive;

    /** Modification time of what is in the archive. */
    @Parameter(defaultValue = "${project.build.outputTimestamp}", required = true)
    private String outputTimestamp;

    /** For Maven. */
    @Inject
    public AssembleMojo(RepositorySystem system, MavenProjectHelper projectHelper) {
        this.system = system;
        this.projectHelper = projectHelper;
    }

    @Override
    public void execute() throws MojoExecutionException {
        projectHelper.attachArtifact(project, "xml", "features", featureFile);
        projectHelper.attachArtifact(project, "tar.gz", archive);
        try {
            assemble(new Tree(treeDirectory.toPath()), new Resolver(system, session, project.getRemoteProjectRepositories()));
        } catch (IOException | IllegalArgumentException e) {
            throw new MojoExecutionException("cannot assemble the embedded ONOS: " + e.getMessage(), e);
        }
    }

    private void assemble(Tree tree, Resolver resolver) throws IOException, MojoExecutionException {
        BootConfig boot = BootConfig.read(overlay.toPath().resolve("etc"));
        Path karaf = unpack(resolver.file(MavenUrl.ofCoordinates(distribution)));
        Collection<FeatureRepository> repositories = load(boot.repositories(), karaf, resolver);
        FeatureClosure closure = FeatureClosure.of(repositories, boot.features());
        Set<MavenUrl> wanted = new LinkedHashSet<>(boot.startup());
        wanted.addAll(closure.artifacts());
        wanted.removeIf(url -> Files.exists(inSystem(karaf, url)));
        Map<MavenUrl, Path> artifacts = resolver.files(wanted);

        String fingerprint = fingerprint(artifacts);
        if (tree.isMadeFrom(fingerprint) && archive.exists()) {
            getLog().info("The embedded ONOS is up to date: " + tree.root());
            return;
        }
        tree.clear();
        tree.add(karaf, path -> distributionParts.isEmpty() || distributionParts.contains(path.getName(0).toString()));
        for (FeatureRepository repository : repositories) {
            repository.dropConditionals(closure::contains);
            tree.put(repository.url(), repository.toXml());
        }
        for (Map.Entry<MavenUrl, Path> artifact : artifacts.entrySet()) {
            tree.put(artifact.getKey(), artifact.getValue());
        }
        for (Repair repair : repairs) {
            if (!artifacts.containsKey(repair.artifact())) {
                throw new MojoExecutionException("<repair> of " + repair.artifact() + ", which no booted feature contains");
            }
            BundleRepair.toJar(artifacts.get(repair.artifact()), tree.inSystem(repair.artifact()), repair);
        }
        tree.add(overlay.toPath(), path -> true);
        tree.complete(fingerprint);
        TarGz.pack(tree.root(), archive.getName().replace(".tar.gz", ""), Date.from(OffsetDateTime.parse(outputTimestamp).toInstant()), archive.toPath());
        getLog().info("Embedded ONOS, " + closure.features().size() + " features and " + artifacts.size() + " artifacts: " + tree.root());
    }

    private Path unpack(Path file) throws IOException {
        Path unpacked = distributionDirectory.toPath().resolve(file.getFileName().toString().replace(".tar.gz", ""));
        if (!Files.exists(unpacked)) {
            Tree part = new Tree(distributionDirectory.toPath().resolve("part"));
            part.clear();
            TarGz.unpack(file, part.root());
            Files.move(part.root(), unpacked);
        }
        return unpacked;
    }

    private static Path inSystem(Path karaf, MavenUrl url) {
        return karaf.resolve("system").resolve(url.path());
    }

    /** Loads the feature files, and those they refer to, as Karaf will. */
    private Collection<FeatureRepository> load(List<MavenUrl> urls, Path karaf, Resolver resolver) throws IOException, MojoExecutionException {
        MavenUrl own = new MavenUrl(project.getGroupId(), project.getArtifactId(), project.getVersion(), "xml", "features");
        Map<MavenUrl, FeatureRepository> loaded = new LinkedHashMap<>();
        Deque<MavenUrl> open = new ArrayDeque<>(urls);
        while (!open.isEmpty()) {
            MavenUrl url = open.pop();
            if (!loaded.containsKey(url)) {
                Path shipped = inSystem(karaf, url);
                Path file = url.equals(own) ? featureFile.toPath() : Files.exists(shipped) ? shipped : resolver.file(url);
                FeatureRepository repository = FeatureRepository.parse(url, Files.readAllBytes(file));
                loaded.put(url, repository);
                open.addAll(repository.repositories());
            }
        }
        return loaded.values();
    }

    private String fingerprint(Map<MavenUrl, Path> artifacts) throws IOException {
        Fingerprint sum = new Fingerprint().add(distribution).add(distributionParts.toString()).add(repairs.toString()).add(outputTimestamp).add(archive.getName());
        sum.addContent(overlay.toPath()).addContent(featureFile.toPath()).addContent(ownCode());
        for (Map.Entry<MavenUrl, Path> artifact : artifacts.entrySet()) {
            sum.add(artifact.getKey().toString());
            // A release never changes; a module of this build does.
            if (artifact.getKey().group().equals(project.getGroupId())) {
                sum.addContent(artifact.getValue());
            }
        }
        return sum.hex();
    }

    private static Path ownCode() {
        try {
            return Path.of(AssembleMojo.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of this class is a file", e);
        }
    }
}
