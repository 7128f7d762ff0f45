/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Interfaces as ports of a switch: a0 and b0 are attached, a1 and b1 are the other ends of their cables. */
#include "veth.h"
#include <sched.h>

static int ctl;

static int attach(const char *name, uint32_t mode, uint32_t *index)
{
	struct nmreq_vale_attach req = { .reg = { .nr_mode = mode }, .port_index = 77 };
	int err = ctrl(ctl, NETMAP_REQ_VALE_ATTACH, name, &req);

	if (index)
		*index = req.port_index;
	return err;
}

static uint32_t detached;	/* the index that it had */

static int detach(const char *name)
{
	struct nmreq_vale_detach req = { .port_index = 77 };
	int err = ctrl(ctl, NETMAP_REQ_VALE_DETACH, name, &req);

	detached = req.port_index;
	return err;
}

static int polling(const char *name, uint16_t type, uint32_t mode, uint32_t cpu, uint32_t num)
{
	struct nmreq_vale_polling req = { .nr_mode = mode, .nr_first_cpu_id = cpu, .nr_num_polling_cpus = num };

	return ctrl(ctl, type, name, &req);
}

static void refusals(void)
{
	struct port p;

	is(attach("a0", NR_REG_ALL_NIC, NULL), -EINVAL, "attach without a switch");
	is(attach("vale0:nosuchif", NR_REG_ALL_NIC, NULL), -EINVAL, "attach an interface there is not");
	is(attach("vale0:lo", NR_REG_ALL_NIC, NULL), -EINVAL, "attach the loopback interface");
	is(attach("vale0:a0", NR_REG_SW, NULL), -EINVAL, "attach in mode 2");
	is(attach("vale-0:a0", NR_REG_ALL_NIC, NULL), -ENOMEM, "attach to a bad name");
	is(detach("vale0:a0"), -ENXIO, "detach what is not attached");
	is(detach("a0"), -EINVAL, "detach without a switch");
	must_open(&p, "vale0:p");
	is(detach("vale0:p"), -EBUSY, "detach an ephemeral port");
	port_close(&p);
	must_open(&p, "a0");
	is(attach("vale0:a0", NR_REG_ALL_NIC, NULL), -EBUSY, "attach an interface that a program has bound");
	port_close(&p);
	is(polling("vale0:a0", NETMAP_REQ_VALE_POLLING_ENABLE, 1, 0, 1), -ENXIO, "polling on what is not attached");
}

static void forwarding(void)
{
	struct nmreq_vale_list list = { 0 };
	int a = packet_socket("a1"), b = packet_socket("b1"), host = packet_socket("a0"), i, n = 0;
	struct port p, q;
	uint32_t index;

	is(attach("vale0:a0", NR_REG_ALL_NIC, &index), 0, "attach a0");
	is(index, 0, "its index");
	is(attach("vale0:b0", NR_REG_ALL_NIC, &index), 0, "attach b0");
	is(index, 1, "its index");
	is(attach("vale0:a0", NR_REG_ALL_NIC, NULL), -EBUSY, "attach it again");
	is(attach("vale1:a0", NR_REG_ALL_NIC, NULL), -EBUSY, "attach it to another switch");
	is(port_open(&p, "a0"), -EBUSY, "no program can bind it");
	is(port_open(&p, "vale0:a0"), -EBUSY, "nor its port");
	is(ctrl(ctl, NETMAP_REQ_VALE_LIST, "vale0:b0", &list), 0, "it is in the list");
	is(list.nr_port_idx, 1, "with its index");
	must_open(&p, "vale0:p");

	host_send_to(a, 0xffff, 11, 60, 1);
	is(host_receive(b, 1, PATIENCE), 60, "a broadcast from a1 arrives at b1");
	is(ring_receive(&p, rx_ring(&p, 0), 1, PATIENCE), 60, "and at an ephemeral port");
	is(host_receive(host, 1, 100), 0, "and not at the host");
	host_send_to(b, 11, 12, 1514, 2);
	is(host_receive(a, 2, PATIENCE), 1514, "the answer goes to a1");
	is(ring_receive(&p, rx_ring(&p, 0), 2, 100), 0, "and to no other port");
	send_frame(&p, 12, 13, 100, 3);
	is(host_receive(b, 3, PATIENCE), 100, "a program's packet goes to b1");
	is(host_receive(a, 3, 100), 0, "and not to a1");
	put(&p, 12, 13, 700, 4)->flags = NS_MOREFRAG;
	memcpy(slot_buf(tx_ring(&p, 0), tx_ring(&p, 0)->head), "fragment", 8);
	tx_ring(&p, 0)->slot[tx_ring(&p, 0)->head].len = 8;
	tx_ring(&p, 0)->slot[tx_ring(&p, 0)->head].flags = 0;
	tx_ring(&p, 0)->head = tx_ring(&p, 0)->cur = ring_next(tx_ring(&p, 0), tx_ring(&p, 0)->head);
	txsync(&p);
	{
		char frame[2000];

		ok(recv(b, frame, sizeof(frame), 0) == 708 && !memcmp(frame + 700, "fragment", 8), "a packet of two slots is one frame");
	}
	for (i = 0; i < 2000 && n == i; i++) {
		host_send_to(a, 12, 11, 60 + i % 1400, i);
		n += host_receive(b, i, PATIENCE) == 60 + i % 1400;
	}
	is(n, 2000, "2000 packets from cable to cable");

	is(polling("vale0:a0", NETMAP_REQ_VALE_POLLING_ENABLE, 3, 0, 1), -EINVAL, "polling of an unknown mode");
	is(polling("vale0:a0", NETMAP_REQ_VALE_POLLING_ENABLE, NETMAP_POLLING_MODE_MULTI_CPU, 0, 2), -EINVAL, "polling by more processors than it has threads");
	is(polling("vale0:a0", NETMAP_REQ_VALE_POLLING_ENABLE, NETMAP_POLLING_MODE_MULTI_CPU, 1, 1), 0, "polling in mode 2");
	is(polling("vale0:a0", NETMAP_REQ_VALE_POLLING_DISABLE, NETMAP_POLLING_MODE_MULTI_CPU, 1, 1), 0, "and off");
	is(polling("vale0:a0", NETMAP_REQ_VALE_POLLING_ENABLE, 1, 4000, 1), -EINVAL, "polling on a processor there is not");
	is(polling("vale0:a0", NETMAP_REQ_VALE_POLLING_DISABLE, 1, 0, 1), -EINVAL, "polling off when it is not on");
	is(polling("vale0:a0", NETMAP_REQ_VALE_POLLING_ENABLE, 1, 1, 1), 0, "polling on");
	is(polling("vale0:a0", NETMAP_REQ_VALE_POLLING_ENABLE, 1, 1, 1), -EBUSY, "polling on again");
	host_send_to(a, 12, 11, 60, 5);
	is(host_receive(b, 5, PATIENCE), 60, "forwards as well");
	is(polling("vale0:a0", NETMAP_REQ_VALE_POLLING_DISABLE, 1, 1, 1), 0, "polling off");
	host_send_to(a, 12, 11, 60, 6);
	is(host_receive(b, 6, PATIENCE), 60, "still forwards");

	is(detach("vale0:a0"), 0, "detach a0");
	is(detach("vale0:a0"), -ENXIO, "detach it again");
	host_send_to(a, 12, 11, 60, 7);
	is(host_receive(host, 7, PATIENCE), 60, "the host has a0 again");
	is(host_receive(b, 7, 100), 0, "and b1 does not get its packets");
	is(port_open(&q, "a0"), 0, "a program can bind it again");
	port_close(&q);
	port_close(&p);
	is(detach("vale0:b0"), 0, "detach b0");
	is(detached, 1, "its index is told");
	is(ctrl(ctl, NETMAP_REQ_VALE_LIST, "", &(struct nmreq_vale_list) { 0 }), -ENOENT, "the switch is gone");
	close(a);
	close(b);
	close(host);
}

static void host_side(void)
{
	struct nmreq nmr = { .nr_version = NETMAP_API, .nr_cmd = NETMAP_BDG_DETACH };
	int a = packet_socket("a1"), b = packet_socket("b1"), host = packet_socket("a0");

	is(attach("vale0:a0", NR_REG_NIC_SW, NULL), 0, "attach a0 with its host");
	is(attach("vale0:b0", NR_REG_ALL_NIC, NULL), 0, "attach b0");
	host_send_to(a, 0xffff, 21, 60, 1);
	is(host_receive(host, 1, PATIENCE), 60, "a broadcast from a1 arrives at the host");
	is(host_receive(b, 1, PATIENCE), 60, "and at b1");
	host_send_to(host, 0xffff, 22, 70, 2);
	is(host_receive(a, 2, PATIENCE), 70, "a broadcast of the host arrives at a1");
	is(host_receive(b, 2, PATIENCE), 70, "and at b1");
	host_send_to(b, 22, 23, 80, 3);
	is(host_receive(host, 3, PATIENCE), 80, "b1 reaches the host alone");
	is(host_receive(a, 3, 100), 0, "and not a1");
	strcpy(nmr.nr_name, "vale0:a0");
	is(ioctl(ctl, NIOCREGIF, &nmr) ? -errno : 0, 0, "detach by NIOCREGIF");
	is(ctrl(ctl, NETMAP_REQ_VALE_LIST, "vale0:a0^", &(struct nmreq_vale_list) { 0 }), 0, "list");
	host_send_to(host, 0xffff, 22, 70, 4);
	is(host_receive(a, 4, PATIENCE), 70, "the host sends to the cable again");
	is(host_receive(b, 4, 100), 0, "and not to the switch");
	is(detach("vale0:b0"), 0, "detach b0");
	close(a);
	close(b);
	close(host);
}

static void persistent(void)
{
	struct nmreq_vale_newif newif = { .nr_tx_slots = 100, .nr_rx_slots = 200, .nr_tx_rings = 2, .nr_rx_rings = 1 };
	struct nmreq_port_info_get info = { 0 };
	struct port p, q, r;
	uint32_t index;

	is(ctrl(ctl, NETMAP_REQ_VALE_NEWIF, "vale0:v", &newif), -EINVAL, "persistent port with a name of a switch");
	is(ctrl(ctl, NETMAP_REQ_VALE_NEWIF, "a name", &newif), -EINVAL, "with a bad name");
	is(ctrl(ctl, NETMAP_REQ_VALE_NEWIF, "b0", &newif), -EEXIST, "with the name of an interface");
	is(ctrl(ctl, NETMAP_REQ_VALE_NEWIF, "v0", &newif), 0, "persistent port v0");
	ok(if_nametoindex("v0") > 0, "is an interface");
	is(ctrl(ctl, NETMAP_REQ_PORT_INFO_GET, "v0", &info), 0, "its sizes");
	ok(info.nr_tx_slots == 100 && info.nr_rx_slots == 200 && info.nr_tx_rings == 2 && info.nr_rx_rings == 1, "are as asked for");
	is(ctrl(ctl, NETMAP_REQ_VALE_DELIF, "b0", NULL), -EINVAL, "delete what is no persistent port");
	is(ctrl(ctl, NETMAP_REQ_VALE_DELIF, "nosuchif", NULL), -ENXIO, "delete what there is not");
	is(port_open(&p, "v0"), 0, "open it by its name, before it is attached");
	send_frame(&p, 0xffff, 1, 60, 1);
	is(ring_space(tx_ring(&p, 0)), 99, "what is sent goes nowhere");
	is(port_open(&q, "vale0:v0"), -EINVAL, "it is no port of a switch yet");
	is(ctrl(ctl, NETMAP_REQ_VALE_DELIF, "v0", NULL), -EBUSY, "delete it while it is open");
	is(attach("vale0:v0", NR_REG_ALL_NIC, &index), 0, "attach it while it is open");
	is(index, 0, "its index");
	is(attach("vale1:v0", NR_REG_ALL_NIC, NULL), -EBUSY, "attach it again");
	must_open(&q, "vale0:q");
	send_frame(&p, 0xffff, 1, 60, 1);
	is(take(&q, NULL), 1, "packets reach the switch");
	send_frame(&q, 1, 2, 60, 1);
	is(take(&p, NULL), 1, "and come from it");
	is(port_open(&r, "vale0:v0"), 0, "open it by its name on the switch");
	is(r.reg.nr_mem_id, p.reg.nr_mem_id, "it is the same port");
	port_close(&r);
	port_close(&p);
	is(ctrl(ctl, NETMAP_REQ_VALE_LIST, "vale0:v0", &(struct nmreq_vale_list) { 0 }), 0, "it stays attached when it is closed");
	is(ctrl(ctl, NETMAP_REQ_VALE_DELIF, "v0", NULL), -EBUSY, "delete it while it is attached");
	is(port_open(&p, "v0"), 0, "open it again");
	is(detach("vale0:v0"), 0, "detach it while it is open");
	is(detach("vale0:v0"), -ENXIO, "again");
	send_frame(&p, 0xffff, 1, 60, 1);
	is(take(&q, NULL), 0, "its packets do not reach the switch any more");
	port_close(&p);
	port_close(&q);
	is(ctrl(ctl, NETMAP_REQ_VALE_DELIF, "v0", NULL), 0, "delete it");
	is(if_nametoindex("v0"), 0, "the interface is gone");
	newif.nr_mem_id = 0;
	is(ctrl(ctl, NETMAP_REQ_VALE_NEWIF, "v1", &newif), 0, "another one, which is left for the unloading of the module");
	is(attach("vale7:v1", NR_REG_ALL_NIC, NULL), 0, "attached");
}

/* The host behind a persistent port: by a program, and as a port of the switch. */
static void persistent_host(void)
{
	struct nmreq_vale_newif newif = { 0 };
	struct nmreq_vale_list list = { 0 };
	struct port p = { .reg = { .nr_mode = NR_REG_SW } }, q;
	int host;

	is(ctrl(ctl, NETMAP_REQ_VALE_NEWIF, "v0", &newif), 0, "persistent port v0");
	sh("echo 1 > /proc/sys/net/ipv6/conf/v0/disable_ipv6; ip link set v0 up");
	host = packet_socket("v0");
	host_send(host, 60, 1);
	is(port_bind(&p, "v0"), 0, "bind its host rings");
	is(p.reg.nr_host_rx_rings, 1, "of which there is one each way");
	host_send(host, 100, 2);
	is(ring_receive(&p, ring_at(&p, p.nifp->ni_tx_rings + p.nifp->ni_host_tx_rings + p.nifp->ni_rx_rings), 2, PATIENCE), 100, "the host sends");
	frame_make(slot_buf(ring_at(&p, 1), 0), 0xffff, 9, 200, 3);
	ring_at(&p, 1)->slot[0].len = 200;
	ring_at(&p, 1)->head = ring_at(&p, 1)->cur = 1;
	txsync(&p);
	is(host_receive(host, 3, PATIENCE), 200, "and receives");
	is(attach("vale0:v0", NR_REG_NIC_SW, NULL), -EBUSY, "attach it with its host, which a program has");
	is(ctrl(ctl, NETMAP_REQ_VALE_LIST, "", &list), -ENOENT, "then nothing of it is attached");
	port_close(&p);
	host_send(host, 60, 1);
	must_open(&q, "vale0:q");
	is(attach("vale0:v0", NR_REG_NIC_SW, NULL), 0, "attach it with its host");
	is(port_open(&p, "vale0:v0"), 0, "open its other end");
	host_send_to(host, 0xffff, 21, 60, 4);
	is(ring_receive(&q, rx_ring(&q, 0), 4, PATIENCE), 60, "a broadcast of the host arrives at a port");
	is(ring_receive(&p, rx_ring(&p, 0), 4, PATIENCE), 60, "and at the program that has v0");
	send_frame(&q, 21, 22, 70, 5);
	is(host_receive(host, 5, PATIENCE), 70, "the answer at the host");
	is(take(&p, NULL), 0, "and nowhere else");
	send_frame(&p, 0xffff, 23, 80, 6);
	is(host_receive(host, 6, PATIENCE), 80, "the program reaches the host");
	is(ctrl(ctl, NETMAP_REQ_VALE_DELIF, "v0", NULL), -EBUSY, "delete it while it is attached");
	is(detach("vale0:v0"), 0, "detach both");
	host_send_to(host, 0xffff, 21, 60, 7);
	rxsync(&q);
	usleep(50000);
	is(take(&q, NULL), 1, "the host is cut off");
	port_close(&p);
	port_close(&q);
	is(ctrl(ctl, NETMAP_REQ_VALE_DELIF, "v0", NULL), 0, "delete it");
	close(host);
}

/* Lines of a file under debugfs, with its headline. */
static int lines(const char *file)
{
	char path[128], line[4096];
	int n = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/sys/kernel/debug/netmap/%s", file);
	f = fopen(path, "r");
	while (f && fgets(line, sizeof(line), f))
		n++;
	if (f)
		fclose(f);
	return n;
}

static void namespaces(void)
{
	int ready[2], go[2], status;
	struct port p, q;
	char byte = 0;
	double until;
	pid_t pid;

	if (pipe(ready) || pipe(go))
		exit(2);
	must_open(&p, "vale0:p");
	pid = fork();
	if (!pid) {
		struct nmreq_vale_newif newif = { 0 };
		struct nmreq_vale_list list = { 0 };
		int bad = unshare(CLONE_NEWNET) != 0;

		close(ctl);
		ctl = dev_open();
		bad |= (ctrl(ctl, NETMAP_REQ_VALE_LIST, "", &list) != -ENOENT) << 1;
		sh("ip link set lo up");
		make_pair("n0", "n1");
		bad |= (attach("vale0:n0", NR_REG_NIC_SW, NULL) != 0) << 2;
		bad |= (ctrl(ctl, NETMAP_REQ_VALE_NEWIF, "nv", &newif) != 0) << 3;
		bad |= (attach("vale0:nv", NR_REG_ALL_NIC, NULL) != 0) << 4;
		bad |= (port_open(&q, "vale0:p") != 0) << 5;
		send_frame(&q, 0xffff, 1, 60, 1);
		close(ctl);
		write(ready[1], &byte, 1);
		read(go[0], &byte, 1);
		_exit(bad);
	}
	read(ready[0], &byte, 1);
	is(lines("switches"), 3, "another namespace has a switch of the same name");
	is(take(&p, NULL), 0, "a packet of its does not come here");
	is(attach("vale0:n0", NR_REG_ALL_NIC, NULL), -EINVAL, "nor are its interfaces here");
	write(go[1], &byte, 1);
	waitpid(pid, &status, 0);
	is(status, 0, "it has interfaces and persistent ports attached, and ends");
	until = now_s() + PATIENCE / 1000.0;
	while (lines("switches") > 2 && now_s() < until)
		usleep(20000);
	is(lines("switches"), 2, "its switch goes with it");
	is(lines("ports"), 2, "and all its ports");
	port_close(&p);
	close(ready[0]); close(ready[1]); close(go[0]); close(go[1]);
}

/* Waits until no switch has a port: the kernel detaches an interface that is deleted in a moment of its own. */
static int none_left(void)
{
	double until = now_s() + PATIENCE / 1000.0;
	int err;

	while ((err = ctrl(ctl, NETMAP_REQ_VALE_LIST, "", &(struct nmreq_vale_list) { 0 })) != -ENOENT && now_s() < until)
		usleep(10000);
	return err;
}

static void going_away(void)
{
	int i;

	is(attach("vale0:a0", NR_REG_NIC_SW, NULL), 0, "attach a0 with its host");
	sh("ip link del a0");
	is(none_left(), -ENOENT, "an interface that is deleted is detached");
	for (i = 0; i < 20 && none_left() == -ENOENT; i++) {
		make_pair("a0", "a1");
		if (attach("vale0:a0", i & 1 ? NR_REG_NIC_SW : NR_REG_ALL_NIC, NULL))
			ok(false, "attach a new interface");
		if (i & 2)
			detach("vale0:a0");
		sh("ip link del a0");
	}
	is(i, 20, "interfaces attached, detached and deleted 20 times");
}

int main(void)
{
	ctl = dev_open();
	make_pair("a0", "a1");
	make_pair("b0", "b1");
	refusals();
	forwarding();
	host_side();
	going_away();
	persistent_host();
	namespaces();
	persistent();
	make_pair("a0", "a1");
	is(attach("vale0:a0", NR_REG_NIC_SW, NULL), 0, "an interface that stays attached does not keep the module");
	close(ctl);
	return done();
}
