package org.onosnetmap.embedded.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureClosureTest {
    private static final MavenUrl URL = MavenUrl.parse("mvn:g/features/1/xml/features");

    private static FeatureRepository repository(String... lines) throws IOException {
        String xml = "<features xmlns='http://karaf.apache.org/xmlns/features/v1.4.0' name='x'>" + String.join("", lines) + "</features>";
        return FeatureRepository.parse(URL, xml.getBytes(StandardCharsets.UTF_8));
    }

    private static FeatureClosure boot(FeatureRepository repository, String... names) {
        return FeatureClosure.of(List.of(repository), Arrays.stream(names).map(FeatureRef::parse).collect(Collectors.toList()));
    }

    private static List<String> artifacts(FeatureClosure closure) {
        return closure.artifacts().stream().map(MavenUrl::artifact).sorted().collect(Collectors.toList());
    }

    @Test
    void bundlesOfFeaturesThatOthersDependOnComeAlong() throws IOException {
        FeatureClosure closure = boot(repository(
                "<feature name='a' version='1'><feature>b</feature><bundle>mvn:g/of-a/1</bundle></feature>",
                "<feature name='b' version='1'><feature>a</feature><bundle>mvn:g/of-b/1</bundle></feature>",
                "<feature name='c' version='1'><bundle>mvn:g/of-c/1</bundle></feature>"), "a");
        assertEquals(List.of("of-a", "of-b"), artifacts(closure));
        assertFalse(closure.contains("c"));
    }

    @Test
    void configurationFilesComeAlong() throws IOException {
        assertEquals(List.of("config"), artifacts(boot(repository(
                "<feature name='a' version='1'><configfile finalname='etc/x'>mvn:g/config/1/xml/x</configfile><config name='pid'>k=v</config></feature>"), "a")));
    }

    @ParameterizedTest
    @CsvSource({"a, new", "a/0.0.0, new", "a/1.0.0, old", "'a/[1,2)', old", "'a/[1,3)', new"})
    void theHighestVersionThatFitsIsTaken(String reference, String bundle) throws IOException {
        assertEquals(List.of(bundle), artifacts(boot(repository(
                "<feature name='a' version='1.0.0'><bundle>mvn:g/old/1</bundle></feature>",
                "<feature name='a' version='2.0.0'><bundle>mvn:g/new/1</bundle></feature>"), reference)));
    }

    @Test
    void aVersionInAnAttributeCounts() throws IOException {
        assertEquals(List.of("old"), artifacts(boot(repository(
                "<feature name='top' version='1'><feature version='[1,2)'>a</feature></feature>",
                "<feature name='a' version='1.0.0'><bundle>mvn:g/old/1</bundle></feature>",
                "<feature name='a' version='2.0.0'><bundle>mvn:g/new/1</bundle></feature>"), "top")));
    }

    @Test
    void aConditionalPartCountsWhenAllItsConditionsArePresentHoweverTheyGotThere() throws IOException {
        FeatureClosure closure = boot(repository(
                "<feature name='a' version='1'><conditional><condition>b</condition><condition>c</condition>",
                "<bundle>mvn:g/of-abc/1</bundle></conditional></feature>",
                "<feature name='b' version='1'><conditional><condition>a</condition><feature>c</feature></conditional></feature>",
                "<feature name='c' version='1'><conditional><condition>d</condition><bundle>mvn:g/of-cd/1</bundle></conditional></feature>",
                "<feature name='d' version='1'/>"), "a", "b");
        assertEquals(List.of("of-abc"), artifacts(closure));
    }

    @Test
    void aFeatureThatIsNowhereIsNamedWithWhatThereIs() throws IOException {
        FeatureRepository repository = repository("<feature name='a' version='1'/>");
        String message = assertThrows(IllegalArgumentException.class, () -> boot(repository, "a/2")).getMessage();
        assertTrue(message.contains("a [2.0.0,2.0.0]") && message.contains("[a/1.0.0]"), message);
    }

    @Test
    void conditionalPartsThatDoNotApplyAreDroppedAndTheOthersKept() throws IOException {
        FeatureRepository repository = repository("<repository>mvn:g/other/1/xml/features</repository>",
                "<feature name='a' version='1'> <conditional><condition>here</condition><bundle>mvn:g/kept/1</bundle></conditional>",
                " <conditional><condition>here</condition><condition>not-here</condition><bundle>mvn:g/dropped/1</bundle></conditional>",
                " <conditional><condition>req:osgi.ee</condition><bundle>mvn:g/dropped/2</bundle></conditional></feature>");
        repository.dropConditionals("here"::equals);
        String xml = new String(repository.toXml(), StandardCharsets.UTF_8);
        assertTrue(xml.contains("kept") && !xml.contains("dropped"), xml);
        assertEquals(List.of("other"), repository.repositories().stream().map(MavenUrl::artifact).collect(Collectors.toList()));
    }

    @Test
    void whatIsNoXmlIsNamed() {
        String message = assertThrows(IOException.class, () -> FeatureRepository.parse(URL, new byte[] {'x'})).getMessage();
        assertTrue(message.contains("g:features:xml:features:1"), message);
    }
}
