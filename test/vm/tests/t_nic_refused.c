/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Native drivers: a NIC that cannot be taken is refused with a reason in the kernel's log, and gets the emulated adapter, or nothing if
 * that is not allowed. One whose driver was patched needs neither probes nor type information.
 */
#include "nic_pair.h"

#define PROBES	"/sys/kernel/debug/kprobes/enabled"

static void is_refused(const char *why, const char *of, const char *reason)
{
	char line[96];

	set_param("admode", 1);
	is(port_open(&a, A), -EINVAL, "%s: a native port of %s is refused", why, A);
	set_param("admode", 0);
	snprintf(line, sizeof(line), "%s: %s", of, reason);
	ok(kernel_says(line), "the log says: %s", line);
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

static void pair(void)
{
	if (told("nmt.patched=")[0])
		patched();
	else
		without_probes();
	if (!strcmp(driver, "igb"))
		virtual_functions();
}

int main(void)
{
	for_each_pair(pair);
	return done();
}
