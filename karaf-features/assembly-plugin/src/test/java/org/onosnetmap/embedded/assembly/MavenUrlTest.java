package org.onosnetmap.embedded.assembly;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MavenUrlTest {
    @ParameterizedTest
    @CsvSource({
            "mvn:io.atomix/atomix/3.1.9, io/atomix/atomix/3.1.9/atomix-3.1.9.jar",
            "' mvn:io.atomix/atomix/3.1.9\n', io/atomix/atomix/3.1.9/atomix-3.1.9.jar",
            "mvn:g/a/1/xml/features, g/a/1/a-1-features.xml",
            "mvn:g/a/1/war, g/a/1/a-1.war",
            "wrap:mvn:jdom/jdom/1.0, jdom/jdom/1.0/jdom-1.0.jar",
            "wrap:mvn:g/a/1$Bundle-Version=1&Export-Package=*, g/a/1/a-1.jar"})
    void aLocationMeansAFileInARepository(String location, String path) {
        assertEquals(path, MavenUrl.parse(location).path());
    }

    @ParameterizedTest
    @CsvSource({"g.h:a:1, g/h/a/1/a-1.jar", "g.h:a:tar.gz:1, g/h/a/1/a-1.tar.gz"})
    void coordinatesAreReadAsPomAuthorsWriteThem(String coordinates, String path) {
        assertEquals(path, MavenUrl.ofCoordinates(coordinates).path());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mvn:g/a", "http://example.com/a.jar", "file:/a.jar", "mvn:a/b/c/d/e/f", ""})
    void whatCannotBeResolvedWithoutANetworkIsRefusedByName(String location) {
        String message = assertThrows(IllegalArgumentException.class, () -> MavenUrl.parse(location)).getMessage();
        assertTrue(message.contains("'" + location + "'"), message);
    }

    @Test
    void twoWaysToWriteOneArtifactAreEqual() {
        assertEquals(MavenUrl.parse("wrap:mvn:g/a/1"), MavenUrl.ofCoordinates("g:a:1"));
        assertEquals(MavenUrl.parse("wrap:mvn:g/a/1").hashCode(), MavenUrl.ofCoordinates("g:a:1").hashCode());
    }
}
