package org.onosnetmap.app.api;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.testing.EqualsTester;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeclarationTest {

    @Test
    void portsAreEqualByAllTheyDeclare() {
        new EqualsTester()
                .addEqualityGroup(PortDeclaration.of("null:", 1), new PortDeclaration("null:", 1, true, Map.of()))
                .addEqualityGroup(PortDeclaration.of("null:", 2), PortDeclaration.of("null:", 1).withNumber(2))
                .addEqualityGroup(PortDeclaration.of("null:", 1).withEnabled(false))
                .addEqualityGroup(PortDeclaration.of("null:x", 1))
                .addEqualityGroup(new PortDeclaration("null:", 1, true, Map.of("force", "true")))
                .testEquals();
    }

    @Test
    void datapathsAreEqualByAllTheyDeclare() {
        new EqualsTester()
                .addEqualityGroup(DatapathDeclaration.of("br0"), new DatapathDeclaration("br0", 0, 0, 0, "", List.of()))
                .addEqualityGroup(DatapathDeclaration.of("br1"))
                .addEqualityGroup(new DatapathDeclaration("br0", 1, 0, 0, "", List.of()))
                .addEqualityGroup(new DatapathDeclaration("br0", 0, 1, 0, "", List.of()))
                .addEqualityGroup(new DatapathDeclaration("br0", 0, 0, 1, "", List.of()))
                .addEqualityGroup(DatapathDeclaration.of("br0").withNode("n"))
                .addEqualityGroup(DatapathDeclaration.of("br0").withPorts(List.of(PortDeclaration.of("null:", 1))))
                .testEquals();
    }

    @Test
    void portsAreNoSettings() {
        assertTrue(DatapathDeclaration.of("a").sameSettings(DatapathDeclaration.of("a").withPorts(List.of(PortDeclaration.of("null:", 1)))));
        assertFalse(DatapathDeclaration.of("a").sameSettings(DatapathDeclaration.of("a").withNode("n")));
    }

    @Test
    void aNameThatBeginsWithValeMakesAVALESwitch() {
        assertTrue(DatapathDeclaration.of("vale0").vale());
        assertFalse(DatapathDeclaration.of("br0").vale());
    }
}
