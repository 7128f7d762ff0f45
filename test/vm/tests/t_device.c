/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The device and the form of requests: what an unbound descriptor does, and how bad requests are refused. */
#include "nmt.h"
#include <net/netmap_abi_check.h>

static void unbound(void)
{
	int fd = dev_open();
	struct pollfd pfd = { .fd = fd, .events = POLLIN | POLLOUT };
	char byte = 0;

	is(ioctl(fd, NIOCTXSYNC) ? -errno : 0, -ENXIO, "txsync unbound");
	is(ioctl(fd, NIOCRXSYNC) ? -errno : 0, -ENXIO, "rxsync unbound");
	ok(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED && errno == EINVAL, "mmap unbound is EINVAL");
	is(poll(&pfd, 1, 1000), 1, "poll unbound comes back at once");
	ok(pfd.revents & POLLERR, "poll unbound is POLLERR");
	is(read(fd, &byte, 1) < 0 ? -errno : 0, -EINVAL, "read");
	is(write(fd, &byte, 1) < 0 ? -errno : 0, -EINVAL, "write");
	is(ioctl(fd, 0x1234, &byte) ? -errno : 0, -EOPNOTSUPP, "unknown ioctl");
	is(ioctl(fd, NIOCCONFIG, &byte) ? -errno : 0, -EOPNOTSUPP, "NIOCCONFIG");
	close(fd);
}

static int request(int fd, uint16_t version, uint16_t type, uint32_t reserved, void *body)
{
	struct nmreq_header hdr = { .nr_version = version, .nr_reqtype = type, .nr_reserved = reserved, .nr_body = (uintptr_t)body };

	strcpy(hdr.nr_name, "vale0:a");
	return ioctl(fd, NIOCCTRL, &hdr) ? -errno : 0;
}

static void bad_requests(void)
{
	struct nmreq_port_info_get info = { 0 };
	int fd = dev_open();

	is(request(fd, 13, NETMAP_REQ_PORT_INFO_GET, 0, &info), -EINVAL, "version 13");
	is(request(fd, 14, NETMAP_REQ_PORT_INFO_GET, 0, &info), 0, "version 14");
	info.nr_mem_id = 0;
	is(request(fd, 15, NETMAP_REQ_PORT_INFO_GET, 0, &info), 0, "version 15");
	is(request(fd, 16, NETMAP_REQ_PORT_INFO_GET, 0, &info), -EINVAL, "version 16");
	is(request(fd, 14, NETMAP_REQ_PORT_INFO_GET, 1, &info), -EINVAL, "reserved not 0");
	is(request(fd, 14, 0, 0, &info), -EINVAL, "type 0");
	is(request(fd, 14, 16, 0, &info), -EINVAL, "type 16");
	is(request(fd, 14, 0xffff, 0, &info), -EINVAL, "type 65535");
	is(request(fd, 14, NETMAP_REQ_REGISTER, 0, NULL), -EINVAL, "no body");
	is(request(fd, 14, NETMAP_REQ_REGISTER, 0, (void *)16), -EFAULT, "unreadable body");
	is(ioctl(fd, NIOCCTRL, (void *)16) ? -errno : 0, -EFAULT, "unreadable header");
	is(ioctl(fd, NIOCREGIF, (void *)16) ? -errno : 0, -EFAULT, "unreadable nmreq");
	is(ioctl(fd, NIOCGINFO, (void *)16) ? -errno : 0, -EFAULT, "unreadable nmreq of NIOCGINFO");
	is(request(fd, 14, NETMAP_REQ_CSB_ENABLE, 0, NULL), -EINVAL, "CSB_ENABLE without its option");
	close(fd);
}

/* How long the body of each request is: so much of it is read, and no more. */
static void body_sizes(void)
{
	static const int size[] = { [1] = 56, 32, 64, 8, 8, 8, 8, 16, 0, 16, 16, 64, 8, 0, 0 };
	char *page = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int type, fd = dev_open();

	munmap(page + 4096, 4096);
	for (type = 1; type < 16; type++) {
		if (!size[type]) {
			ok(request(fd, 14, type, 0, (void *)16) != -EFAULT, "request %d has no body", type);
			continue;
		}
		is(request(fd, 14, type, 0, NULL), -EINVAL, "request %d without a body", type);
		is(request(fd, 14, type, 0, page + 4096 - size[type] + 1), -EFAULT, "with one that lacks a byte");
		ok(request(fd, 14, type, 0, page + 4096 - size[type]) != -EFAULT, "and with all %d", size[type]);
		close(fd);
		fd = dev_open();
		memset(page, 0, 4096);
	}
	close(fd);
	munmap(page, 4096);
}

/* An option that belongs to another request. */
static void misplaced_options(void)
{
	static const struct { uint16_t type; uint16_t option; } cases[] = {
		{ NETMAP_REQ_REGISTER, NETMAP_REQ_OPT_SYNC_KLOOP_EVENTFDS }, { NETMAP_REQ_REGISTER, NETMAP_REQ_OPT_SYNC_KLOOP_MODE },
		{ NETMAP_REQ_SYNC_KLOOP_START, NETMAP_REQ_OPT_EXTMEM }, { NETMAP_REQ_SYNC_KLOOP_START, NETMAP_REQ_OPT_CSB },
		{ NETMAP_REQ_SYNC_KLOOP_START, NETMAP_REQ_OPT_OFFSETS }, { NETMAP_REQ_PORT_INFO_GET, NETMAP_REQ_OPT_EXTMEM },
		{ NETMAP_REQ_PORT_INFO_GET, NETMAP_REQ_OPT_OFFSETS }, { NETMAP_REQ_VALE_ATTACH, NETMAP_REQ_OPT_OFFSETS },
	};
	/* As long as the longest body. */
	uint64_t body[8] = { 0 };
	struct nmreq_opt_extmem opt;
	unsigned int i;
	int fd = dev_open();

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		opt = (struct nmreq_opt_extmem) { .nro_opt = { .nro_reqtype = cases[i].option } };
		is(ctrl_opt(fd, cases[i].type, "vale0:a", body, &opt), -EOPNOTSUPP, "option %u with request %u", cases[i].option, cases[i].type);
		is(opt.nro_opt.nro_status, EOPNOTSUPP, "its status");
	}
	close(fd);
}

/* A request with its options has 4096 bytes at most. */
static void too_many_options(void)
{
	/* The header has 88, the body 32, an option 24. */
	enum { MOST = (4096 - 88 - 32) / 24 };
	static struct nmreq_option opt[MOST + 1];
	struct nmreq_port_info_get info = { 0 };
	int i, fd = dev_open();

	for (i = 0; i <= MOST; i++)
		opt[i] = (struct nmreq_option) { .nro_reqtype = 77, .nro_next = i < MOST ? (uintptr_t)&opt[i + 1] : 0 };
	is(ctrl_opt(fd, NETMAP_REQ_PORT_INFO_GET, "vale0:a", &info, opt), -EMSGSIZE, "%d options", MOST + 1);
	is(ctrl_opt(fd, NETMAP_REQ_PORT_INFO_GET, "vale0:a", &info, &opt[1]), -EOPNOTSUPP, "%d, which are all unknown", MOST);
	is(opt[MOST].nro_status, EOPNOTSUPP, "status of the last");
	close(fd);
}

static void options(void)
{
	struct nmreq_option unknown = { .nro_reqtype = 77, .nro_status = 1 }, circle = { .nro_reqtype = 77 };
	struct nmreq_opt_csb twice = { .nro_opt = { .nro_reqtype = NETMAP_REQ_OPT_CSB } };
	struct nmreq_opt_csb csb = { .nro_opt = { .nro_reqtype = NETMAP_REQ_OPT_CSB, .nro_next = (uintptr_t)&unknown } };
	struct nmreq_register reg = { .nr_mode = NR_REG_ALL_NIC };
	struct nmreq_port_info_get info = { 0 };
	int fd = dev_open();

	is(ctrl_opt(fd, NETMAP_REQ_REGISTER, "vale0:a", &reg, &unknown), -EOPNOTSUPP, "unknown option");
	is(unknown.nro_status, EOPNOTSUPP, "status of the unknown option");
	unknown.nro_status = 0;
	is(ctrl_opt(fd, NETMAP_REQ_REGISTER, "vale0:a", &reg, &csb), -EOPNOTSUPP, "an unknown one after one that is known");
	is(csb.nro_opt.nro_status, ECANCELED, "status of the known one");
	is(unknown.nro_status, EOPNOTSUPP, "status of the unknown one");
	twice.nro_opt.nro_next = (uintptr_t)&csb;
	csb.nro_opt.nro_next = 0;
	is(ctrl_opt(fd, NETMAP_REQ_REGISTER, "vale0:a", &reg, &twice), -EEXIST, "an option that is there twice");
	is(csb.nro_opt.nro_status, EEXIST, "status of the second");
	is(ctrl_opt(fd, NETMAP_REQ_PORT_INFO_GET, "vale0:a", &info, &csb), -EOPNOTSUPP, "option CSB where it does not belong");
	is(ctrl_opt(fd, NETMAP_REQ_REGISTER, "vale0:a", &reg, (void *)16), -EFAULT, "unreadable option");
	circle.nro_next = (uintptr_t)&circle;
	is(ctrl_opt(fd, NETMAP_REQ_REGISTER, "vale0:a", &reg, &circle), -EMSGSIZE, "endless list of options");
	is(ctrl(fd, NETMAP_REQ_REGISTER, "vale0:a", &reg), 0, "the descriptor can still be bound after that");
	close(fd);
}

static void names(void)
{
	static const struct { const char *name; int err; } cases[] = {
		{ "nosuchif", -ENXIO }, { "lo", -EINVAL }, { "", -ENXIO },
		{ "vale0", -ENOMEM }, { "vale-0:a", -ENOMEM }, { "vale0:abcdefghijklmnop", -ENOMEM }, { "vale0:lo", -EINVAL },
		{ "vale:a", 0 }, { "vale0:", 0 }, { "vale0:abcdefghijklmno", 0 }, { "valeX_9:p", 0 },
		{ "p{", -EINVAL }, { "p}", -EINVAL }, { "{1", -EINVAL }, { "p{a-b", -EINVAL }, { "p{1{2", -EINVAL },
		{ "p{1", 0 }, { "p}a_9Z", 0 }, { "vale0:a{x", 0 },
	};
	struct port p;
	unsigned int i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		is(port_open(&p, cases[i].name), cases[i].err, "open '%s'", cases[i].name);
		port_close(&p);
	}
}

static int open_mode(const char *name, uint32_t mode, uint16_t ring)
{
	struct port p = { .reg = { .nr_mode = mode, .nr_ringid = ring, .nr_tx_rings = 2, .nr_rx_rings = 2 } };
	int err = port_bind(&p, name);

	if (!err)
		ok(p.reg.nr_mode == mode && p.reg.nr_ringid == ring, "mode and ring id come back as they were");
	port_close(&p);
	return err;
}

static void modes(void)
{
	static const uint32_t bad[] = { 0, 2, 3, 5, 6, 7, 8, 9, 15, 16, 0xffffffff };
	static const char *const name[] = { "vale0:a", "q{1" };
	unsigned int i, k;
	struct port p = { .reg = { .nr_mode = NR_REG_NULL } };

	for (k = 0; k < 2; k++) {
		is(open_mode(name[k], NR_REG_ALL_NIC, 77), 0, "%s: all rings, the ring id does not matter", name[k]);
		is(open_mode(name[k], NR_REG_ONE_NIC, 0), 0, "%s: one ring pair", name[k]);
		is(open_mode(name[k], NR_REG_ONE_NIC, 2), -EINVAL, "%s: a ring pair there is not", name[k]);
		for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
			is(open_mode(name[k], bad[i], 0), -EINVAL, "%s: mode %u", name[k], bad[i]);
	}
	is(port_bind(&p, "free"), 0, "mode 7 on a free name");
	is(p.nifp->ni_tx_rings + p.nifp->ni_rx_rings, 0, "it has no rings");
	port_close(&p);
	p = (struct port) { .reg = { .nr_mode = NR_REG_NULL } };
	is(port_bind(&p, ""), -EINVAL, "mode 7 without a name");
}

static void binding(void)
{
	struct nmreq_register reg = { .nr_mode = NR_REG_ALL_NIC };
	struct port a, b;
	int fd;

	must_open(&a, "vale0:a");
	is(ctrl(a.fd, NETMAP_REQ_REGISTER, "vale0:b", &reg), -EBUSY, "a bound descriptor is not bound again");
	is(ctrl(a.fd, NETMAP_REQ_REGISTER, "nosuchif", &reg), -EBUSY, "whatever the name");
	fd = dup(a.fd);
	close(a.fd);
	a.fd = fd;
	is(txsync(&a), 0, "a copy of the descriptor keeps the binding");

	b = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_flags = NR_EXCLUSIVE } };
	is(port_bind(&b, "vale0:a"), -EBUSY, "exclusive open of a port that is open");
	port_close(&a);
	b = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_flags = NR_EXCLUSIVE } };
	is(port_bind(&b, "vale0:a"), 0, "exclusive open of a free port");
	is(port_open(&a, "vale0:a"), -EBUSY, "open of a port that is held exclusively");
	a = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_flags = NR_EXCLUSIVE } };
	is(port_bind(&a, "vale0:a"), -EBUSY, "exclusive open of it");
	port_close(&b);
	is(port_open(&a, "vale0:a"), 0, "and after its close");
	port_close(&a);

	a = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_flags = NR_TX_RINGS_ONLY } };
	is(port_bind(&a, "vale0:a"), 0, "transmit rings only");
	ok(tx_ring(&a, 0) && !rx_ring(&a, 0), "there is no receive ring then");
	is(rxsync(&a), 0, "and rxsync has nothing to do");
	port_close(&a);
	a = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_flags = NR_RX_RINGS_ONLY } };
	is(port_bind(&a, "vale0:a"), 0, "receive rings only");
	ok(!tx_ring(&a, 0) && rx_ring(&a, 0), "there is no transmit ring then");
	port_close(&a);
	a = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_flags = NR_RX_RINGS_ONLY | NR_TX_RINGS_ONLY } };
	is(port_bind(&a, "vale0:a"), -EINVAL, "both at once");
}

/* Why a request was refused is in the log, if somebody wants it there. */
static void trace(void)
{
	struct port p;
	int i;

	for (i = 0; i < 2; i++) {
		FILE *f = fopen("/sys/kernel/debug/dynamic_debug/control", "w");

		ok(f && fprintf(f, "module netmap %cp", i ? '-' : '+') > 0 && !fclose(f), "trace %s", i ? "off" : "on");
		is(port_open(&p, i ? "vale2:lo" : "vale1:lo"), -EINVAL, "a request that is refused");
		is(kernel_says(i ? "netmap: vale2:lo: lo is a network interface" : "netmap: vale1:lo: lo is a network interface"), !i,
		   "the log %s why", i ? "does not say" : "says");
	}
}

int main(void)
{
	unbound();
	bad_requests();
	body_sizes();
	misplaced_options();
	too_many_options();
	options();
	names();
	modes();
	binding();
	trace();
	return done();
}
