package org.onosnetmap.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.onosnetmap.app.api.DatapathDeclaration;
import org.onosnetmap.app.api.MirrorDeclaration;
import org.onosnetmap.app.api.PortDeclaration;
import org.onosnetmap.app.api.PortShape;
import org.onosnetmap.app.api.QueueDeclaration;
import org.onosproject.core.DefaultApplicationId;
import org.onosproject.net.config.InvalidFieldException;

class DeclarationReaderTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    @Test
    void aFullConfigurationIsRead() throws JsonProcessingException {
        NetmapConfig c = config("{'workers': 2, 'datapaths': ["
                + "{'name': 'br0', 'type': 'openflow', 'macAge': 60, 'maxPorts': 8, 'bufSize': 4096, 'node': '10.0.0.1', 'ports': ["
                + "  {'name': 'packet:eth1', 'number': 3, 'enabled': false, 'options': {'force': true, 'slots': 512}}, {'name': 'null:'}]},"
                + "{'name': 'vale0'}]}");
        assertTrue(c.isValid());
        assertEquals(2, c.workers());
        assertEquals(List.of(
                new DatapathDeclaration("br0", 60, 8, 4096, "10.0.0.1", List.of(
                        new PortDeclaration("packet:eth1", 3, false, Map.of("force", "true", "slots", "512")), PortDeclaration.of("null:", 0))),
                DatapathDeclaration.of("vale0")), c.datapaths());
    }

    @Test
    void rateAndQueuesOfAPortAreReadAndWrittenBack() throws JsonProcessingException {
        ObjectNode json = (ObjectNode) MAPPER.readTree("{'name': 'null:', 'rate': 9, 'queues': [{'id': 0, 'maxRate': 3}, {'id': 7, 'minRate': 1, 'maxRate': 2, 'burst': 4, 'priority': 5}]}"
                .replace('\'', '"'));
        PortDeclaration p = DeclarationReader.port("", json);
        assertEquals(new PortShape(9, List.of(new QueueDeclaration(7, 1, 2, 4, 5), new QueueDeclaration(0, 0, 3, 0, 0))), p.shape());
        assertEquals(json.toString(), DeclarationWriter.port(p).toString());
    }

    @Test
    void aPortHasSixtyFourQueuesAtMostWithTheDefaultQueue() throws JsonProcessingException {
        ObjectNode n = MAPPER.createObjectNode().put("name", "null:");
        for (int i = 1; i <= 63; i++) {
            n.withArray("queues").addObject().put("id", i);
        }
        assertEquals(63, DeclarationReader.port("", n).shape().queues().size());
        n.withArray("queues").addObject().put("id", 64);
        assertThrows(InvalidFieldException.class, () -> DeclarationReader.port("", n));
        n.withArray("queues").remove(63);
        n.withArray("queues").addObject().put("id", 0);
        assertEquals(64, DeclarationReader.port("", n).shape().queues().size());
    }

    @Test
    void anEmptyConfigurationIsOneWorkerAndNoDatapath() throws JsonProcessingException {
        NetmapConfig c = config("{}");
        assertTrue(c.isValid());
        assertEquals(1, c.workers());
        assertEquals(List.of(), c.datapaths());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{'worker': 1}                                                                                  | worker                          | known here are",
        "{'workers': '1'}                                                                               | workers                         | take a whole number from 1",
        "{'workers': 0}                                                                                 | workers                         | take a whole number from 1",
        "{'workers': 1.5}                                                                               | workers                         | take a whole number from 1",
        "{'datapaths': {}}                                                                              | datapaths                       | a list",
        "{'datapaths': [1]}                                                                             | datapaths[0]                    | an object",
        "{'datapaths': [{}]}                                                                            | datapaths[0].name               | is missing",
        "{'datapaths': [{'name': 5}]}                                                                   | datapaths[0].name               | a string is wanted",
        "{'datapaths': [{'name': 'a b'}]}                                                               | datapaths[0].name               | letters, digits",
        "{'datapaths': [{'name': 'br0'}, {'name': 'br0'}]}                                              | datapaths[1].name               | declared twice",
        "{'datapaths': [{'name': 'br0', 'type': 'bridge'}]}                                             | datapaths[0].type               | openflow or vale",
        "{'datapaths': [{'name': 'br0', 'type': 'vale'}]}                                               | datapaths[0].name               | must begin with 'vale'",
        "{'datapaths': [{'name': 'vale0', 'type': 'openflow'}]}                                         | datapaths[0].name               | belong to VALE switches",
        "{'datapaths': [{'name': 'br0', 'macAge': -1}]}                                                 | datapaths[0].macAge             | from 1 to 86400",
        "{'datapaths': [{'name': 'br0', 'maxPorts': 1}]}                                                | datapaths[0].maxPorts           | from 2 to 1024",
        "{'datapaths': [{'name': 'br0', 'bufSize': 2050}]}                                              | datapaths[0].bufSize            | a multiple of 64",
        "{'datapaths': [{'name': 'br0', 'ports': 'packet:eth1'}]}                                       | datapaths[0].ports              | a list",
        "{'datapaths': [{'name': 'br0', 'ports': ['packet:eth1']}]}                                     | datapaths[0].ports[0]           | an object",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'eth1'}]}]}                                  | datapaths[0].ports[0].name      | packet:eth1",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:', 'number': 65280}]}]}                | datapaths[0].ports[0].number    | from 1 to 65279",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:', 'number': '1'}]}]}                  | datapaths[0].ports[0].number    | a whole number",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:', 'enabled': 1}]}]}                   | datapaths[0].ports[0].enabled   | true or false",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:', 'options': []}]}]}                  | datapaths[0].ports[0].options   | an object",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:', 'options': {'a': {}}}]}]}           | datapaths[0].ports[0].options.a | a string, a number",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:', 'options': {'force': 'yes'}}]}]}    | datapaths[0].ports[0].options   | true or false",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:', 'queues': {}}]}]} | datapaths[0].ports[0].queues | a list",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:', 'queues': [{}]}]}]} | datapaths[0].ports[0].queues[0].id | is missing",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:', 'queues': [{'id': 4294967295}]}]}]} | datapaths[0].ports[0].queues[0].id | from 0 to 4294967294",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:', 'queues': [{'id': 1, 'minRate': 5, 'maxRate': 4}]}]}]} | datapaths[0].ports[0].queues[0].minRate | above the maxRate",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:', 'queues': [{'id': 1}, {'id': 1}]}]}]} | datapaths[0].ports[0].queues[1].id | declared twice",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:', 'queues': [{'id': 1, 'rate': 4}]}]}]} | datapaths[0].ports[0].queues[0].rate | known here are",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:', 'rate': 1000000000001}]}]} | datapaths[0].ports[0].rate | from 0 to 1000000000000",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:', 'rate': '10'}]}]} | datapaths[0].ports[0].rate | a whole number",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:a'}, {'name': 'null:a'}]}]}            | datapaths[0].ports[1].name      | declared twice",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:a', 'number': 1}, {'name': 'null:b', 'number': 1}]}]} | datapaths[0].ports[1].number | given twice",
        "{'datapaths': [{'name': 'a', 'ports': [{'name': 'tap:t'}]}, {'name': 'b', 'ports': [{'name': 'tap:t'}]}]}      | datapaths[1].ports[0].name   | port 'tap:t' of datapath 'a' are both interface t",
        "{'datapaths': [{'name': 'a', 'ports': [{'name': 'tap:t'}, {'name': 'packet:t'}]}]}                              | datapaths[0].ports[1].name   | port 'tap:t' of datapath 'a' are both interface t",
        "{'datapaths': [{'name': 'a', 'ports': [{'name': 'netmap:t'}, {'name': 'packet:t'}]}]}                           | datapaths[0].ports[1].name   | port 'netmap:t' of datapath 'a' are both interface t",
        "{'datapaths': [{'name': 'a', 'ports': [{'name': 'netmap:t-1'}]}, {'name': 'b', 'ports': [{'name': 'netmap:t-1@1'}]}]} | datapaths[1].ports[0].name | are both ring pair 1 of interface t",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:', 'options': {'slots': 99999999999}}]}]} | datapaths[0].ports[0].options | from 4 to 4096",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:a'}], 'mirrors': [{'name': 'm', 'port': 'null:b'}]}]} | datapaths[0].mirrors[0].port | it has [null:a]",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:a'}], 'mirrors': [{'name': 'm', 'port': 'null:a', 'in': ['null:a']}]}]} | datapaths[0].mirrors[0].in | to that port",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:a'}], 'mirrors': [{'name': 'm', 'port': 'null:a', 'out': ['null:c']}]}]} | datapaths[0].mirrors[0].out | no declared port",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:a'}], 'mirrors': [{'name': 'm', 'port': 'null:a', 'out': [3]}]}]} | datapaths[0].mirrors[0].out[0] | name of a port",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:a'}], 'mirrors': [{'name': 'm', 'port': 'null:a', 'vlans': [4096]}]}]} | datapaths[0].mirrors[0].vlans[0] | 1 to 4095",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:a'}], 'mirrors': [{'name': '', 'port': 'null:a'}]}]} | datapaths[0].mirrors[0].name | letters",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:a'}], 'mirrors': [{'name': 'm'}]}]} | datapaths[0].mirrors[0].port | is missing",
        "{'datapaths': [{'name': 'br0', 'ports': [{'name': 'null:a'}], 'mirrors': [{'name': 'm', 'port': 'null:a'}, {'name': 'm', 'port': 'null:a'}]}]} | datapaths[0].mirrors[1].name | twice",
        "{'datapaths': [{'name': '..'}]}                                                                | datapaths[0].name               | none of the last two at the beginning",
        "{'datapaths': [{'name': 'br0', 'maxPorts': 2, 'ports': [{'name': 'null:a'}, {'name': 'null:b'}, {'name': 'null:c'}]}]} | datapaths[0].ports   | raise maxPorts",
    })
    void aWrongValueIsRefusedWithItsPathAndWhatIsRight(String json, String path, String hint) throws JsonProcessingException {
        InvalidFieldException e = assertThrows(InvalidFieldException.class, config(json)::isValid);
        assertEquals(path, e.field());
        assertTrue(e.reason().contains(hint), e.reason());
    }

    @Test
    void anInterfaceMayBeDeclaredOncePerNode() throws JsonProcessingException {
        assertTrue(config("{'datapaths': [{'name': 'a', 'node': 'n1', 'ports': [{'name': 'tap:t'}]}, {'name': 'b', 'node': 'n2', 'ports': [{'name': 'tap:t'}]}]}").isValid());
    }

    @Test
    void portsOfAnInterfacesSidesRingsAndMonitorsAreDifferentThings() throws JsonProcessingException {
        assertTrue(config("{'datapaths': [{'name': 'a', 'ports': [{'name': 'netmap:t'}, {'name': 'netmap:t^'}, {'name': 'netmap:t/r'}, {'name': 'netmap:t/t'}, {'name': 'netmap:u-0'}, {'name': 'netmap:u-1'}]}]}")
                .isValid());
    }

    @Test
    void whatIsWrittenIsReadBackTheSame() {
        DatapathDeclaration d = new DatapathDeclaration("br0", 60, 8, 4096, "n", List.of(new PortDeclaration("packet:eth1", 3, false, Map.of("force", "true")), PortDeclaration.of("null:", 0)));
        assertEquals(d, DeclarationReader.datapath("", DeclarationWriter.datapath(d)));
        DatapathDeclaration mirrored = d.withMirrors(List.of(new MirrorDeclaration("all", List.of(), List.of(), List.of(), "null:"),
                new MirrorDeclaration("some", List.of("packet:eth1"), List.of("packet:eth1"), List.of(0, 7), "null:")));
        assertEquals(mirrored, DeclarationReader.datapath("", DeclarationWriter.datapath(mirrored)));
        assertNotEquals(d, mirrored);
    }

    @Test
    void replacingTheDatapathsKeepsTheRestOfTheConfiguration() throws JsonProcessingException {
        ObjectNode before = json("{'workers': 3, 'datapaths': [{'name': 'old'}]}");
        ObjectNode after = DeclarationWriter.withDatapaths(before, List.of(DatapathDeclaration.of("new")));
        assertEquals(json("{'workers': 3, 'datapaths': [{'name': 'new', 'type': 'openflow', 'ports': []}]}"), after);
        assertEquals(json("{'workers': 3, 'datapaths': [{'name': 'old'}]}"), before, "the store's object is not changed");
    }

    private static NetmapConfig config(String json) throws JsonProcessingException {
        NetmapConfig c = new NetmapConfig();
        c.init(new DefaultApplicationId(1, "org.onosnetmap"), NetmapConfig.KEY, json(json), MAPPER, x -> { });
        return c;
    }

    private static ObjectNode json(String text) throws JsonProcessingException {
        return (ObjectNode) MAPPER.readTree(text.replace('\'', '"'));
    }
}
