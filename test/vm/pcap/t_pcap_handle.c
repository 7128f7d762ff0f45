/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Handles of libnetmap-pcap.so, in a program that is linked with it: names that are refused and how, what may be done before and
 * after activation, errors, the list of devices, dump files, libpcap's own handles beside ours, dlopen.
 */
#include "pct.h"
#include <dlfcn.h>

static void names(void)
{
	static const struct { const char *name, *says; } bad[] = {
		{ "netmap:", "no port is named" },
		{ "netmap:^", "no port is named" },
		{ "netmap:eth0/q", "no flag 'q'" },
		{ "netmap:eth0/TR", "exclude" },
		{ "vale0:a/z", "say what" },
		{ "netmap:eth0^x", "says no rings" },
		{ "netmap:eth0*1", "says no rings" },
		{ "vale0:a@", "no memory region" },
		{ "vale0:a@0", "no memory region" },
		{ "vale0:a@65536", "no memory region" },
		{ "vale0:a@99999999999999999999", "no memory region" },
		{ "netmap:an_interface_with_a_long_name", "at most 15" },
		{ "vale0:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "at most 63" },
		{ "vale0:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
		  "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "at most 63" },
	};
	static const struct { const char *name; int status; const char *says; } refused[] = {
		{ "netmap:nosuch", PCAP_ERROR_NO_SUCH_DEVICE, "there is no interface nosuch" },
		{ "netmap:nm0-7", PCAP_ERROR, "no such rings" },
		{ "netmap:lo", PCAP_ERROR, "netmap:lo" },
		{ "vale0:a^", PCAP_ERROR, "no such rings" },
		{ "vale0:a@77", PCAP_ERROR, "memory region" },
		{ "vale0:a/r", PCAP_ERROR, "nothing to monitor" },
		{ "netmap:x{", PCAP_ERROR, "no port can have this name" },
	};
	unsigned int i;
	pcap_t *p;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		p = pcap_create(bad[i].name, errbuf);
		if (ok(!p, "no handle for %.60s", bad[i].name))
			says(errbuf, bad[i].says, "reason");
	}
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		p = pcap_create(refused[i].name, errbuf);
		if (!ok(p != NULL, "a handle for %s", refused[i].name))
			continue;
		is(pcap_activate(p), refused[i].status, "is not activated");
		says(pcap_geterr(p), refused[i].says, "reason");
		is(pcap_datalink(p), PCAP_ERROR_NOT_ACTIVATED, "and is as before");
		pcap_close(p);
		ok(!pcap_open_live(refused[i].name, 100, 0, 0, errbuf), "nor opened");
		says(errbuf, refused[i].says, "reason");
	}
	sh("ip link set nm0 down");
	p = pcap_create("netmap:nm0", errbuf);
	is(pcap_activate(p), PCAP_ERROR_IFACE_NOT_UP, "an interface that is down");
	says(pcap_geterr(p), "ip link set nm0 up", "remedy");
	sh("ip link set nm0 up");
	is(pcap_activate(p), 0, "the same handle when it is up");
	pcap_close(p);
	p = must_live("vale0:a", 0);
	ok(!pcap_open_live("vale0:a/x", 100, 0, 0, errbuf), "exclusively a port that is in use");
	says(errbuf, "in use", "reason");
	pcap_close(p);
}

static void suffixes(void)
{
	static const char *const good[] = { "netmap:nm0", "netmap:nm0-0", "netmap:nm0^", "netmap:nm0^0", "netmap:nm0*", "netmap:nm0@1", "netmap:nm0/x",
					    "netmap:nm0-0@1/R", "netmap:nm0/T", "vale1:", "vale_a:b", "netmap:vale0:b", "vale0:p{1", "netmap:q}z" };
	unsigned int i;

	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		pcap_t *p = pcap_open_live(good[i], 100, 0, 0, errbuf);

		if (ok(p != NULL, "%s can be opened%s%s", good[i], p ? "" : ": ", p ? "" : errbuf))
			pcap_close(p);
	}
}

static void before_and_after(void)
{
	pcap_t *p = pcap_create("vale0:a", errbuf);
	struct bpf_program program;
	struct pcap_pkthdr *header;
	struct pcap_stat stat;
	const u_char *data;
	int *list, i;

	ok(p != NULL, "a handle");
	is(pcap_can_set_rfmon(p), 0, "no monitor mode");
	is(pcap_snapshot(p), PCAP_ERROR_NOT_ACTIVATED, "before activation: pcap_snapshot");
	is(pcap_datalink(p), PCAP_ERROR_NOT_ACTIVATED, "pcap_datalink");
	is(pcap_list_datalinks(p, &list), PCAP_ERROR_NOT_ACTIVATED, "pcap_list_datalinks");
	is(pcap_set_datalink(p, DLT_EN10MB), PCAP_ERROR_NOT_ACTIVATED, "pcap_set_datalink");
	is(pcap_stats(p, &stat), PCAP_ERROR_NOT_ACTIVATED, "pcap_stats");
	is(pcap_dispatch(p, 1, count, NULL), PCAP_ERROR_NOT_ACTIVATED, "pcap_dispatch");
	is(pcap_loop(p, 1, count, NULL), PCAP_ERROR_NOT_ACTIVATED, "pcap_loop");
	is(pcap_next_ex(p, &header, &data), PCAP_ERROR_NOT_ACTIVATED, "pcap_next_ex");
	is(inject(p, 1, 2, 60, 0), PCAP_ERROR_NOT_ACTIVATED, "pcap_inject");
	is(pcap_setdirection(p, PCAP_D_IN), PCAP_ERROR_NOT_ACTIVATED, "pcap_setdirection");
	is(pcap_compile(p, &program, "ip", 1, 0), PCAP_ERROR_NOT_ACTIVATED, "pcap_compile");
	is(pcap_fileno(p), -1, "pcap_fileno");
	ok(!pcap_dump_open(p, "/tmp/none"), "pcap_dump_open");
	says(pcap_geterr(p), "pcap_activate", "reason");
	pcap_breakloop(p);
	is(pcap_setnonblock(p, 1, errbuf), 0, "non-blocking may be set");
	is(pcap_getnonblock(p, errbuf), 1, "and asked");

	is(pcap_set_snaplen(p, 96), 0, "snapshot length");
	is(pcap_set_promisc(p, 1), 0, "promiscuous");
	is(pcap_set_timeout(p, 100), 0, "timeout");
	is(pcap_set_immediate_mode(p, 1), 0, "immediate mode");
	is(pcap_set_buffer_size(p, 64 * 2048), 0, "buffer size");
	is(pcap_set_protocol_linux(p, 3), 0, "protocol");
	is(pcap_set_tstamp_type(p, PCAP_TSTAMP_HOST), 0, "the host's time stamps");
	is(pcap_set_tstamp_type(p, PCAP_TSTAMP_ADAPTER), PCAP_WARNING_TSTAMP_TYPE_NOTSUP, "no other ones");
	is(pcap_set_tstamp_precision(p, 7), PCAP_ERROR_TSTAMP_PRECISION_NOTSUP, "a precision there is not");
	is(pcap_set_tstamp_precision(p, PCAP_TSTAMP_PRECISION_NANO), 0, "nanoseconds");
	is(pcap_get_tstamp_precision(p), PCAP_TSTAMP_PRECISION_NANO, "are told");
	is(pcap_list_tstamp_types(p, &list), 1, "there is one kind of time stamps");
	is(list[0], PCAP_TSTAMP_HOST, "the host's");
	pcap_free_tstamp_types(list);
	is(pcap_set_rfmon(p, 1), 0, "monitor mode is asked for");
	is(pcap_activate(p), PCAP_ERROR_RFMON_NOTSUP, "and refused");
	pcap_set_rfmon(p, 0);

	is(pcap_activate(p), 0, "activation");
	is(pcap_activate(p), PCAP_ERROR_ACTIVATED, "only once");
	is(pcap_set_snaplen(p, 1000), PCAP_ERROR_ACTIVATED, "after it: pcap_set_snaplen");
	is(pcap_set_timeout(p, 1), PCAP_ERROR_ACTIVATED, "pcap_set_timeout");
	is(pcap_set_buffer_size(p, 1), PCAP_ERROR_ACTIVATED, "pcap_set_buffer_size");
	says(pcap_geterr(p), "vale0:a", "reason");
	is(pcap_snapshot(p), 96, "pcap_snapshot");
	is(pcap_datalink(p), DLT_EN10MB, "pcap_datalink");
	is(pcap_datalink_ext(p), 0, "pcap_datalink_ext");
	is(pcap_list_datalinks(p, &list), 1, "pcap_list_datalinks");
	is(list[0], DLT_EN10MB, "has Ethernet");
	pcap_free_datalinks(list);
	is(pcap_set_datalink(p, DLT_EN10MB), 0, "which may be set");
	is(pcap_set_datalink(p, DLT_IEEE802_11), PCAP_ERROR, "and no other");
	ok(pcap_geterr(p)[0], "with a reason: %s", pcap_geterr(p));
	is(pcap_setdirection(p, 17), PCAP_ERROR, "a direction there is not");
	is(pcap_is_swapped(p), 0, "what only files have");
	ok(!pcap_file(p), "is not there");
	ok(!pcap_get_required_select_timeout(p), "select needs no timeout");
	ok(pcap_fileno(p) >= 0 && pcap_fileno(p) == pcap_get_selectable_fd(p), "descriptor");
	is(pcap_dispatch(p, -1, count, NULL), PCAP_ERROR_BREAK, "the break from before");
	is(pcap_dispatch(p, -1, count, NULL), 0, "once, and it is non-blocking");
	is(pcap_compile(p, &program, "this is no filter", 1, 0), PCAP_ERROR, "a filter that is none");
	says(pcap_geterr(p), "syntax error", "reason");
	program = (struct bpf_program){ 0 };
	is(pcap_setfilter(p, &program), PCAP_ERROR, "a program without instructions");
	program = (struct bpf_program){ 1, (struct bpf_insn[]){ { BPF_JMP | BPF_JA, 0, 0, 9 } } };
	is(pcap_setfilter(p, &program), PCAP_ERROR, "a program that jumps out of itself");
	says(pcap_geterr(p), "no valid filter", "reason");
	pcap_close(p);

	p = pcap_open_live("vale0:a", 0, 0, 0, errbuf);
	is(pcap_snapshot(p), 262144, "snapshot length 0 is the most");
	pcap_close(p);
	pcap_close(pcap_create("vale0:a", errbuf));
	for (i = 0; i < 3; i++)
		pcap_close(must_live("vale0:a", 0));
	ok(true, "handles are closed in any state");
}

static void many(void)
{
	pcap_t *p[40], *dead = pcap_open_dead(DLT_RAW, 100);
	int i, wrong = 0;
	char name[32];

	for (i = 0; i < 40; i++) {
		snprintf(name, sizeof(name), "vale%d:p", i);
		p[i] = must_live(name, 0);
	}
	for (i = 0; i < 40; i++)
		wrong += pcap_datalink(p[i]) != DLT_EN10MB || pcap_fileno(p[i]) < 0;
	is(wrong, 0, "forty handles");
	is(pcap_datalink(dead), DLT_RAW, "one of libpcap's own among them");
	for (i = 0; i < 40; i += 2)
		pcap_close(p[i]);
	for (i = 1; i < 40; i += 2)
		wrong += pcap_fileno(p[i]) < 0;
	is(wrong, 0, "half of them closed");
	for (i = 0; i < 40; i += 2) {
		snprintf(name, sizeof(name), "vale%d:q", i);
		p[i] = must_live(name, 0);
	}
	for (i = 0; i < 40; i++)
		pcap_close(p[i]);
	pcap_close(dead);
}

static const pcap_if_t *device(const pcap_if_t *list, const char *name)
{
	while (list && strcmp(list->name, name))
		list = list->next;
	return list;
}

static void devices(void)
{
	pcap_if_t *list;
	pcap_t *p = must_live("vale0:a", 0), *m;
	bpf_u_int32 net = 1, mask = 1;

	is(pcap_findalldevs(&list, errbuf), 0, "the list of devices");
	ok(device(list, "nm0") && device(list, "lo"), "has libpcap's");
	ok(device(list, "netmap:nm0") && device(list, "netmap:nm1"), "interfaces as netmap ports");
	ok(!device(list, "netmap:lo"), "of Ethernet only");
	ok(device(list, "vale0:a/rt"), "and ports of switches");
	m = pcap_open_live("vale0:a/rt", 100, 0, 0, errbuf);
	if (ok(m != NULL, "which can be opened as they are named"))
		pcap_close(m);
	pcap_freealldevs(list);
	pcap_freealldevs(NULL);
	pcap_close(p);

	sh("ip addr add 10.1.2.3/24 dev nm0");
	is(pcap_lookupnet("netmap:nm0", &net, &mask, errbuf), 0, "the network of an interface");
	ok(net == htonl(0x0a010200) && mask == htonl(0xffffff00), "is the interface's");
	is(pcap_lookupnet("vale0:a", &net, &mask, errbuf), 0, "that of a VALE port");
	ok(!net && !mask, "is none");
	is(pcap_lookupnet("netmap:nosuch", &net, &mask, errbuf), PCAP_ERROR, "of no interface");
	ok(errbuf[0], "reason: %s", errbuf);
	sh("ip addr del 10.1.2.3/24 dev nm0");
}

static void dump(void)
{
	pcap_t *p = pcap_create("vale0:a", errbuf), *q = must_live("vale0:b", PATIENCE), *f;
	struct pcap_pkthdr *header;
	pcap_dumper_t *dumper;
	const u_char *data;
	uint32_t magic = 0;
	FILE *file;

	pcap_set_snaplen(p, 64);
	pcap_set_tstamp_precision(p, PCAP_TSTAMP_PRECISION_NANO);
	is(pcap_activate(p), 0, "a handle with nanoseconds");
	ok(!pcap_dump_open(p, "/nosuch/file"), "a dump file that cannot be");
	says(pcap_geterr(p), "/nosuch/file", "reason");
	dumper = pcap_dump_open(p, "/tmp/dump");
	ok(dumper != NULL, "a dump file");
	is(inject(q, 1, 2, 100, 5), 100, "a packet");
	is(pcap_loop(p, 1, pcap_dump, (u_char *)dumper), 0, "goes there");
	pcap_dump_close(dumper);
	dumper = pcap_dump_open_append(p, "/tmp/dump");
	ok(dumper != NULL, "and one more");
	inject(q, 1, 2, 40, 6);
	is(pcap_loop(p, 1, pcap_dump, (u_char *)dumper), 0, "behind it");
	pcap_dump_close(dumper);
	file = fopen("/tmp/dump", "r");
	ok(file && fread(&magic, 4, 1, file) == 1 && magic == 0xa1b23c4d, "the file has nanoseconds");
	fclose(file);
	f = pcap_open_offline("/tmp/dump", errbuf);
	if (ok(f != NULL, "libpcap reads it, through this library")) {
		is(pcap_snapshot(f), 64, "snapshot length");
		is(pcap_datalink(f), DLT_EN10MB, "link type");
		is(pcap_next_ex(f, &header, &data), 1, "first packet");
		ok(header->caplen == 64 && header->len == 100 && frame_good((const char *)data, 64, 5), "as it was");
		ok(header->ts.tv_sec > 1700000000 && header->ts.tv_usec < 1000000, "with its time");
		is(pcap_next_ex(f, &header, &data), 1, "second packet");
		ok(header->caplen == 40 && header->len == 40 && frame_good((const char *)data, 40, 6), "as it was");
		is(pcap_next_ex(f, &header, &data), PCAP_ERROR_BREAK, "no more");
		pcap_close(f);
	}
	pcap_close(p);
	pcap_close(q);
}

/* Names of libpcap's own are its own. */
static void falls_through(void)
{
	pcap_t *p = pcap_open_live("nm1", 100, 0, 10, errbuf), *q = pcap_open_live("nm0", 100, 0, 10, errbuf);
	struct pcap_pkthdr *header;
	struct pcap_stat stat;
	const u_char *data;
	int i, n = 0;

	ok(p && q, "interfaces of the kernel, by libpcap");
	ok(!pcap_open_live("nosuch", 100, 0, 10, errbuf), "one there is not");
	says(errbuf, "nosuch", "libpcap's reason");
	set_filter(p, "ether proto 0x88b5");
	is(inject(q, 1, 2, 100, 7), 100, "sends");
	for (i = 0; i < 100 && n == 0; i++)
		n = pcap_next_ex(p, &header, &data);
	ok(n == 1 && header->len == 100 && frame_good((const char *)data, 100, 7), "receives");
	is(pcap_stats(p, &stat), 0, "counts");
	is(stat.ps_recv, 1, "one packet");
	pcap_close(p);
	pcap_close(q);
	p = pcap_open_dead(DLT_EN10MB, 100);
	is(inject(p, 1, 2, 100, 7), PCAP_ERROR, "a dead handle of the program's own is dead");
	pcap_close(p);
}

/* As programs do that load libpcap while they run. */
static void loaded(void)
{
	void *h = dlopen("libpcap.so.0.8", RTLD_NOW);
	const char *(*version)(void);

	if (!ok(h != NULL, "dlopen of libpcap"))
		return;
	ok(dlsym(h, "pcap_create") == (void *)pcap_create, "gives this library's functions");
	version = (const char *(*)(void))dlsym(h, "pcap_lib_version");
	ok(version && strstr(version(), "libpcap"), "and libpcap's: %s", version ? version() : "");
	is(dlclose(h), 0, "dlclose");
	h = dlopen("only_on_my_runpath.so", RTLD_NOW);
	ok(h != NULL, "dlopen of another library looks along the program's RUNPATH%s%s", h ? "" : ": ", h ? "" : dlerror());
	ok(!dlopen("libnosuch.so", RTLD_NOW), "and fails if there is none");
	ok(dlopen(NULL, RTLD_NOW) != NULL, "dlopen of the program itself");
}

int main(void)
{
	make_pair("nm0", "nm1");
	names();
	suffixes();
	before_and_after();
	many();
	devices();
	dump();
	falls_through();
	loaded();
	sh("ip link del nm0");
	return done();
}
