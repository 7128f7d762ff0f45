/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Inside libnetmap-pcap.so. README.md says how it works as a whole; each file says at its top what it does.
 *
 * A handle on a netmap port is a pcap_t of the system's libpcap, one that is opened "dead", to which this library keeps a
 * struct np. So whatever is not answered here is answered by libpcap, on a handle of its own making.
 */
#ifndef NP_H
#define NP_H

#include <pcap/pcap.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <net/netmap.h>

/* What programs see; all the rest is hidden. */
#define NP_API	__attribute__((visibility("default")))

#define NP_MAX_SNAPLEN		262144		/* libpcap's own */
#define NP_NONE			UINT32_MAX

/* ---- real.c: the system's libpcap ---- */

#define NP_REAL(X) \
	X(pcap_create) X(pcap_activate) X(pcap_open_live) X(pcap_close) \
	X(pcap_set_snaplen) X(pcap_set_promisc) X(pcap_can_set_rfmon) X(pcap_set_rfmon) X(pcap_set_timeout) \
	X(pcap_set_immediate_mode) X(pcap_set_buffer_size) X(pcap_set_protocol_linux) \
	X(pcap_set_tstamp_type) X(pcap_set_tstamp_precision) X(pcap_get_tstamp_precision) \
	X(pcap_dispatch) X(pcap_loop) X(pcap_next) X(pcap_next_ex) X(pcap_breakloop) \
	X(pcap_setnonblock) X(pcap_getnonblock) X(pcap_fileno) X(pcap_get_selectable_fd) X(pcap_get_required_select_timeout) \
	X(pcap_inject) X(pcap_sendpacket) X(pcap_stats) X(pcap_setfilter) X(pcap_setdirection) \
	X(pcap_snapshot) X(pcap_datalink) X(pcap_datalink_ext) X(pcap_list_datalinks) X(pcap_set_datalink) X(pcap_bufsize) \
	X(pcap_compile) X(pcap_dump_open) X(pcap_dump_open_append) X(pcap_dump_fopen) \
	X(pcap_findalldevs) X(pcap_freealldevs) X(pcap_lookupnet)

struct np_real {
#define X(_f) __typeof__(&_f) _f;
	NP_REAL(X)
#undef X
};

extern struct np_real np_real;

/* ---- name.c: names of ports ---- */

struct np_name {
	char		port[NETMAP_REQ_IFNAMSIZ];	/* as the kernel is to be asked */
	uint32_t	mode;				/* NR_REG_* */
	uint16_t	ring;
	uint16_t	mem_id;
	uint64_t	flags;				/* NR_* */
	bool		interface;			/* a network interface, by its looks */
};

bool np_name_is_ours(const char *name);
const char *np_name_strip(const char *name);
bool np_name_parse(struct np_name *n, const char *name, char *errbuf);

/* ---- handles ---- */

struct np_ring {
	struct netmap_ring	*ring;
	bool			host;		/* what it receives was sent by the host */
	uint32_t		used;		/* slots given back since the last sync */
	uint32_t		partial;	/* tail when the end of a packet was missing; NP_NONE */
};

struct np {
	pcap_t		*outer;			/* what the program has */
	pcap_t		*inner;			/* the same, with the snapshot length that was set; NULL before activation */
	char		*device;		/* as the program said it */
	struct np_name	name;

	/* as set before activation */
	int		snaplen, timeout, buffer_size;
	int		promisc, rfmon, nanoseconds;

	/* the port */
	int		fd;
	int		promisc_fd;		/* a socket that keeps the interface promiscuous; -1 */
	char		*mem;
	uint64_t	memsize;
	struct netmap_if *nifp;
	uint32_t	num_rx, num_tx;
	struct np_ring	*rx, *tx;

	/* reading */
	atomic_bool	nonblock;
	atomic_bool	broken;			/* pcap_breakloop */
	int		wake_fd;		/* an eventfd that ends a wait */
	pcap_direction_t direction;
	struct bpf_program filter;		/* bf_len 0: none */
	uint32_t	turn;			/* receive ring to start with */
	struct np_ring	*lent;			/* ring of the packet that pcap_next gave out; NULL */
	uint32_t	lent_at, lent_slots;
	struct pcap_pkthdr header;		/* of pcap_next_ex */
	const u_char	*data;
	uint8_t		*gather;		/* a packet of several slots in one piece */
	struct pcap_stat stat;			/* ps_recv, and what this library dropped itself */

	/* writing */
	pthread_mutex_t	tx_lock;
	uint32_t	max_frame;		/* bytes the interface takes, as far as is known */

	/* statistics */
	int		stats_fd;		/* the kernel's counters; -1 */
	uint64_t	base_drop, base_ifdrop;	/* their values at activation */
};

/* handle.c */
int np_fail(struct np *np, int status, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
int np_inactive(struct np *np);

/* registry.c */
struct np *np_of(pcap_t *p);
bool np_register(struct np *np);
void np_unregister(struct np *np);

/* port.c */
int np_port_open(struct np *np);
void np_port_close(struct np *np);
uint32_t np_port_mtu_frame(const struct np *np);

/* inject.c */
void np_drain(struct np *np);

/* read.c */
void np_wake_clear(struct np *np);

/* stats.c */
void np_stats_start(struct np *np);

/* ---- rings ---- */

static inline uint32_t np_next(const struct netmap_ring *r, uint32_t at)
{
	return at + 1 >= r->num_slots ? 0 : at + 1;
}

static inline uint32_t np_distance(const struct netmap_ring *r, uint32_t from, uint32_t to)
{
	return to >= from ? to - from : to + r->num_slots - from;
}

/* The buffer of slot @at; NULL if the slot names none within the mapping. */
static inline char *np_buf(const struct np *np, struct netmap_ring *r, uint32_t at)
{
	uint64_t offset = (char *)r - np->mem + r->buf_ofs + (uint64_t)r->slot[at].buf_idx * r->nr_buf_size;

	return offset + r->nr_buf_size <= np->memsize ? np->mem + offset : NULL;
}

#endif /* NP_H */
