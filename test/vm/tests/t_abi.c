/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Facts of the interface that no other program here looks at: the device's file, what comes back unchanged, parameters of
 * the module, the time in rings, and what happens when the system has no memory left.
 */
#include "nics.h"
#include <sys/stat.h>
#include <sys/sysmacros.h>

static void device_file(void)
{
	struct stat st;

	is(stat("/dev/netmap", &st), 0, "/dev/netmap");
	ok(S_ISCHR(st.st_mode) && major(st.st_rdev) == 10, "is a device of the kind misc");
	is(st.st_mode & 0777, 0600, "for root alone");
}

static void headers(void)
{
	struct nmreq_port_info_get info = { 0 };
	struct nmreq_register reg = { .nr_mode = NR_REG_ONE_NIC, .nr_ringid = 1, .nr_flags = NR_EXCLUSIVE | NR_NO_TX_POLL | (1ULL << 40),
				      .nr_tx_rings = 2, .nr_rx_rings = 2 };
	struct nmreq_header hdr = { .nr_version = 15, .nr_reqtype = NETMAP_REQ_REGISTER, .nr_name = "vale0:a", .nr_body = (uintptr_t)&reg };
	struct nmreq_vale_list list = { 0 };
	int fd = dev_open();

	is(ioctl(fd, NIOCCTRL, &hdr), 0, "bind with version 15");
	is(hdr.nr_version, 15, "the version comes back as it was");
	is(reg.nr_flags, NR_EXCLUSIVE | NR_NO_TX_POLL | (1LL << 40), "and the flags, known or not");
	ok(reg.nr_mode == NR_REG_ONE_NIC && reg.nr_ringid == 1, "mode and ring id, too");
	close(fd);
	fd = dev_open();
	memset(hdr.nr_name, 'a', sizeof(hdr.nr_name));
	memcpy(hdr.nr_name, "vale0:", 6);
	is(ioctl(fd, NIOCCTRL, &hdr) ? -errno : 0, -ENOMEM, "a name without an end");
	is(ctrl(fd, NETMAP_REQ_PORT_INFO_GET, "vale0:new", &info), 0, "PORT_INFO_GET of a port there is not");
	ok(info.nr_memsize == 42369024 && info.nr_tx_slots == 1024 && info.nr_tx_rings == 1 && !info.nr_host_tx_rings, "tells how it would be");
	is(ctrl(fd, NETMAP_REQ_VALE_LIST, "", &list), -ENOENT, "and makes none");
	close(fd);
}

/* No libc knows these numbers for us: they are what binaries have. */
static void numbers(void)
{
	is(NIOCGINFO, 0xc03c6991, "NIOCGINFO");
	is(NIOCREGIF, 0xc03c6992, "NIOCREGIF");
	is(NIOCTXSYNC, 0x6994, "NIOCTXSYNC");
	is(NIOCRXSYNC, 0x6995, "NIOCRXSYNC");
	is(NIOCCONFIG, 0xc1106996, "NIOCCONFIG");
	is(NIOCCTRL, 0xc0586997, "NIOCCTRL");
}

static void flags_of_slots(void)
{
	struct port a, b, c;
	struct netmap_slot *s;

	must_open(&a, "vale0:a");
	must_open(&b, "vale0:b");
	must_open(&c, "vale0:c");
	send_frame(&b, 0xffff, 2, 60, 0);
	take(&a, NULL);
	take(&c, NULL);
	s = put(&a, 2, 1, 60, 1);
	s->flags = NS_REPORT | 3 << NS_PORT_SHIFT;
	txsync(&a);
	is(take(&b, NULL), 1, "a packet with NS_REPORT and a forced destination goes where its address says");
	is(take(&c, NULL), 0, "and not there");
	is(tx_ring(&a, 0)->tail, tx_ring(&a, 0)->head - 1, "its slot is back at once");
	port_close(&a);
	port_close(&b);
	port_close(&c);
}

static void timestamps(void)
{
	struct netmap_ring *r;
	struct timeval now;
	struct port p;

	must_open(&p, "vale0:a");
	r = rx_ring(&p, 0);
	set_param("no_timestamp", 1);
	rxsync(&p);
	is(r->ts.tv_sec, 0, "with no_timestamp a sync does not write the time");
	r->flags = NR_TIMESTAMP;
	rxsync(&p);
	gettimeofday(&now, NULL);
	ok(r->ts.tv_sec && llabs((now.tv_sec - r->ts.tv_sec) * 1000000LL + now.tv_usec - r->ts.tv_usec) < 60 * 1000000LL, "unless the ring asks for it");
	set_param("no_timestamp", 0);
	r->flags = 0;
	memset((void *)&r->ts, 0, sizeof(r->ts));
	rxsync(&p);
	ok(r->ts.tv_sec, "without it, always");
	port_close(&p);
}

static void forced_forwarding(void)
{
	struct port p = { .reg = { .nr_mode = NR_REG_NIC_SW } };
	int s0, s1;

	make_pair("nm0", "nm1");
	/* The first that is up has its link later, and sends nothing until then. */
	settle("nm0");
	s0 = packet_socket("nm0");
	s1 = packet_socket("nm1");
	is(port_bind(&p, "nm0"), 0, "bind all rings of an interface");
	set_param("fwd", 1);
	host_send(s1, 80, 1);
	is(ring_receive(&p, rx_ring(&p, 0), 1, PATIENCE), 80, "a packet from the wire");
	poll_port(&p, POLLIN, 0);
	is(host_receive(s0, 1, PATIENCE), 80, "with fwd, every released slot goes to the host, when the program polls");
	host_send(s0, 90, 2);
	is(ring_receive(&p, ring_at(&p, 3), 2, PATIENCE), 90, "a packet of the host");
	poll_port(&p, POLLIN, 0);
	is(host_receive(s1, 2, PATIENCE), 90, "goes to the wire");
	set_param("fwd", 0);
	host_send(s1, 81, 3);
	is(ring_receive(&p, rx_ring(&p, 0), 3, PATIENCE), 81, "without it");
	rxsync(&p);
	is(host_receive(s0, 3, 50), 0, "it does not");
	port_close(&p);
	close(s0);
	close(s1);
	sh("ip link del nm0");
}

static bool file_is(const char *file, const char *word)
{
	FILE *f = fopen(file, "r");
	char text[32] = "";

	if (f) {
		if (fscanf(f, "%31s", text) != 1)
			text[0] = 0;
		fclose(f);
	}
	return !strcmp(text, word);
}

static void parameters(void)
{
	/* With what they are at first. */
	static const struct { const char *name, *value; } writable[] = {
		{ "admode", "0" }, { "fwd", "N" }, { "generic_ringsize", "1024" }, { "generic_rings", "0" }, { "max_bridges", "0" }, { "no_timestamp", "N" },
		{ "if_num", "100" }, { "if_size", "1024" }, { "ring_num", "200" }, { "ring_size", "36864" }, { "buf_num", "163840" }, { "buf_size", "2048" },
		{ "priv_if_num", "2" }, { "priv_if_size", "1024" }, { "priv_ring_num", "4" }, { "priv_ring_size", "20480" },
		{ "priv_buf_num", "4098" }, { "priv_buf_size", "2048" },
	};
	static const char *const fixed[] = { "if_curr_num", "if_curr_size", "ring_curr_num", "ring_curr_size", "buf_curr_num", "buf_curr_size" };
	struct nmreq_register reg = { .nr_mode = NR_REG_ALL_NIC };
	char file[128], name[32];
	struct port p[4];
	struct stat st;
	unsigned int i;

	for (i = 0; i < sizeof(writable) / sizeof(writable[0]); i++) {
		snprintf(file, sizeof(file), "/sys/module/netmap/parameters/%s", writable[i].name);
		ok(!stat(file, &st) && (st.st_mode & 0777) == 0644, "parameter %s", writable[i].name);
		ok(file_is(file, writable[i].value), "is %s", writable[i].value);
	}
	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		snprintf(file, sizeof(file), "/sys/module/netmap/parameters/%s", fixed[i]);
		ok(!stat(file, &st) && (st.st_mode & 0777) == 0444, "parameter %s, which is only to read", fixed[i]);
	}
	set_param("max_bridges", 3);
	for (i = 0; i < 4; i++) {
		snprintf(name, sizeof(name), "vale%u:a", i);
		is(port_open(&p[i], name), i < 3 ? 0 : -ENOMEM, "with max_bridges 3, switch %u", i + 1);
	}
	for (i = 0; i < 3; i++)
		port_close(&p[i]);
	set_param("max_bridges", 0);
	/* A region that NIOCREGIF has no words for. */
	set_param("priv_buf_num", 3 << 20);
	p[0].fd = dev_open();
	is(ctrl(p[0].fd, NETMAP_REQ_REGISTER, "vale0:big", &reg), 0, "a region of more than 4 GiB");
	ok(reg.nr_memsize > 6ULL << 30, "is described by NIOCCTRL");
	p[1].fd = dev_open();
	is(ioctl(p[1].fd, NIOCREGIF, &(struct nmreq) { .nr_name = "vale0:big", .nr_version = NETMAP_API }) ? -errno : 0, -EOVERFLOW, "and not by NIOCREGIF");
	close(p[0].fd);
	close(p[1].fd);
	set_param("priv_buf_num", 4098);
}

static void no_memory(void)
{
	enum { MANY = 200 };
	static struct port p[MANY];
	struct port q;
	long before, after;
	char name[32];
	int i, err = 0;

	before = file_number("/proc/meminfo", "MemAvailable:");
	for (i = 0; i < MANY && !err; i++) {
		snprintf(name, sizeof(name), "vale%d:a", i);
		err = port_open_size(&p[i], name, 4096, 16);
	}
	is(err, -ENOMEM, "ports until the memory is used up (%d of 256 MB)", i - 1);
	ok(kernel_says("cannot allocate memory for pool buf"), "the kernel's log says what there was no memory for");
	while (--i >= 0)
		port_close(&p[i]);
	/* Some of it comes back a moment later. */
	for (i = 0; after = file_number("/proc/meminfo", "MemAvailable:"), before - after >= 50 * 1024 && i < PATIENCE / 100; i++)
		usleep(100000);
	ok(before - after < 50 * 1024, "all of it is back afterwards (%ld kB less)", before - after);
	must_open(&q, "vale0:a");
	is(txsync(&q), 0, "and a port works");
	port_close(&q);
}

int main(void)
{
	device_file();
	numbers();
	headers();
	flags_of_slots();
	timestamps();
	forced_forwarding();
	parameters();
	no_memory();
	return done();
}
