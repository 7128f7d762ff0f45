// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Filters and dump files: libpcap compiles and writes, by the handle that knows the snapshot length; its error texts go to the
 * handle that the program has. Compiled filters are kept here, and run on each packet in read.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "np.h"

static void copy_error(struct np *np)
{
	np_fail(np, 0, "%s", pcap_geterr(np->inner));
}

NP_API int pcap_compile(pcap_t *p, struct bpf_program *program, const char *text, int optimize, bpf_u_int32 netmask)
{
	struct np *np = np_of(p);
	int status;

	if (!np)
		return np_real.pcap_compile(p, program, text, optimize, netmask);
	status = np_inactive(np);
	if (status)
		return status;
	status = np_real.pcap_compile(np->inner, program, text, optimize, netmask);
	if (status)
		copy_error(np);
	return status;
}

/*
 * libpcap compiles for the kernel's packet sockets, where loads from negative offsets give what Linux keeps beside a packet. Here they
 * would fail, and with them the filter, for every packet.
 */
static bool wants_metadata(const struct bpf_program *program)
{
	u_int i;

	for (i = 0; i < program->bf_len; i++) {
		const struct bpf_insn *insn = &program->bf_insns[i];

		if (BPF_CLASS(insn->code) == BPF_LD && BPF_MODE(insn->code) == BPF_ABS && (int32_t)insn->k < 0)
			return true;
	}
	return false;
}

NP_API int pcap_setfilter(pcap_t *p, struct bpf_program *program)
{
	struct np *np = np_of(p);
	struct bpf_insn *copy;
	size_t size;
	int status;

	if (!np)
		return np_real.pcap_setfilter(p, program);
	status = np_inactive(np);
	if (status)
		return status;
	if (!program || !program->bf_insns || !bpf_validate(program->bf_insns, program->bf_len))
		return np_fail(np, PCAP_ERROR, "%s: this is no valid filter program; compile it with pcap_compile", np->device);
	if (wants_metadata(program))
		return np_fail(np, PCAP_ERROR, "%s: netmap ports do not have what the filter asks for (inbound, outbound, ifindex); for directions "
			       "there is pcap_setdirection, in tcpdump -Q", np->device);
	size = program->bf_len * sizeof(*copy);
	copy = malloc(size);
	if (!copy)
		return np_fail(np, PCAP_ERROR, "%s: no memory for a filter of %zu bytes", np->device, size);
	memcpy(copy, program->bf_insns, size);
	free(np->filter.bf_insns);
	np->filter = (struct bpf_program){ .bf_len = program->bf_len, .bf_insns = copy };
	return 0;
}

/* Functions that make a dump file for a handle. */
#define DUMP(_name, _type) \
	NP_API pcap_dumper_t *_name(pcap_t *p, _type to) \
	{ \
		struct np *np = np_of(p); \
		pcap_dumper_t *dumper; \
 \
		if (!np) \
			return np_real._name(p, to); \
		if (np_inactive(np)) \
			return NULL; \
		dumper = np_real._name(np->inner, to); \
		if (!dumper) \
			copy_error(np); \
		return dumper; \
	}

DUMP(pcap_dump_open, const char *)
DUMP(pcap_dump_open_append, const char *)
DUMP(pcap_dump_fopen, FILE *)
