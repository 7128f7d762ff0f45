/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Packets through libnetmap-pcap.so: to and from VALE ports, pipes, interfaces and monitors; filters, limits, waiting and what ends it,
 * statistics; bad lengths, full rings, interfaces that go.
 */
#include "pct.h"
#include <pthread.h>
#include <signal.h>
#include <sys/select.h>

static void capture(void)
{
	pcap_t *a = must_live("vale0:a", PATIENCE), *b = must_live("vale0:b", PATIENCE);
	struct seen s = { .seed = 1 };
	struct pcap_pkthdr h, *header;
	const u_char *data;
	struct timeval now;
	int i;

	is(inject(a, 0xffff, 1, 100, 1), 100, "pcap_inject gives the length");
	is(pcap_next_ex(b, &header, &data), 1, "pcap_next_ex");
	ok(header->len == 100 && header->caplen == 100 && frame_good((const char *)data, 100, 1), "the packet");
	gettimeofday(&now, NULL);
	ok(header->ts.tv_sec <= now.tv_sec && header->ts.tv_sec > now.tv_sec - PATIENCE / 1000 && header->ts.tv_usec < 1000000, "its time");
	is(pcap_sendpacket(a, (const u_char *)"\xff\xff\xff\xff\xff\xff\2\0\0\0\0\1\x88\xb5", 14), 0, "pcap_sendpacket");
	data = pcap_next(b, &h);
	ok(data && h.len == 14 && data[0] == 0xff, "pcap_next");

	/* What was given out stays until the next read, whatever arrives meanwhile and whoever polls. */
	inject(a, 0xffff, 1, 60, 3);
	is(pcap_next_ex(b, &header, &data), 1, "a packet");
	is(poll(&(struct pollfd){ .fd = pcap_fileno(b), .events = POLLIN }, 1, 20), 0, "poll does not show it again");
	for (i = 0; i < 3000; i++)
		inject(a, 0xffff, 1, 60, 4);
	is(poll(&(struct pollfd){ .fd = pcap_fileno(b), .events = POLLIN }, 1, PATIENCE), 1, "poll shows the next ones");
	ok(frame_good((const char *)data, 60, 3), "and the first is still there");
	s.seed = 4;
	i = 0;
	pcap_setnonblock(b, 1, errbuf);
	while (pcap_dispatch(b, -1, count, (u_char *)&s) > 0)
		i++;
	is(s.packets, 1022, "the ring had room for so many more");
	is(s.good, s.packets, "all good");
	ok(i >= 4, "in several bufferfuls");
	pcap_setnonblock(b, 0, errbuf);

	for (i = 0; i < 10; i++)
		inject(a, 0xffff, 1, 60, 4);
	s.packets = 0;
	is(pcap_dispatch(b, 3, count, (u_char *)&s), 3, "pcap_dispatch for three");
	is(pcap_loop(b, 4, count, (u_char *)&s), 0, "pcap_loop for four");
	is(s.packets, 7, "packets");
	is(pcap_dispatch(b, 0, count, (u_char *)&s), 3, "pcap_dispatch for all there are");
	is(s.good, 1022 + 10, "all good");
	pcap_close(a);
	pcap_close(b);
}

static void filters(void)
{
	pcap_t *a = must_live("vale0:a", 0), *b = pcap_open_live("vale0:b", 50, 0, 0, errbuf);
	struct seen s = { .seed = 1 };
	struct bpf_program program;
	struct pcap_stat stat;
	int i;

	is(pcap_compile(b, &program, "inbound", 1, 0), 0, "a filter that libpcap compiles for packet sockets");
	is(pcap_setfilter(b, &program), PCAP_ERROR, "is refused");
	says(pcap_geterr(b), "pcap_setdirection", "remedy");
	pcap_freecode(&program);
	pcap_setnonblock(b, 1, errbuf);
	set_filter(b, "ether src 02:00:00:00:00:07 and len > 60");
	for (i = 0; i < 100; i++)
		inject(a, 0xffff, i % 10, i % 2 ? 60 : 80, 1);
	is(pcap_dispatch(b, -1, count, (u_char *)&s), 0, "a filter that nothing passes");
	for (i = 0; i < 100; i++)
		inject(a, 0xffff, i % 10, 80, 1);
	is(pcap_dispatch(b, -1, count, (u_char *)&s), 10, "that some pass");
	is(s.bytes, 10 * 50, "cut to the snapshot length");
	is(s.good, 10, "all good");
	set_filter(b, "ether[12:2] = 0x88b5");
	inject(a, 0xffff, 1, 80, 1);
	is(pcap_dispatch(b, -1, count, (u_char *)&s), 1, "another filter instead");
	pcap_stats(b, &stat);
	is(stat.ps_recv, 201, "the filter has seen them all");
	is(stat.ps_drop, 0, "and nothing was lost");
	pcap_close(a);
	pcap_close(b);
}

static void drops(void)
{
	pcap_t *a = must_live("vale0:a", 0), *b = must_live("vale0:b", 0), *m = must_live("vale0:a/t", 0), *c = pcap_create("vale0:c", errbuf);
	struct pcap_stat stat;
	struct seen s = { 0 };
	int i;

	pcap_set_buffer_size(c, 64 * 2048);
	is(pcap_activate(c), 0, "a handle with a small buffer");
	for (i = 0; i < 1500; i++)
		inject(a, 0xffff, 1, 60, 1);
	is(pcap_stats(b, &stat), 0, "pcap_stats");
	is(stat.ps_drop, 1500 - 1023, "what a ring has no room for is dropped");
	is(stat.ps_recv, 0, "and nothing received yet");
	pcap_stats(c, &stat);
	is(stat.ps_drop, 1500 - 63, "a small buffer has a small ring");
	pcap_stats(m, &stat);
	is(stat.ps_drop, 1500 - 1023, "and a monitor has its own drops");
	for (i = 0; i < 1023; i += pcap_dispatch(b, -1, count, (u_char *)&s))
		;
	inject(a, 0xffff, 1, 60, 1);
	is(pcap_dispatch(b, -1, count, (u_char *)&s), 1, "it goes on");
	pcap_stats(b, &stat);
	is(stat.ps_recv, 1024, "received");
	is(stat.ps_drop, 1500 - 1023, "dropped");
	pcap_close(b);
	b = must_live("vale0:b", 0);
	pcap_stats(b, &stat);
	ok(!stat.ps_recv && !stat.ps_drop && !stat.ps_ifdrop, "a new handle starts with 0");
	pcap_close(a);
	pcap_close(b);
	pcap_close(c);
	pcap_close(m);
}

static pcap_t *victim;

static void on_alarm(int sig)
{
	(void)sig;
	pcap_breakloop(victim);
}

static void *break_soon(void *arg)
{
	usleep(50000);
	pcap_breakloop(arg);
	return NULL;
}

static void ends(void)
{
	pcap_t *a = must_live("vale0:a", 0), *b = must_live("vale0:b", 0), *t = must_live("vale0:t", 50);
	struct sigaction action = { .sa_handler = on_alarm };
	struct pcap_pkthdr *header;
	struct seen s = { .seed = 1 };
	const u_char *data;
	pthread_t thread;
	fd_set set;
	double start;

	start = now_s();
	is(pcap_next_ex(t, &header, &data), 0, "a timeout");
	ok(now_s() - start >= 0.045, "after its time");
	is(pcap_dispatch(t, -1, count, (u_char *)&s), 0, "of pcap_dispatch");
	victim = b;
	sigaction(SIGALRM, &action, NULL);
	ualarm(50000, 0);
	is(pcap_loop(b, -1, count, (u_char *)&s), PCAP_ERROR_BREAK, "pcap_breakloop in a signal handler ends pcap_loop");
	action.sa_flags = SA_RESTART;
	sigaction(SIGALRM, &action, NULL);
	ualarm(50000, 0);
	is(pcap_dispatch(b, -1, count, (u_char *)&s), PCAP_ERROR_BREAK, "pcap_dispatch too, and with SA_RESTART");
	pthread_create(&thread, NULL, break_soon, b);
	is(pcap_next_ex(b, &header, &data), PCAP_ERROR_BREAK, "and by another thread pcap_next_ex");
	pthread_join(thread, NULL);
	inject(a, 0xffff, 1, 60, 1);
	inject(a, 0xffff, 1, 60, 1);
	s.break_at_1st = b;
	is(pcap_loop(b, -1, count, (u_char *)&s), PCAP_ERROR_BREAK, "and in the callback");
	is(s.packets, 1, "after one packet");
	is(pcap_dispatch(b, -1, count, (u_char *)&s), 1, "pcap_dispatch gives the packets so far");
	is(pcap_dispatch(b, -1, count, (u_char *)&s), PCAP_ERROR_BREAK, "and the break at the next call");
	s.break_at_1st = NULL;

	pcap_setnonblock(b, 1, errbuf);
	is(pcap_getnonblock(b, errbuf), 1, "non-blocking");
	is(pcap_dispatch(b, -1, count, (u_char *)&s), 0, "nothing there");
	is(pcap_next_ex(b, &header, &data), 0, "nothing there");
	is(pcap_loop(b, -1, count, (u_char *)&s), 0, "nothing there");
	FD_ZERO(&set);
	FD_SET(pcap_get_selectable_fd(b), &set);
	is(select(pcap_get_selectable_fd(b) + 1, &set, NULL, NULL, &(struct timeval){ 0, 20000 }), 0, "select waits");
	inject(a, 0xffff, 1, 60, 1);
	FD_SET(pcap_get_selectable_fd(b), &set);
	is(select(pcap_get_selectable_fd(b) + 1, &set, NULL, NULL, &(struct timeval){ PATIENCE / 1000, 0 }), 1, "select sees a packet");
	is(pcap_dispatch(b, -1, count, (u_char *)&s), 1, "which is there");
	pcap_close(a);
	pcap_close(b);
	pcap_close(t);
}

static void lengths(void)
{
	pcap_t *a = must_live("vale0:a", 0), *b = must_live("vale0:b", PATIENCE), *i, *small = pcap_open_live("vale0:c", 3000, 0, PATIENCE, errbuf);
	static char frame[200000];
	struct pcap_pkthdr *header;
	const u_char *data;

	errno = 0;
	is(pcap_inject(a, frame, 13), PCAP_ERROR, "13 bytes");
	is(errno, EMSGSIZE, "errno");
	says(pcap_geterr(a), "no Ethernet frame", "reason");
	is(pcap_inject(a, frame, 0), PCAP_ERROR, "0 bytes");
	is(pcap_sendpacket(a, (u_char *)frame, -1), PCAP_ERROR, "-1 bytes");
	is(pcap_inject(a, frame, 64 * 2048 + 1), PCAP_ERROR, "more than 64 buffers");
	says(pcap_geterr(a), "too long", "reason");
	is(pcap_inject(a, frame, SIZE_MAX), PCAP_ERROR, "as many bytes as there are");
	is(inject(a, 0xffff, 1, 9000, 2), 9000, "a jumbo frame, in five buffers");
	is(pcap_next_ex(b, &header, &data), 1, "arrives");
	ok(header->len == 9000 && header->caplen == 9000 && frame_good((const char *)data, 9000, 2), "in one piece");
	is(pcap_next_ex(small, &header, &data), 1, "and at a handle that wants less");
	ok(header->len == 9000 && header->caplen == 3000 && frame_good((const char *)data, 3000, 2), "less");
	is(inject(a, 0xffff, 1, 64 * 2048, 3), 64 * 2048, "the longest");
	is(pcap_next_ex(b, &header, &data), 1, "arrives");
	ok(header->len == 64 * 2048 && frame_good((const char *)data, 64 * 2048, 3), "in one piece");
	is(inject(a, 0xffff, 1, 60, 4), 60, "and a short one");
	is(pcap_next_ex(b, &header, &data), 1, "after it");
	ok(header->len == 60 && frame_good((const char *)data, 60, 4), "as it was");

	i = must_live("netmap:nm0", 0);
	is(inject(i, 0xffff, 1, 1519, 1), PCAP_ERROR, "longer than an interface takes");
	says(pcap_geterr(i), "1518", "reason");
	sh("ip link set nm0 mtu 3000; ip link set nm1 mtu 3000");
	is(inject(i, 0xffff, 1, 3000, 1), 3000, "with a larger MTU it does");
	sh("ip link set nm0 mtu 1500; ip link set nm1 mtu 1500");
	pcap_close(i);
	pcap_close(a);
	pcap_close(b);
	pcap_close(small);
	i = must_live("vale0:a/T", 0);
	is(pcap_next_ex(i, &header, &data), PCAP_ERROR, "receiving with transmit rings only");
	says(pcap_geterr(i), "sending only", "reason");
	pcap_close(i);
	i = must_live("vale0:a/R", 0);
	is(inject(i, 0xffff, 1, 60, 1), PCAP_ERROR, "sending with receive rings only");
	says(pcap_geterr(i), "receiving only", "reason");
	pcap_close(i);
}

static void *reads_a_pipe(void *arg)
{
	static struct seen s;

	s = (struct seen){ .seed = 1 };
	usleep(30000);
	if (pcap_loop(arg, 20000, count, (u_char *)&s))
		return NULL;
	return &s;
}

static void pipes(void)
{
	pcap_t *a = must_live("netmap:x{1", 0), *b = must_live("netmap:x}1", 0);
	int i, sent = 0;
	pthread_t thread;
	void *result;

	/* Nothing is lost in a pipe: who sends faster has to wait. */
	pthread_create(&thread, NULL, reads_a_pipe, b);
	for (i = 0; i < 20000; i++)
		sent += inject(a, 1, 2, 60, 1) == 60;
	pthread_join(thread, &result);
	is(sent, 20000, "packets sent into a pipe");
	ok(result && ((struct seen *)result)->good == 20000, "and received, all of them");
	/* What has been read is given back with the next read. */
	pcap_setnonblock(b, 1, errbuf);
	is(pcap_dispatch(b, -1, count, result), 0, "no more");
	pcap_setnonblock(a, 1, errbuf);
	for (sent = 0; inject(a, 1, 2, 60, 1) == 60; sent++)
		;
	is(errno, EAGAIN, "a full pipe, non-blocking");
	says(pcap_geterr(a), "ring is full", "reason");
	is(sent, 1023, "after so many");
	pcap_setnonblock(a, 0, errbuf);
	pthread_create(&thread, NULL, break_soon, a);
	is(inject(a, 1, 2, 60, 1), PCAP_ERROR, "a full pipe, blocking, until pcap_breakloop");
	is(errno, EINTR, "errno");
	pthread_join(thread, NULL);
	pcap_close(a);
	pcap_close(b);
}

/* A sender may give the slots of one packet to the kernel one by one. */
static void unfinished(void)
{
	pcap_t *b = must_live("netmap:x}1", 50);
	struct pcap_pkthdr *header;
	struct seen s = { .seed = 1 };
	struct pcap_stat stat;
	const u_char *data;
	struct port p;
	double start;
	int i;

	must_open(&p, "x{1");
	put(&p, 1, 2, 100, 1)->flags = NS_MOREFRAG;
	txsync(&p);
	is(pcap_next_ex(b, &header, &data), 0, "the first part of a packet");
	start = now_s();
	is(pcap_next_ex(b, &header, &data), 0, "is waited with");
	ok(now_s() - start > 0.045, "in sleep");
	send_frame(&p, 1, 2, 60, 1);
	is(pcap_next_ex(b, &header, &data), 1, "until the rest arrives");
	ok(header->len == 160 && frame_good((const char *)data, 100, 1), "all in one");
	pcap_next_ex(b, &header, &data);
	txsync(&p);
	for (i = 0; i < 1023; i++)
		put(&p, 1, 2, 60, 1)->flags = NS_MOREFRAG;
	txsync(&p);
	is(pcap_dispatch(b, -1, count, (u_char *)&s), 0, "a packet that fills the ring and does not end");
	pcap_stats(b, &stat);
	is(stat.ps_ifdrop, 1, "is dropped");
	is(pcap_dispatch(b, -1, count, (u_char *)&s), 0, "once");
	txsync(&p);
	send_frame(&p, 1, 2, 60, 1);
	is(pcap_dispatch(b, -1, count, (u_char *)&s), 1, "and it goes on");
	is(s.good, 1, "all good");
	port_close(&p);
	pcap_close(b);
}

static bool is_promiscuous(const char *dev)
{
	char path[64];
	FILE *f;
	unsigned int flags = 0;

	snprintf(path, sizeof(path), "/sys/class/net/%s/flags", dev);
	f = fopen(path, "r");
	if (!f || fscanf(f, "%x", &flags) != 1)
		ok(false, "%s", path);
	if (f)
		fclose(f);
	return flags & IFF_PROMISC;
}

static void interfaces(void)
{
	pcap_t *p = must_live("netmap:nm0", PATIENCE);
	int host = packet_socket("nm1"), own;
	struct pcap_pkthdr *header;
	struct pcap_stat stat;
	const u_char *data;
	struct seen s = { .seed = 4 };
	int i;

	host_send(host, 100, 1);
	is(pcap_next_ex(p, &header, &data), 1, "an interface receives");
	ok(header->len == 100 && frame_good((const char *)data, 100, 1), "the packet");
	is(inject(p, 0xffff, 2, 200, 2), 200, "an interface sends");
	is(host_receive(host, 2, PATIENCE), 200, "the packet");
	for (i = 0; i < 1100; i++)
		host_send(host, 60, 4);
	/* One slot is with the packet that was given out last. */
	for (i = 0; i < PATIENCE / 50 && !pcap_stats(p, &stat) && stat.ps_drop != 1100 - 1022; i++)
		usleep(50000);
	is(stat.ps_drop, 1100 - 1022, "drops of an interface");
	pcap_close(p);

	p = must_live("netmap:nm0*", PATIENCE);
	own = packet_socket("nm0");
	pcap_setdirection(p, PCAP_D_OUT);
	host_send(host, 60, 4);
	host_send(own, 70, 4);
	is(pcap_loop(p, 1, count, (u_char *)&s), 0, "what the host sends, by direction");
	is(s.bytes, 70, "the packet");
	pcap_setdirection(p, PCAP_D_IN);
	host_send(own, 70, 4);
	host_send(host, 60, 4);
	is(pcap_loop(p, 1, count, (u_char *)&s), 0, "what the host is sent");
	is(s.bytes, 70 + 60, "the packet");
	pcap_setdirection(p, PCAP_D_INOUT);
	host_send(own, 70, 4);
	host_send(host, 60, 4);
	is(pcap_loop(p, 2, count, (u_char *)&s), 0, "both");
	is(s.bytes, 2 * (70 + 60), "packets");
	close(own);
	pcap_close(p);

	p = pcap_open_live("netmap:nm0", 100, 1, 1000, errbuf);
	ok(is_promiscuous("nm0"), "promiscuous");
	pcap_close(p);
	ok(!is_promiscuous("nm0"), "and not any more");
	host_send(host, 60, 1);
	close(host);
}

static void monitors(void)
{
	pcap_t *a = must_live("vale0:a", PATIENCE), *b = must_live("vale0:b", PATIENCE), *m = must_live("vale0:a/rt", PATIENCE);
	struct seen s = { .seed = 1 };

	is(inject(m, 1, 2, 60, 1), PCAP_ERROR, "a monitor does not send");
	says(pcap_geterr(m), "receiving only", "reason");
	inject(a, 0xffff, 1, 60, 1);
	inject(b, 0xffff, 2, 70, 1);
	is(pcap_dispatch(a, -1, count, (u_char *)&s), 1, "the port has its packet");
	pcap_setdirection(m, PCAP_D_OUT);
	is(pcap_loop(m, 1, count, (u_char *)&s), 0, "the monitor what was sent");
	is(s.bytes, 70 + 60, "the packet");
	inject(a, 0xffff, 1, 60, 1);
	inject(b, 0xffff, 2, 70, 1);
	is(pcap_dispatch(a, -1, count, (u_char *)&s), 1, "again");
	pcap_setdirection(m, PCAP_D_IN);
	s.bytes = 0;
	is(pcap_loop(m, 1, count, (u_char *)&s), 0, "and received");
	is(s.bytes, 70, "the packet");
	pcap_close(m);
	/* It gets the buffers that the port gives back, and that is at the next read. */
	pcap_setnonblock(a, 1, errbuf);
	is(pcap_dispatch(a, -1, count, (u_char *)&s), 0, "nothing more");
	m = must_live("vale0:a/rz", PATIENCE);
	inject(b, 0xffff, 2, 80, 1);
	is(pcap_dispatch(a, -1, count, (u_char *)&s), 1, "with a zero-copy monitor");
	is(pcap_dispatch(a, -1, count, (u_char *)&s), 0, "the port has its packet");
	s = (struct seen){ .seed = 1 };
	is(pcap_dispatch(m, -1, count, (u_char *)&s), 1, "and the monitor too");
	ok(s.bytes == 80 && s.good == 1, "as it was: %d bytes", s.bytes);
	pcap_close(a);
	pcap_close(b);
	pcap_close(m);
}

static void *sends(void *arg)
{
	int i, sent = 0;

	for (i = 0; i < 2000; i++)
		sent += inject(arg, 0xffff, 3, 60, 1) == 60;
	return (void *)(intptr_t)sent;
}

static void threads(void)
{
	pcap_t *a = must_live("vale0:a", 0), *b = must_live("vale0:b", 0), *twin = must_live("vale0:b", 200);
	struct seen s = { .seed = 1 };
	pthread_t thread;
	void *sent;

	/* One sends on the handle that the other one reads from. */
	pthread_create(&thread, NULL, sends, b);
	inject(a, 0xffff, 1, 60, 1);
	is(pcap_loop(b, 1, count, (u_char *)&s), 0, "a thread receives");
	pthread_join(thread, &sent);
	is((intptr_t)sent, 2000, "while another one sends from the same handle");
	is(inject(twin, 0xffff, 3, 60, 1), 60, "a second handle on the port sends");
	inject(a, 0xffff, 1, 60, 1);
	is(pcap_loop(b, 1, count, (u_char *)&s), 0, "the first one receives");
	is(pcap_dispatch(twin, -1, count, (u_char *)&s), 0, "each packet comes once");
	inject(a, 0xffff, 1, 60, 1);
	is(pcap_dispatch(twin, -1, count, (u_char *)&s), 1, "to who asks");
	is(s.good, 3, "all good");
	pcap_close(a);
	pcap_close(b);
	pcap_close(twin);
}

static void *delete_soon(void *arg)
{
	usleep(50000);
	sh(arg);
	return NULL;
}

static void gone(void)
{
	pcap_t *p;
	struct seen s = { 0 };
	struct pcap_stat stat;
	pthread_t thread;

	p = must_live("netmap:nm0", 0);
	pthread_create(&thread, NULL, delete_soon, "ip link del nm0");
	is(pcap_loop(p, -1, count, (u_char *)&s), PCAP_ERROR, "an interface that is deleted");
	says(pcap_geterr(p), "is gone", "reason");
	pthread_join(thread, NULL);
	is(pcap_dispatch(p, -1, count, (u_char *)&s), PCAP_ERROR, "is gone for good");
	is(inject(p, 0xffff, 1, 60, 1), PCAP_ERROR, "for sending too");
	ok(pcap_geterr(p)[0], "reason: %s", pcap_geterr(p));
	pcap_setnonblock(p, 1, errbuf);
	is(pcap_dispatch(p, -1, count, (u_char *)&s), PCAP_ERROR, "non-blocking");
	says(pcap_geterr(p), "is gone", "reason");
	is(pcap_stats(p, &stat), 0, "statistics are still there");
	pcap_close(p);
}

/* Another program that shares the memory may write anything there. */
static void scribbled(void)
{
	pcap_t *a = must_live("vale0:a", 0), *b = must_live("vale0:b", 100);
	struct seen s = { .seed = 1 };
	struct pcap_stat stat;
	struct netmap_ring *r;
	struct port p;

	must_open(&p, "vale0:b");
	r = rx_ring(&p, 0);
	inject(a, 0xffff, 1, 60, 1);
	inject(a, 0xffff, 1, 60, 1);
	inject(a, 0xffff, 1, 60, 1);
	rxsync(&p);
	r->slot[r->head].buf_idx = 0x7fffffff;
	r->slot[r->head + 1].len = 65535;
	is(pcap_dispatch(b, -1, count, (u_char *)&s), 1, "slots with impossible contents are left out");
	is(s.good, 1, "and the others are good");
	pcap_stats(b, &stat);
	is(stat.ps_ifdrop, 2, "and they are counted");
	r->head = r->cur = 0xffffffff;
	is(pcap_dispatch(b, -1, count, (u_char *)&s), 1, "indexes out of the ring are put back to the last sync: what came since comes again");
	inject(a, 0xffff, 1, 60, 1);
	is(pcap_loop(b, 1, count, (u_char *)&s), 0, "and it goes on");
	is(s.good, 3, "all good");
	port_close(&p);
	pcap_close(a);
	pcap_close(b);
}

int main(void)
{
	make_pair("nm0", "nm1");
	capture();
	filters();
	drops();
	ends();
	lengths();
	pipes();
	unfinished();
	interfaces();
	monitors();
	threads();
	scribbled();
	gone();
	return done();
}
