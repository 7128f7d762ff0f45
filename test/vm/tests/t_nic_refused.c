/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Native drivers: a NIC that cannot be taken is refused with a reason in the kernel's log, and gets the emulated adapter, or nothing if
 * that is not allowed. One whose driver was patched needs neither probes nor type information.
 */
#include "nic_pair.h"
#include "ethtool.h"
#include <linux/bpf.h>
#include <linux/dcbnl.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#define PROBES	"/sys/kernel/debug/kprobes/enabled"

static void no_native(const char *why, const char *of, const char *reason)
{
	char line[96];

	set_param("admode", 1);
	is(port_open(&a, A), -EINVAL, "%s: a native port of %s is refused", why, A);
	set_param("admode", 0);
	snprintf(line, sizeof(line), "%s: %s", of, reason);
	ok(kernel_says(line), "the log says: %s", line);
}

static void is_refused(const char *why, const char *of, const char *reason)
{
	no_native(why, of, reason);
	must_open(&a, A);
	ok(is_kind(A, "emulated"), "it gets the emulated adapter");
	port_close(&a);
}

/* Without probes nobody would tell that the NIC was started. */
static void without_probes(void)
{
	char text[64];

	shf("echo 0 > %s", PROBES);
	snprintf(text, sizeof(text), "driver %s", driver);
	is_refused("probes switched off", text, "probes are switched off");
	shf("echo 1 > %s", PROBES);
	must_open(&a, A);
	ok(is_kind(A, driver), "and the native driver when they are on again");
	settle(A);
	must_open(&b, B);
	settle(B);
	is(pass(&a, &b, 100), 100, "which sends");

	shf("echo 0 > %s", PROBES);
	shf("ip link set %s down", A);
	snprintf(text, sizeof(text), "ip link set %s up 2> /dev/null", A);
	ok(system(text) != 0, "probes switched off while a port is open: the interface does not come up");
	snprintf(text, sizeof(text), "%s: its start was not seen", A);
	ok(kernel_says(text), "and the log says why");
	put_broadcast(&a, 100, 7);
	is(txsync(&a), 0, "a sync meanwhile touches nothing");
	shf("echo 1 > %s; ip link set %s up", PROBES, A);
	settle(A);
	txsync(&a);
	is(ring_receive(&b, rx_ring(&b, 0), 7, PATIENCE), 100, "the port goes on when they are on again");
	is(pass(&b, &a, 100), 100, "both ways");
	unbind_pair();
	settle(A);
}

/* A driver that was patched calls, and says where things are. */
static void patched(void)
{
	char type_info[64];

	snprintf(type_info, sizeof(type_info), "/sys/kernel/btf/%s", driver);
	ok(!file_number(PROBES, "") && access(type_info, F_OK), "there are no probes and no type information");
	if (bind_pair()) {
		ok(is_kind(A, driver), "the native driver takes %s, which is patched", A);
		is(pass(&a, &b, 300), 300, "it sends");
		is(pass(&b, &a, 300), 300, "and receives");
		unbind_pair();
	}
}

/* Whether the kernel reaches a device's capabilities of PCI Express (CONFIG_PCI_MMCONFIG), which SR-IOV is one of; the debug kernel does not. */
static bool has_express(void)
{
	struct stat config;
	char path[64];

	snprintf(path, sizeof(path), "/sys/class/net/%s/device/config", A);
	return !stat(path, &config) && config.st_size > 256;
}

/* Virtual functions have rings of their own, out of those of the NIC. */
static void virtual_functions(void)
{
	shf("echo 1 > /sys/class/net/%s/device/sriov_numvfs", A);
	settle(A);
	is_refused("with a virtual function (SR-IOV)", A, "shares its rings with virtual functions");
	shf("echo 0 > /sys/class/net/%s/device/sriov_numvfs", A);
	settle(A);
	must_open(&a, A);
	ok(is_kind(A, driver), "and the native driver without it");
	port_close(&a);
}

/* Has a program of XDP see all packets of A, one that lets them pass; or none, if @fd is -1. 0 or -errno. */
static int set_xdp(int fd, uint32_t flags)
{
	struct {
		struct nlmsghdr head;
		struct ifinfomsg link;
		struct nlattr xdp, fd_head;
		int32_t fd;
		struct nlattr flags_head;
		uint32_t flags;
	} request = {
		{ sizeof(request), RTM_SETLINK, NLM_F_REQUEST | NLM_F_ACK, 1, 0 }, { .ifi_index = if_nametoindex(A) },
		{ sizeof(request) - offsetof(__typeof__(request), xdp), IFLA_XDP | NLA_F_NESTED },
		{ sizeof(struct nlattr) + 4, IFLA_XDP_FD }, fd, { sizeof(struct nlattr) + 4, IFLA_XDP_FLAGS }, flags,
	};
	struct { struct nlmsghdr head; struct nlmsgerr error; char rest[1024]; } answer = { .error.error = -EIO };
	int s = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);

	if (send(s, &request, sizeof(request), 0) == sizeof(request))
		recv(s, &answer, sizeof(answer), 0);
	close(s);
	return answer.error.error;
}

static int load_xdp(void)
{
	struct bpf_insn pass[] = { { .code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = XDP_PASS }, { .code = BPF_JMP | BPF_EXIT } };
	union bpf_attr load = { .prog_type = BPF_PROG_TYPE_XDP, .insn_cnt = 2, .insns = (uintptr_t)pass, .license = (uintptr_t)"GPL" };

	return syscall(SYS_bpf, BPF_PROG_LOAD, &load, sizeof(load));
}

static void xdp(void)
{
	bool native = !strcmp(driver, "igb") || !strcmp(driver, "ixgbe");
	int fd = load_xdp();

	if (!ok(fd >= 0, "load a program of XDP"))
		return;
	is(set_xdp(fd, 0), 0, "attach it");
	settle(A);
	is_refused("with a program of XDP", A, "a program of XDP would not see its packets");
	is(set_xdp(-1, 0), 0, "detach it");
	settle(A);
	must_open(&a, A);
	ok(is_kind(A, driver), "and the native driver without it");
	if (native)
		is(set_xdp(fd, XDP_FLAGS_DRV_MODE), -EBUSY, "none can be attached to the NIC while a port is open");
	port_close(&a);
	close(fd);
}

/* Traffic classes of the NIC's own (DCB): 0 or -errno. */
static int set_dcb(bool on)
{
	struct {
		struct nlmsghdr head;
		struct dcbmsg dcb;
		struct nlattr name_head;
		char name[16];
		struct nlattr state_head;
		uint8_t state[4];
	} request = {
		{ sizeof(request), RTM_SETDCB, NLM_F_REQUEST, 1, 0 }, { AF_UNSPEC, DCB_CMD_SSTATE, 0 },
		{ sizeof(struct nlattr) + 16, DCB_ATTR_IFNAME }, "", { sizeof(struct nlattr) + 1, DCB_ATTR_STATE }, { on },
	};
	struct { struct nlmsghdr head; struct dcbmsg dcb; struct nlattr failed_head; uint8_t failed; char rest[1024]; } answer = { .failed = 1 };
	int s = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);

	snprintf(request.name, sizeof(request.name), "%s", A);
	if (send(s, &request, sizeof(request), 0) == sizeof(request))
		recv(s, &answer, sizeof(answer), 0);
	close(s);
	return answer.head.nlmsg_type != RTM_SETDCB || answer.failed ? -EIO : 0;
}

/* A macvlan interface whose frames the NIC itself sorts out. */
static int set_forwarding(bool on)
{
	if (on) {
		int err = set_feature(A, "l2-fwd-offload", true);

		shf("ip link add link %s name pool0 type macvlan; ip link set pool0 up", A);
		return err;
	}
	sh("ip link del pool0");
	return set_feature(A, "l2-fwd-offload", false);
}

/* A host bus adapter on the interface, which comes and goes in a moment of the kernel's own. */
static int set_fcoe(bool on)
{
	double until = now_s() + PATIENCE / 1000.0;

	shf("echo %s > /sys/bus/fcoe/ctlr_%s", A, on ? "create" : "destroy");
	while (on == !!system("ls /sys/bus/fcoe/devices | grep -q ctlr_") && now_s() < until)
		usleep(10000);
	return now_s() < until ? 0 : -ETIMEDOUT;
}

/* Who else may have rings of an ixgbe's: it is refused then, and a port that is open goes. */
static void shared(const char *with, int (*set)(bool on), const char *reason)
{
	char text[64];

	is(set(true), 0, "switch on: %s", with);
	settle(A);
	snprintf(text, sizeof(text), "shares its rings with %s", reason);
	if (set == set_forwarding) {
		no_native(with, A, text);
		is(port_open(&a, A), -EBUSY, "nor does the emulated adapter get it, since macvlan takes what it receives");
	} else {
		is_refused(with, A, text);
	}
	is(set(false), 0, "switch it off");
	settle(A);
	must_open(&a, A);
	settle(A);
	ok(is_kind(A, driver), "and the native driver without it");
	must_open(&b, B);
	settle(B);
	is(pass(&b, &a, 100), 100, "which receives");
	is(set(true), 0, "switch it on while the port is open");
	is(rxsync(&a), -ENXIO, "the port is gone");
	port_close(&a);
	is(set(false), 0, "and off again");
	settle(A);
	must_open(&a, A);
	settle(A);
	is(pass(&b, &a, 100) + pass(&a, &b, 100), 200, "another port has the rings");
	unbind_pair();
}

/* A NIC of the same stock driver with other registers, which follows the pair. */
static void other(const char *reason)
{
	char name[3][16];

	if (!is(first_of_driver(driver, 3, name), 3, "there is an older NIC of %s", driver))
		return;
	A = name[2];
	is_refused("of another kind", A, reason);
}

static void pair(void)
{
	if (told("nmt.patched=")[0])
		patched();
	else
		without_probes();
	xdp();
	if (!strcmp(driver, "igb") && has_express())
		virtual_functions();
	if (!strcmp(driver, "ixgbe")) {
		shared("traffic classes", set_dcb, "traffic classes (DCB)");
		shared("macvlan", set_forwarding, "macvlan interfaces (l2-fwd-offload)");
		shared("FCoE", set_fcoe, "FCoE");
		other("is an 82598, whose registers are others");
	}
}

int main(void)
{
	for_each_pair(pair);
	return done();
}
