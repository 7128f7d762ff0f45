/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* NIOCREGIF and NIOCGINFO, as older programs use them. */
#include "veth.h"

static int legacy(int fd, unsigned long cmd, const char *name, struct nmreq *nmr)
{
	if (!nmr->nr_version)
		nmr->nr_version = NETMAP_API;
	memset(nmr->nr_name, 0, sizeof(nmr->nr_name));
	memcpy(nmr->nr_name, name, strnlen(name, sizeof(nmr->nr_name)));
	return ioctl(fd, cmd, nmr) ? -errno : 0;
}

/* Whether somebody has a port of this name. */
static bool is_open(const char *name)
{
	FILE *f = fopen("/sys/kernel/debug/netmap/ports", "r");
	char line[512], n[64];
	bool found = false;

	while (f && fgets(line, sizeof(line), f))
		found |= sscanf(line, "%63s", n) == 1 && !strcmp(n, name);
	if (f)
		fclose(f);
	return found;
}

/* What needs an interface: its host rings, and polling. */
static void interface(void)
{
	struct nmreq nmr = { .nr_ringid = NETMAP_SW_RING };
	struct netmap_if *nifp;
	int fd = dev_open();
	char *mem;

	make_pair("nm0", "nm1");
	is(legacy(fd, NIOCREGIF, "nm0", &nmr), 0, "host rings by nr_ringid");
	mem = mmap(NULL, nmr.nr_memsize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	nifp = (struct netmap_if *)(mem + nmr.nr_offset);
	ok(!nifp->ring_ofs[0] && nifp->ring_ofs[1] && !nifp->ring_ofs[2] && nifp->ring_ofs[3], "and no other ones");
	munmap(mem, nmr.nr_memsize);
	close(fd);

	fd = dev_open();
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_ATTACH };
	is(legacy(fd, NIOCREGIF, "vale0:nm0", &nmr), 0, "attach an interface");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_POLLING_OFF };
	is(legacy(fd, NIOCREGIF, "vale0:nm0", &nmr), -EINVAL, "polling off when it is not on");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_POLLING_ON, .nr_ringid = 1, .nr_arg1 = 1 };
	is(legacy(fd, NIOCREGIF, "vale0:nm0", &nmr), 0, "polling on");
	is(legacy(fd, NIOCREGIF, "vale0:nm0", &nmr), -EBUSY, "again");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_POLLING_OFF };
	is(legacy(fd, NIOCREGIF, "vale0:nm0", &nmr), 0, "and off");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_DETACH };
	is(legacy(fd, NIOCREGIF, "vale0:nm0", &nmr), 0, "detach it");
	close(fd);
	sh("ip link del nm0");
}

int main(void)
{
	static const uint16_t unknown[] = { NETMAP_BDG_REGOPS, NETMAP_PT_HOST_CREATE, NETMAP_PT_HOST_DELETE, 13, 65535 };
	struct nmreq nmr;
	struct port p, q;
	unsigned int i;
	int fd;

	for (i = 11; i <= 16; i++) {
		fd = dev_open();
		nmr = (struct nmreq) { .nr_version = i };
		is(legacy(fd, NIOCREGIF, "vale0:a", &nmr), i < 14 ? -EINVAL : 0, "NIOCREGIF of version %u", i);
		close(fd);
	}
	fd = dev_open();
	nmr = (struct nmreq) { .nr_arg3 = 10 };
	is(legacy(fd, NIOCREGIF, "vale0:a", &nmr), 0, "NIOCREGIF");
	ok(nmr.nr_tx_rings == 1 && nmr.nr_rx_rings == 1 && nmr.nr_tx_slots == 1024 && nmr.nr_rx_slots == 1024, "counts");
	ok(nmr.nr_arg2 >= 2 && nmr.nr_arg3 == 10, "memory id and extra buffers");
	is(nmr.nr_memsize, 42369024 + 10 * 2048, "size of the region");
	p = (struct port) { .fd = fd, .reg = { .nr_memsize = nmr.nr_memsize } };
	p.mem = mmap(NULL, nmr.nr_memsize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	p.nifp = (struct netmap_if *)(p.mem + nmr.nr_offset);
	must_open(&q, "vale0:b");
	put(&p, 0xffff, 1, 60, 1);
	is(txsync(&p), 0, "txsync");
	is(take(&q, NULL), 1, "works together with a port of NIOCCTRL");
	is(legacy(fd, NIOCREGIF, "vale0:c", &nmr), -EBUSY, "a second time");
	port_close(&p);

	fd = dev_open();
	nmr = (struct nmreq) { .nr_ringid = NETMAP_HW_RING | NETMAP_NO_TX_POLL, .nr_tx_rings = 2, .nr_rx_rings = 2, .nr_tx_slots = 64 };
	is(legacy(fd, NIOCREGIF, "vale0:a", &nmr), 0, "one ring pair by nr_ringid, no push on poll");
	p = (struct port) { .fd = fd, .reg = { .nr_memsize = nmr.nr_memsize } };
	p.mem = mmap(NULL, nmr.nr_memsize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	p.nifp = (struct netmap_if *)(p.mem + nmr.nr_offset);
	ok(tx_ring(&p, 0) && !tx_ring(&p, 1), "ring 0 and not ring 1");
	is(nmr.nr_ringid, NETMAP_HW_RING | NETMAP_NO_TX_POLL, "nr_ringid comes back as it was");
	put(&p, 0xffff, 1, 60, 1);
	poll_port(&p, POLLIN, 0);
	is(take(&q, NULL), 0, "poll for POLLIN sends nothing");
	port_close(&p);

	fd = dev_open();
	nmr = (struct nmreq) { .nr_ringid = NETMAP_DO_RX_POLL, .nr_arg2 = 1 };
	is(legacy(fd, NIOCREGIF, "vale0:a", &nmr), 0, "all rings, refreshed on every poll, in region 1");
	is(nmr.nr_arg2, 1, "which it is in");
	p = (struct port) { .fd = fd, .reg = { .nr_memsize = nmr.nr_memsize } };
	p.mem = mmap(NULL, nmr.nr_memsize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	p.nifp = (struct netmap_if *)(p.mem + nmr.nr_offset);
	send_frame(&q, 0xffff, 2, 60, 1);
	is(ring_space(rx_ring(&p, 0)), 0, "before a poll nothing is seen to have arrived");
	is(poll_port(&p, POLLOUT, 0), POLLOUT, "poll for POLLOUT");
	is(ring_space(rx_ring(&p, 0)), 1, "shows what has");
	port_close(&p);

	fd = dev_open();
	nmr = (struct nmreq) { 0 };
	is(legacy(fd, NIOCREGIF, "vale0:abcdefghij", &nmr), 0, "a name of 16 bytes, of which the last is lost");
	ok(is_open("vale0:abcdefghi") && !is_open("vale0:abcdefghij"), "names have 15");
	close(fd);

	fd = dev_open();
	nmr = (struct nmreq) { .nr_flags = NR_REG_PIPE_SLAVE, .nr_ringid = 3 };
	is(legacy(fd, NIOCREGIF, "lp", &nmr), 0, "the slave of a pipe, by mode and number");
	ok(is_open("lp}3"), "is lp}3");
	ok(nmr.nr_flags == NR_REG_PIPE_SLAVE && nmr.nr_ringid == 3 && !strcmp(nmr.nr_name, "lp"), "and comes back as it was");
	close(fd);

	fd = dev_open();
	nmr = (struct nmreq) { .nr_ringid = NETMAP_SW_RING };
	is(legacy(fd, NIOCREGIF, "vale0:a", &nmr), -EINVAL, "host rings of a VALE port");
	nmr = (struct nmreq) { .nr_flags = NR_REG_ONE_NIC, .nr_ringid = 5 };
	is(legacy(fd, NIOCREGIF, "vale0:a", &nmr), -EINVAL, "a ring there is not");
	nmr = (struct nmreq) { 0 };
	is(legacy(fd, NIOCGINFO, "vale0:b", &nmr), 0, "NIOCGINFO");
	ok(nmr.nr_tx_slots == 1024 && nmr.nr_rx_rings == 1 && nmr.nr_memsize == 42369024 && nmr.nr_arg2 == q.reg.nr_mem_id, "its answer");
	is(legacy(fd, NIOCGINFO, "nosuchif", &nmr), -ENXIO, "of an interface there is not");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_LIST };
	is(legacy(fd, NIOCREGIF, "vale0:b", &nmr), 0, "list by name");
	ok(nmr.nr_arg1 == 0 && nmr.nr_arg2 == 1, "indexes");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_VNET_HDR, .nr_arg1 = 10 };
	is(legacy(fd, NIOCREGIF, "vale0:b", &nmr), 0, "set the virtio header");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_VNET_HDR_GET };
	is(legacy(fd, NIOCREGIF, "vale0:b", &nmr), 0, "get it");
	is(nmr.nr_arg1, 10, "as it was set");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_NEWIF };
	is(legacy(fd, NIOCREGIF, "vale0:b", &nmr), -EINVAL, "an interface with a name of a switch");
	is(legacy(fd, NIOCREGIF, "nmv0", &nmr), 0, "a persistent port");
	is(legacy(fd, NIOCREGIF, "nmv0", &nmr), -EEXIST, "again");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_ATTACH };
	is(legacy(fd, NIOCREGIF, "vale0:nmv0", &nmr), 0, "attach it");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_DELIF };
	is(legacy(fd, NIOCREGIF, "nmv0", &nmr), -EBUSY, "delete it while it is attached");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_DETACH };
	is(legacy(fd, NIOCREGIF, "vale0:nmv0", &nmr), 0, "detach it");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_ATTACH, .nr_arg1 = NETMAP_BDG_HOST };
	is(legacy(fd, NIOCREGIF, "vale0:nmv0", &nmr), 0, "attach it with its host");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_LIST };
	is(legacy(fd, NIOCREGIF, "vale0:nmv0^", &nmr), 0, "which is a port, too");
	ok(nmr.nr_arg2 != 255, "with an index");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_DETACH };
	is(legacy(fd, NIOCREGIF, "vale0:nmv0", &nmr), 0, "detach both");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_DELIF };
	is(legacy(fd, NIOCREGIF, "nmv0", &nmr), 0, "delete it");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_NEWIF, .nr_tx_slots = 100, .nr_rx_slots = 200, .nr_tx_rings = 2, .nr_rx_rings = 1, .nr_arg2 = 1 };
	is(legacy(fd, NIOCREGIF, "nmv1", &nmr), 0, "one with sizes and a region of choice");
	nmr = (struct nmreq) { 0 };
	is(legacy(fd, NIOCGINFO, "nmv1", &nmr), 0, "NIOCGINFO");
	ok(nmr.nr_tx_slots == 100 && nmr.nr_rx_slots == 200 && nmr.nr_tx_rings == 2 && nmr.nr_rx_rings == 1 && nmr.nr_arg2 == 1, "they are as asked for");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_DELIF };
	is(legacy(fd, NIOCREGIF, "nmv1", &nmr), 0, "delete it");
	nmr = (struct nmreq) { .nr_cmd = NETMAP_BDG_POLLING_ON };
	is(legacy(fd, NIOCREGIF, "vale0:nmv0", &nmr), -ENXIO, "polling on what is not attached");
	interface();
	for (i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		nmr = (struct nmreq) { .nr_cmd = unknown[i] };
		is(legacy(fd, NIOCREGIF, "vale0:b", &nmr), -EINVAL, "command %u is unknown", unknown[i]);
	}
	close(fd);
	port_close(&q);
	return done();
}
