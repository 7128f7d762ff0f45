package org.onosnetmap.dataplane.port.xdp;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.onosnetmap.dataplane.sys.AnonymousMemory;
import org.onosnetmap.dataplane.sys.Libc;
import org.onosnetmap.dataplane.sys.SystemCallException;

/** The XDP program that somebody has attached to an interface, asked for and taken off by rtnetlink(7). Numbers: {@code linux/if_link.h}. */
final class AttachedProgram {

    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW_CLOEXEC = 3 | 02000000;
    private static final short RTM_GETLINK = 18;
    private static final short RTM_SETLINK = 19;
    private static final short NLMSG_ERROR = 2;
    private static final short NLM_F_REQUEST = 1;
    private static final short NLM_F_ACK = 4;
    private static final int NLMSGHDR = 16;
    private static final int IFINFOMSG = 16;
    private static final int IFLA_XDP = 43;
    private static final int IFLA_XDP_FD = 1;
    private static final int IFLA_XDP_FLAGS = 3;
    private static final int IFLA_XDP_PROG_ID = 4;
    private static final int NLA_TYPE = 0x3fff;
    private static final int NLA_NESTED = 0x8000;
    private static final int ANSWER = 4096;
    private static final int PAGES = 16 * 4096;

    private AttachedProgram() {
    }

    /** Id of the program on an interface, as {@code ip link} shows it; 0 for none. */
    static int id(int interfaceIndex) {
        return talk(RTM_GETLINK, interfaceIndex, 0, 0);
    }

    /**
     * Attaches a program, which stays until it is taken off; or takes off what is attached.
     *
     * @param program its descriptor; -1 takes off
     * @param mode    {@link Bpf#NATIVE} or {@link Bpf#GENERIC}
     */
    static void set(int interfaceIndex, int program, int mode) {
        talk(RTM_SETLINK, interfaceIndex, program, mode);
    }

    private static int talk(short request, int interfaceIndex, int program, int mode) {
        AnonymousMemory pages = AnonymousMemory.reserve(PAGES);
        int fd = Libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, 0);
        try {
            if (fd < 0) {
                throw new SystemCallException("netlink socket", Libc.errno());
            }
            ByteBuffer mem = pages.buffer().order(ByteOrder.nativeOrder());
            int length = NLMSGHDR + IFINFOMSG;
            mem.putInt(NLMSGHDR + 4, interfaceIndex);
            if (request == RTM_SETLINK) {
                mem.putShort(length, (short) 20).putShort(length + 2, (short) (IFLA_XDP | NLA_NESTED));
                mem.putShort(length + 4, (short) 8).putShort(length + 6, (short) IFLA_XDP_FD).putInt(length + 8, program);
                mem.putShort(length + 12, (short) 8).putShort(length + 14, (short) IFLA_XDP_FLAGS).putInt(length + 16, mode);
                length += 20;
            }
            mem.putInt(0, length).putShort(4, request).putShort(6, request == RTM_SETLINK ? (short) (NLM_F_REQUEST | NLM_F_ACK) : NLM_F_REQUEST);
            long n;
            if (Libc.send(fd, pages.address(), length, 0) < 0 || (n = Libc.recv(fd, pages.address() + ANSWER, PAGES - ANSWER, 0)) < NLMSGHDR + 4) {
                throw new SystemCallException("netlink request for interface " + interfaceIndex, Libc.errno());
            }
            if (mem.getShort(ANSWER + 4) == NLMSG_ERROR) {
                int errno = -mem.getInt(ANSWER + NLMSGHDR);
                if (errno != 0) {
                    throw new SystemCallException("netlink request for interface " + interfaceIndex, errno);
                }
                return 0;
            }
            int xdp = find(mem, ANSWER + NLMSGHDR + IFINFOMSG, ANSWER + (int) n, IFLA_XDP);
            int id = xdp < 0 ? -1 : find(mem, xdp, xdp - 4 + (mem.getShort(xdp - 4) & 0xffff), IFLA_XDP_PROG_ID);
            return id < 0 ? 0 : mem.getInt(id);
        } finally {
            Libc.close(fd);
            pages.release();
        }
    }

    /** Position of the value of an attribute ({@code struct nlattr}: length and type, u16 each; padded to 4 bytes); -1 if it is not there. */
    private static int find(ByteBuffer mem, int at, int end, int type) {
        while (at + 4 <= end) {
            int length = mem.getShort(at) & 0xffff;
            if (length < 4) {
                return -1;
            }
            if ((mem.getShort(at + 2) & NLA_TYPE) == type) {
                return at + 4;
            }
            at += length + 3 & ~3;
        }
        return -1;
    }
}
