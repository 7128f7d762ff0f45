package org.onosnetmap.dataplane.packet;

import static org.onosnetmap.dataplane.packet.KeyLayout.*;
import static org.onosnetmap.dataplane.packet.Protocols.*;

import org.onosnetmap.dataplane.flow.Field;

/** Sets what stands in front of the network layer: addresses, VLAN tags, the EtherType. */
final class EthernetEditor {

    private final PacketKey key;

    EthernetEditor(PacketKey key) {
        this.key = key;
    }

    void set(Field f, long value) {
        key.need(DEPTH_ETHERNET);
        switch (f) {
            case ETH_DST:
                setAddress(f, 0, value);
                break;
            case ETH_SRC:
                setAddress(f, 6, value);
                break;
            case VLAN_VID:
                setTag(f, key.hasTag(), 0, 0xf000, (int) value & 0xfff, value | VLAN_PRESENT);
                break;
            case VLAN_PCP:
                setTag(f, key.hasTag(), 0, 0x1fff, (int) value << 13, value);
                break;
            case INNER_VLAN_VID:
                setTag(f, key.hasInnerTag(), VLAN_TAG, 0xf000, (int) value & 0xfff, value | VLAN_PRESENT);
                break;
            case INNER_VLAN_PCP:
                setTag(f, key.hasInnerTag(), VLAN_TAG, 0x1fff, (int) value << 13, value);
                break;
            default:
                setType((int) value);
                break;
        }
    }

    private void setAddress(Field f, int offset, long mac) {
        Wire.put48(key.mem, key.base + offset, mac);
        key.store(f, mac);
    }

    private void setTag(Field f, boolean there, int offset, int keep, int bits, long value) {
        if (there) {
            int at = key.base + ETHERNET_HEADER + offset;
            Wire.put16(key.mem, at, Wire.u16(key.mem, at) & keep | bits);
            key.store(f, value);
        }
    }

    /** The type behind all tags; what follows it is read anew, as what it now says it is. */
    private void setType(int type) {
        if (key.etherType() != TYPE_DAMAGED) {
            Wire.put16(key.mem, key.networkOffset() - 2, type);
            key.restart(key.length());
        }
    }
}
