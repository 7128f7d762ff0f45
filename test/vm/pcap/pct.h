/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the tests of libnetmap-pcap.so share: handles, and packets that are counted. */
#ifndef PCT_H
#define PCT_H

#include "../tests/veth.h"
#include <pcap/pcap.h>

static char errbuf[PCAP_ERRBUF_SIZE];

/* A text that says something about @part. */
static inline bool says(const char *text, const char *part, const char *what)
{
	return ok(strstr(text, part) != NULL, "%s: \"%s\"%s%s", what, text, strstr(text, part) ? "" : " does not say ", strstr(text, part) ? "" : part);
}

/* A handle without which the rest makes no sense; it waits for @ms, 0 is forever. */
static inline pcap_t *must_live(const char *name, int ms)
{
	pcap_t *p = pcap_open_live(name, 65535, 0, ms, errbuf);

	if (!p) {
		printf("Bail out! pcap_open_live: %s\n", errbuf);
		exit(2);
	}
	return p;
}

struct seen {
	int packets, bytes, good;
	int seed;
	pcap_t *break_at_1st;
};

/* A pcap_handler; @user is a struct seen. */
static inline void count(u_char *user, const struct pcap_pkthdr *h, const u_char *data)
{
	struct seen *s = (struct seen *)user;

	s->packets++;
	s->bytes += h->caplen;
	s->good += frame_good((const char *)data, h->caplen, s->seed);
	if (s->break_at_1st)
		pcap_breakloop(s->break_at_1st);
}

static inline int inject(pcap_t *p, uint16_t dst, uint16_t src, int len, int seed)
{
	static char frame[200000];

	frame_make(frame, dst, src, len, seed);
	return pcap_inject(p, frame, len);
}

static inline bool set_filter(pcap_t *p, const char *text)
{
	struct bpf_program program;
	int status = pcap_compile(p, &program, text, 1, PCAP_NETMASK_UNKNOWN);

	if (status)
		return ok(false, "pcap_compile: %s", pcap_geterr(p));
	status = pcap_setfilter(p, &program);
	pcap_freecode(&program);
	return ok(!status, "filter %s", text);
}

#endif /* PCT_H */
