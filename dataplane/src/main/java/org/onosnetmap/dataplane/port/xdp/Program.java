package org.onosnetmap.dataplane.port.xdp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The XDP program of a port, assembled here: eBPF byte code (RFC 9669) that the kernel verifies and compiles.
 *
 * <p>It hands every frame to the AF_XDP socket of its receive queue, and to the kernel's stack as long as there is none. The variant for
 * veth pairs puts back, before that, a VLAN tag that the sender left beside the frame for the "hardware" to insert: AF_XDP sees what is in the
 * frame, and the tag would be lost.
 */
final class Program {

    /** Bytes of an instruction. */
    static final int INSTRUCTION = 8;

    // Registers: r0 result, r1 to r5 arguments (lost in a call), r6 to r9 kept, r10 the stack's end.
    private static final int R0 = 0;
    private static final int R1 = 1;
    private static final int R2 = 2;
    private static final int R3 = 3;
    private static final int R5 = 5;
    private static final int R6 = 6;
    private static final int STACK = 10;

    // Operation codes.
    private static final int MOV = 0xbf;
    private static final int MOV_NUMBER = 0xb7;
    private static final int ADD_NUMBER = 0x07;
    private static final int TO_BIG_ENDIAN = 0xdc;
    private static final int LOAD_32 = 0x61;
    private static final int LOAD_16 = 0x69;
    private static final int STORE_32 = 0x63;
    private static final int STORE_16 = 0x6b;
    private static final int STORE_NUMBER_64 = 0x7a;
    private static final int LOAD_NUMBER_64 = 0x18;
    private static final int JUMP_IF_NOT = 0x55;
    private static final int JUMP_IF_GREATER = 0x2d;
    private static final int CALL = 0x85;
    private static final int EXIT = 0x95;

    /** In a {@link #LOAD_NUMBER_64}: the number is a descriptor, and stands for its map. */
    private static final int PSEUDO_MAP_FD = 1;
    /** In a {@link #CALL}: the number is the BTF type of a kernel function. */
    private static final int PSEUDO_KFUNC = 2;
    private static final int XDP_ADJUST_HEAD = 44;
    private static final int REDIRECT_MAP = 51;

    // struct xdp_md
    private static final int DATA = 0;
    private static final int DATA_END = 4;
    private static final int RX_QUEUE_INDEX = 16;

    private static final int XDP_DROP = 1;
    private static final int XDP_PASS = 2;

    private final ByteBuffer code = ByteBuffer.allocate(64 * INSTRUCTION).order(ByteOrder.nativeOrder());
    private final String license;

    private Program(String license) {
        this.license = license;
    }

    /** @param map descriptor of the map from queues to sockets */
    static Program redirect(int map) {
        Program p = new Program("Apache-2.0");
        p.put(MOV, R6, R1, 0, 0);
        return p.toSocket(map);
    }

    /**
     * The variant that puts VLAN tags back.
     *
     * @param vlanFunction BTF type of the kernel function {@code bpf_xdp_metadata_rx_vlan_tag(ctx, &type, &tci)}, which returns 0 if the frame
     *                     has a tag beside it
     */
    static Program redirectTagged(int map, int vlanFunction) {
        Program p = new Program("Dual BSD/GPL"); // the kernel lets programs call its functions only if they may be had under the GPL, too
        p.put(MOV, R6, R1, 0, 0);
        p.put(STORE_NUMBER_64, STACK, 0, -8, 0);
        p.put(MOV, R2, STACK, 0, 0); // type, in network order, at stack - 4
        p.put(ADD_NUMBER, R2, 0, 0, -4);
        p.put(MOV, R3, STACK, 0, 0); // tag control information, in the machine's order, at stack - 8
        p.put(ADD_NUMBER, R3, 0, 0, -8);
        p.put(CALL, 0, PSEUDO_KFUNC, 0, vlanFunction);
        int untagged = p.jump(JUMP_IF_NOT, R0, 0, 0);
        p.put(MOV, R1, R6, 0, 0); // room for the tag before the frame
        p.put(MOV_NUMBER, R2, 0, 0, -4);
        p.put(CALL, 0, 0, 0, XDP_ADJUST_HEAD);
        int noRoom = p.jump(JUMP_IF_NOT, R0, 0, 0);
        p.put(LOAD_32, R2, R6, DATA, 0);
        p.put(LOAD_32, R3, R6, DATA_END, 0);
        p.put(MOV, R1, R2, 0, 0);
        p.put(ADD_NUMBER, R1, 0, 0, 16);
        int tooShort = p.jump(JUMP_IF_GREATER, R1, R3, 0);
        for (int i = 0; i < 12; i += 4) { // the addresses move to the new beginning
            p.put(LOAD_32, R5, R2, i + 4, 0);
            p.put(STORE_32, R2, R5, i, 0);
        }
        p.put(LOAD_16, R5, STACK, -4, 0);
        p.put(STORE_16, R2, R5, 12, 0);
        p.put(LOAD_16, R5, STACK, -8, 0);
        p.put(TO_BIG_ENDIAN, R5, 0, 0, 16);
        p.put(STORE_16, R2, R5, 14, 0);
        p.land(untagged);
        p.toSocket(map);
        p.land(noRoom);
        p.land(tooShort);
        p.put(MOV_NUMBER, R0, 0, 0, XDP_DROP); // without its tag it would be in the wrong VLAN
        p.put(EXIT, 0, 0, 0, 0);
        return p;
    }

    /** {@code return bpf_redirect_map(map, ctx->rx_queue_index, XDP_PASS)}, with the context in r6: the last argument is for queues without a socket. */
    private Program toSocket(int map) {
        put(LOAD_32, R2, R6, RX_QUEUE_INDEX, 0);
        put(LOAD_NUMBER_64, R1, PSEUDO_MAP_FD, 0, map);
        put(0, 0, 0, 0, 0); // its second half
        put(MOV_NUMBER, R3, 0, 0, XDP_PASS);
        put(CALL, 0, 0, 0, REDIRECT_MAP);
        put(EXIT, 0, 0, 0, 0);
        return this;
    }

    /** One instruction: operation (u8), destination and source register (4 bits each), offset (i16), number (i32). */
    private void put(int operation, int destination, int source, int offset, int number) {
        boolean little = code.order() == ByteOrder.LITTLE_ENDIAN;
        code.put((byte) operation).put((byte) (little ? source << 4 | destination : destination << 4 | source)).putShort((short) offset).putInt(number);
    }

    /** A jump to a place that is not known yet. */
    private int jump(int operation, int destination, int source, int number) {
        put(operation, destination, source, 0, number);
        return code.position();
    }

    /** A jump comes out here. */
    private void land(int jump) {
        code.putShort(jump - INSTRUCTION + 2, (short) ((code.position() - jump) / INSTRUCTION));
    }

    byte[] code() {
        byte[] b = new byte[code.position()];
        System.arraycopy(code.array(), 0, b, 0, b.length);
        return b;
    }

    String license() {
        return license;
    }
}
