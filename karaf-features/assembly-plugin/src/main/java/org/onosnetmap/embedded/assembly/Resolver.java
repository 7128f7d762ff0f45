package org.onosnetmap.embedded.assembly;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.maven.plugin.MojoExecutionException;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.repository.RemoteRepository;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;
import org.eclipse.aether.resolution.ArtifactResult;

/** Finds artifacts the way the rest of the build does: modules of this build, the local repository, then the remote ones. */
final class Resolver {
    private final RepositorySystem system;
    private final RepositorySystemSession session;
    private final List<RemoteRepository> repositories;

    Resolver(RepositorySystem system, RepositorySystemSession session, List<RemoteRepository> repositories) {
        this.system = system;
        this.session = session;
        this.repositories = repositories;
    }

    /** One artifact's file. */
    Path file(MavenUrl url) throws MojoExecutionException {
        return files(List.of(url)).get(url);
    }

    /** The files of the artifacts themselves; what they depend on does not count. Missing ones are fetched, several at a time. */
    Map<MavenUrl, Path> files(Collection<MavenUrl> urls) throws MojoExecutionException {
        List<MavenUrl> order = new ArrayList<>(urls);
        List<ArtifactRequest> requests = new ArrayList<>();
        for (MavenUrl url : order) {
            requests.add(new ArtifactRequest(
                    new DefaultArtifact(url.group(), url.artifact(), url.classifier(), url.type(), url.version()), repositories, null));
        }
        List<ArtifactResult> results;
        try {
            results = system.resolveArtifacts(session, requests);
        } catch (ArtifactResolutionException e) {
            throw new MojoExecutionException("Maven cannot get what the embedded ONOS is made of: " + e.getMessage()
                    + (session.isOffline() ? ". Run once without -o, with a network, to fill the local repository" : ""), e);
        }
        Map<MavenUrl, Path> files = new LinkedHashMap<>();
        for (int i = 0; i < order.size(); i++) {
            files.put(order.get(i), results.get(i).getArtifact().getFile().toPath());
        }
        return files;
    }
}
