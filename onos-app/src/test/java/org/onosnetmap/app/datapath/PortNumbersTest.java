package org.onosnetmap.app.datapath;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.onosnetmap.app.api.PortDeclaration;

class PortNumbersTest {

    @Test
    void declaredNumbersStayAndOthersTakeTheLowestThatAreFree() {
        assertEquals(List.of(2, 1, 3, 4), assign(Map.of(), port("a", 0), port("b", 1), port("c", 3), port("d", 0)));
    }

    @Test
    void aPortKeepsTheNumberItHas() {
        assertEquals(List.of(7, 1), assign(Map.of("a", 7), port("a", 0), port("b", 0)));
    }

    @Test
    void aDeclaredNumberWinsOverOneThatAnotherPortHas() {
        assertEquals(List.of(1, 7), assign(Map.of("a", 7), port("a", 0), port("b", 7)));
    }

    private static PortDeclaration port(String name, int number) {
        return PortDeclaration.of(name, number);
    }

    private static List<Integer> assign(Map<String, Integer> present, PortDeclaration... ports) {
        return PortNumbers.assign(List.of(ports), present).stream().map(PortDeclaration::number).collect(Collectors.toList());
    }
}
