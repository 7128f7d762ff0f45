/**
 * Assembly of the embedded ONOS, as a Maven plugin that runs inside the build that contains it.
 *
 * <p><b>What it does.</b> {@link org.onosnetmap.embedded.assembly.RepairMojo} mends one bundle;
 * {@link org.onosnetmap.embedded.assembly.AssembleMojo} makes a tree that starts in place: it unpacks Karaf, reads from the tree's own
 * {@code etc/org.apache.karaf.features.cfg} what is to be booted, follows the feature files to the bundles this takes
 * ({@link org.onosnetmap.embedded.assembly.FeatureClosure}), has Maven fetch them, repairs those that need it
 * ({@link org.onosnetmap.embedded.assembly.BundleRepair}), lays them out as {@code system/}, and packs the tree as a tar.gz.
 *
 * <p><b>Why a plugin.</b> The bundles must come through the user's own Maven settings (mirrors, proxies, offline mode), in versions of
 * which some occur twice (two ASM, two Bouncy Castle), so they cannot be dependencies of a module; and nothing but a JDK and Maven may
 * be needed to build. {@code karaf-maven-plugin} does the first half of this work, but neither the repairs nor the removal of
 * {@link org.onosnetmap.embedded.assembly.FeatureRepository#dropConditionals conditional} parts that would send a running Karaf to the network.
 *
 * <p><b>Incremental.</b> Everything that goes into the tree is summed up in a {@link org.onosnetmap.embedded.assembly.Fingerprint}, kept
 * in the tree as {@code build.id}. The same sum means that there is nothing to do. {@code bin/onos} compares the same file with its copy in the
 * data directory to see that a data directory was made by another build.
 *
 * <p><b>Threads.</b> None of its own.
 *
 * <p><b>Limits.</b> Feature conditions other than feature names ({@code req:…}) are taken as not fulfilled. Bundle URLs other than
 * {@code mvn:} and {@code wrap:mvn:} are refused, as they could not be resolved without a network.
 */
package org.onosnetmap.embedded.assembly;
