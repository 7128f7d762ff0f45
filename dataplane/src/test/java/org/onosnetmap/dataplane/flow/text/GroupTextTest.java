package org.onosnetmap.dataplane.flow.text;

import static org.junit.jupiter.api.Assertions.*;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.onosnetmap.dataplane.flow.Action;
import org.onosnetmap.dataplane.flow.Bucket;
import org.onosnetmap.dataplane.flow.Group;
import org.onosnetmap.dataplane.flow.Meter;
import org.onosnetmap.dataplane.flow.PortNo;

/** Lines of groups and of meters. */
class GroupTextTest {

    @Test
    void groupsAsOvsOfctlHasThem() throws FlowTextException {
        assertEquals(new Group(1, Group.Type.SELECT, List.of(Bucket.of(10, PortNo.ANY, Group.ANY, List.of(Action.output(1))),
                Bucket.of(20, PortNo.ANY, Group.ANY, List.of(Action.decTtl(), Action.output(2))))),
                GroupText.parse("group_id=1,type=select,bucket=weight:10,actions=output:1,bucket=weight=20,actions=dec_ttl,output:2"));
        assertEquals(new Group(2, Group.Type.FAILOVER, List.of(Bucket.of(1, 3, Group.ANY, List.of(Action.output(3))), Bucket.of(1, PortNo.ANY, 7, List.of(Action.group(7))))),
                GroupText.parse("group_id=2 type=ff bucket=watch_port:3,output:3 bucket=watch_group:7,group:7"));
        assertEquals(new Group(3, Group.Type.INDIRECT, List.of(Bucket.of(Action.set(org.onosnetmap.dataplane.flow.Field.ETH_DST, 1), Action.output(1)))),
                GroupText.parse("group_id=3,type=indirect,bucket=bucket_id:0,actions=set_field:00:00:00:00:00:01->eth_dst,output:1"));
        assertEquals(new Group(0, Group.Type.ALL, List.of()), GroupText.parse("group_id=0,type=all"));
        assertEquals(new Group(4, Group.Type.ALL, List.of(Bucket.of())), GroupText.parse("group_id=4,type=all,bucket=actions=drop"));
    }

    @Test
    void metersAsOvsOfctlHasThem() throws FlowTextException {
        assertEquals(new Meter(1, Meter.Unit.KILOBITS_PER_SECOND, List.of(Meter.Band.drop(10_000, 500))), MeterText.parse("meter=1,kbps,burst,stats,band=type=drop,rate=10000,burst_size=500"));
        assertEquals(new Meter(2, Meter.Unit.PACKETS_PER_SECOND, List.of(Meter.Band.remark(5, 0, 2), Meter.Band.drop(9, 0))),
                MeterText.parse("meter=2 pktps bands=type=dscp_remark rate=5 prec_level=2 type=drop rate=9"));
        assertEquals(new Meter(3, Meter.Unit.BYTES_PER_SECOND, List.of(Meter.Band.drop(1, 0), Meter.Band.drop(2, 0))),
                MeterText.parse("meter=3,byteps,band=type=drop,rate=1,band=type=drop,rate=2"));
    }

    private static void refused(Executable call, int line, int column, String part) {
        FlowTextException e = assertThrows(FlowTextException.class, call);
        assertTrue(e.getMessage().startsWith("line " + line + ", column " + column) && e.getMessage().contains(part), e.getMessage());
    }

    @Test
    void badGroupsAndMetersAreRefused() {
        refused(() -> GroupText.parseAll("# x\ntype=all"), 2, 1, "add group_id=");
        refused(() -> GroupText.parse("group_id=1"), 1, 1, "add type=");
        refused(() -> GroupText.parse("group_id=1,type=some"), 1, 17, "select");
        refused(() -> GroupText.parse("group_id=0xffffff01,type=all"), 1, 10, "out of range");
        refused(() -> GroupText.parse("group_id=1,type=all,selection_method=hash"), 1, 21, "nothing that a group has");
        refused(() -> GroupText.parse("group_id=1,type=all,bucket=wait:1,actions=1"), 1, 28, "nothing that a bucket has");
        refused(() -> GroupText.parse("group_id=1,type=all,bucket=weight:65536,actions=1"), 1, 35, "0 to 65535");
        refused(() -> GroupText.parse("group_id=1,type=all,bucket=actions=goto_table:1"), 1, 36, "no such action");
        refused(() -> MeterText.parse("kbps,band=type=drop,rate=1"), 1, 1, "add meter=");
        refused(() -> MeterText.parse("meter=1,mbps,band=type=drop,rate=1"), 1, 9, "byteps");
        refused(() -> MeterText.parse("meter=1,band=rate=1"), 1, 14, "add type=drop");
        refused(() -> MeterText.parse("meter=1,band=type=drop"), 1, 14, "add rate=");
        refused(() -> MeterText.parse("meter=1,band=type=mark,rate=1"), 1, 19, "dscp_remark");
        refused(() -> MeterText.parse("meter=1,band=type=drop,rate=1,burst_size=5"), 1, 31, "add burst");
        refused(() -> MeterText.parse("meter=1,band="), 1, 1, "says nothing");
        refused(() -> MeterText.parse("meter=1,band=type=drop,rate=1,colour=2"), 1, 31, "nothing that a band has");
    }
}
