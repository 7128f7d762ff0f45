package org.onosnetmap.embedded.assembly;

import java.io.File;
import java.io.IOException;
import javax.inject.Inject;
import org.apache.maven.plugin.AbstractMojo;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.project.MavenProject;
import org.eclipse.aether.RepositorySystem;
import org.eclipse.aether.RepositorySystemSession;

/** Unpacks a mended bundle as the classes of the module, for modules that are compiled against it. */
@Mojo(name = "repair", defaultPhase = LifecyclePhase.PROCESS_RESOURCES, threadSafe = true)
public final class RepairMojo extends AbstractMojo {
    private final RepositorySystem system;

    @Parameter(defaultValue = "${repositorySystemSession}", readonly = true)
    private RepositorySystemSession session;

    @Parameter(defaultValue = "${project}", readonly = true)
    private MavenProject project;

    /** The bundle, and what is to be mended in it. */
    @Parameter(required = true)
    private Repair repair;

    /** Where the content goes. */
    @Parameter(defaultValue = "${project.build.outputDirectory}")
    private File outputDirectory;

    /** For Maven. */
    @Inject
    public RepairMojo(RepositorySystem system) {
        this.system = system;
    }

    @Override
    public void execute() throws MojoExecutionException {
        Resolver resolver = new Resolver(system, session, project.getRemoteProjectRepositories());
        try {
            BundleRepair.toDirectory(resolver.file(repair.artifact()), outputDirectory.toPath(), repair);
        } catch (IOException e) {
            throw new MojoExecutionException("cannot repair " + repair.artifact() + ": " + e.getMessage(), e);
        }
    }
}
