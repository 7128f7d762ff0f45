/* SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR BSD-2-Clause */
/*
 * The interface between /dev/netmap and user programs: requests, and the structures in the shared memory.
 *
 * Names and layouts are those of the netmap API, version 14, so that programs and binaries made for it work. All
 * integers are in the host's byte order. netmap_abi_check.h asserts every offset, in the module and in the tests.
 *
 * A program opens /dev/netmap, binds a port with NIOCCTRL and a struct nmreq_register, maps nr_memsize bytes, and
 * finds its struct netmap_if at nr_offset of the mapping. From there:
 *
 *	netmap_if  + ring_ofs[i]                              -> a struct netmap_ring
 *	netmap_ring + buf_ofs + slot.buf_idx * nr_buf_size    -> a packet buffer
 *
 * ring_ofs[] has the NIC transmit rings, the host transmit rings, the NIC receive rings, the host receive rings, in
 * this order; 0 stands for a ring that is not bound.
 */
#ifndef _NET_NETMAP_H_
#define _NET_NETMAP_H_

#ifdef __KERNEL__
#include <linux/types.h>
#include <linux/ioctl.h>
/* struct timeval of 64-bit user space, which the kernel no longer has. */
struct nm_timeval {
	int64_t tv_sec;
	int64_t tv_usec;
};
#else
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/time.h>
#include <sys/types.h>
#include <net/if.h>
#define nm_timeval timeval
#endif

/* What the kernel writes and programs only read. */
#ifdef __KERNEL__
#define NETMAP_RO
#else
#define NETMAP_RO const
#endif

#define NETMAP_API		14
#define NETMAP_MIN_API		14
#define NETMAP_MAX_API		15

#define NM_CACHE_ALIGN		128
#define NETMAP_REQ_IFNAMSIZ	64	/* with the closing 0 */
#define NETMAP_REQ_MAXSIZE	4096	/* a request with its body and all options */
#define NETMAP_MAX_FRAGS	64	/* slots of one packet */

/* ---- shared memory ---- */

struct netmap_slot {
	uint32_t buf_idx;	/* 0 and 1 are nobody's */
	uint16_t len;
	uint16_t flags;		/* NS_* */
	uint64_t ptr;		/* user address (NS_INDIRECT), or offset in the buffer (option OFFSETS) */
};

#define NS_BUF_CHANGED		0x0001	/* buf_idx is another one than last time */
#define NS_REPORT		0x0002	/* tell of the transmission as soon as it is done */
#define NS_FORWARD		0x0004	/* pass on to the other side (NIC or host stack) */
#define NS_NO_LEARN		0x0008	/* a switch does not learn this source address */
#define NS_INDIRECT		0x0010	/* the packet is at ptr, in the caller's memory */
#define NS_MOREFRAG		0x0020	/* the packet goes on in the next slot */
#define NS_TXMON		0x0040	/* on a monitor: seen on a transmit ring */
#define NS_PORT_SHIFT		8
#define NS_PORT_MASK		(0xff << NS_PORT_SHIFT)
#define NS_RFRAGS(_slot)	(((_slot)->flags >> NS_PORT_SHIFT) & 0xff)	/* slots of a received packet */

struct netmap_ring {
	/* Written by the kernel, for good. */
	NETMAP_RO int64_t	buf_ofs;
	NETMAP_RO uint32_t	num_slots;
	NETMAP_RO uint32_t	nr_buf_size;
	NETMAP_RO uint16_t	ringid;
	NETMAP_RO uint16_t	dir;		/* 1 transmit, 0 receive */

	uint32_t	head;		/* first slot that is the user's; written by the user */
	uint32_t	cur;		/* the next wake-up is wanted when tail passes here; written by the user */
	uint32_t	tail;		/* first slot that is the kernel's; written by the kernel */
	uint32_t	flags;		/* NR_TIMESTAMP, NR_FORWARD; written by the user */
	uint32_t	pad1;
	struct nm_timeval ts;		/* time of the last sync */

	uint64_t	offset_mask;	/* bits of slot.ptr that are an offset */
	uint64_t	buf_align;
	uint8_t		sem[128] __attribute__((__aligned__(NM_CACHE_ALIGN)));

	struct netmap_slot slot[];
};

#define NR_TIMESTAMP		0x0002
#define NR_FORWARD		0x0004

struct netmap_if {
	char		ni_name[16];
	NETMAP_RO uint32_t	ni_version;
	NETMAP_RO uint32_t	ni_flags;	/* NI_* */
	NETMAP_RO uint32_t	ni_tx_rings;
	NETMAP_RO uint32_t	ni_rx_rings;
	uint32_t	ni_bufs_head;	/* first of the extra buffers; each holds the next in its first 4 bytes */
	NETMAP_RO uint32_t	ni_host_tx_rings;
	NETMAP_RO uint32_t	ni_host_rx_rings;
	uint32_t	ni_spare1[3];
	NETMAP_RO int64_t	ring_ofs[];
};

#define NI_PRIV_MEM		0x1	/* the memory is the port's alone */

/* ---- requests: NIOCCTRL ---- */

struct nmreq_header {
	uint16_t	nr_version;	/* NETMAP_API */
	uint16_t	nr_reqtype;	/* NETMAP_REQ_* */
	uint32_t	nr_reserved;	/* 0 */
	char		nr_name[NETMAP_REQ_IFNAMSIZ];
	uint64_t	nr_options;	/* address of the first option */
	uint64_t	nr_body;	/* address of struct nmreq_... */
};

enum {
	NETMAP_REQ_REGISTER = 1,
	NETMAP_REQ_PORT_INFO_GET,
	NETMAP_REQ_VALE_ATTACH,
	NETMAP_REQ_VALE_DETACH,
	NETMAP_REQ_VALE_LIST,
	NETMAP_REQ_PORT_HDR_SET,
	NETMAP_REQ_PORT_HDR_GET,
	NETMAP_REQ_VALE_NEWIF,
	NETMAP_REQ_VALE_DELIF,
	NETMAP_REQ_VALE_POLLING_ENABLE,
	NETMAP_REQ_VALE_POLLING_DISABLE,
	NETMAP_REQ_POOLS_INFO_GET,
	NETMAP_REQ_SYNC_KLOOP_START,
	NETMAP_REQ_SYNC_KLOOP_STOP,
	NETMAP_REQ_CSB_ENABLE,
};

/* An option follows another; the kernel writes nro_status: 0, or an errno. */
struct nmreq_option {
	uint64_t	nro_next;
	uint32_t	nro_reqtype;	/* NETMAP_REQ_OPT_* */
	uint32_t	nro_status;
	uint64_t	nro_size;
};

enum {
	NETMAP_REQ_OPT_EXTMEM = 1,
	NETMAP_REQ_OPT_SYNC_KLOOP_EVENTFDS,
	NETMAP_REQ_OPT_CSB,
	NETMAP_REQ_OPT_SYNC_KLOOP_MODE,
	NETMAP_REQ_OPT_OFFSETS,
	NETMAP_REQ_OPT_MAX,
};

struct nmreq_register {
	uint64_t	nr_offset;	/* out: of the struct netmap_if */
	uint64_t	nr_memsize;	/* out: bytes to map */
	uint32_t	nr_tx_slots;	/* in/out, 0 is the default */
	uint32_t	nr_rx_slots;
	uint16_t	nr_tx_rings;
	uint16_t	nr_rx_rings;
	uint16_t	nr_host_tx_rings;
	uint16_t	nr_host_rx_rings;
	uint16_t	nr_mem_id;	/* in/out: memory region */
	uint16_t	nr_ringid;	/* for NR_REG_ONE_NIC, NR_REG_ONE_SW */
	uint32_t	nr_mode;	/* NR_REG_* */
	uint32_t	nr_extra_bufs;	/* in/out */
	uint64_t	nr_flags;	/* NR_* below */
};

enum {
	NR_REG_DEFAULT,
	NR_REG_ALL_NIC,
	NR_REG_SW,
	NR_REG_NIC_SW,
	NR_REG_ONE_NIC,
	NR_REG_PIPE_MASTER,
	NR_REG_PIPE_SLAVE,
	NR_REG_NULL,
	NR_REG_ONE_SW,
};

#define NR_REG_MASK		0xf
#define NR_MONITOR_TX		0x100
#define NR_MONITOR_RX		0x200
#define NR_ZCOPY_MON		0x400
#define NR_EXCLUSIVE		0x800
#define NR_RX_RINGS_ONLY	0x2000
#define NR_TX_RINGS_ONLY	0x4000
#define NR_ACCEPT_VNET_HDR	0x8000
#define NR_DO_RX_POLL		0x10000
#define NR_NO_TX_POLL		0x20000

struct nmreq_port_info_get {
	uint64_t	nr_memsize;
	uint32_t	nr_tx_slots;
	uint32_t	nr_rx_slots;
	uint16_t	nr_tx_rings;
	uint16_t	nr_rx_rings;
	uint16_t	nr_host_tx_rings;
	uint16_t	nr_host_rx_rings;
	uint16_t	nr_mem_id;
	uint16_t	pad[3];
};

struct nmreq_vale_attach {
	struct nmreq_register reg;
	uint32_t	port_index;
	uint32_t	pad1;
};

struct nmreq_vale_detach {
	uint32_t	port_index;
	uint32_t	pad1;
};

struct nmreq_vale_list {
	uint16_t	nr_bridge_idx;
	uint16_t	pad1;
	uint32_t	nr_port_idx;
};

struct nmreq_port_hdr {
	uint32_t	nr_hdr_len;	/* 0, 10 or 12 */
	uint32_t	pad1;
};

struct nmreq_vale_newif {
	uint32_t	nr_tx_slots;
	uint32_t	nr_rx_slots;
	uint16_t	nr_tx_rings;
	uint16_t	nr_rx_rings;
	uint16_t	nr_mem_id;
	uint16_t	pad1;
};

struct nmreq_vale_polling {
	uint32_t	nr_mode;
	uint32_t	nr_first_cpu_id;
	uint32_t	nr_num_polling_cpus;
	uint32_t	pad1;
};

#define NETMAP_POLLING_MODE_SINGLE_CPU	1
#define NETMAP_POLLING_MODE_MULTI_CPU	2

struct nmreq_pools_info {
	uint64_t	nr_memsize;
	uint16_t	nr_mem_id;
	uint16_t	pad1[3];
	uint64_t	nr_if_pool_offset;
	uint32_t	nr_if_pool_objtotal;
	uint32_t	nr_if_pool_objsize;
	uint64_t	nr_ring_pool_offset;
	uint32_t	nr_ring_pool_objtotal;
	uint32_t	nr_ring_pool_objsize;
	uint64_t	nr_buf_pool_offset;
	uint32_t	nr_buf_pool_objtotal;
	uint32_t	nr_buf_pool_objsize;
};

struct nmreq_sync_kloop_start {
	uint32_t	sleep_us;
	uint32_t	pad1;
};

struct nm_csb_atok {
	uint32_t	head;
	uint32_t	cur;
	uint32_t	appl_need_kick;
	uint32_t	sync_flags;
	uint32_t	pad[12];
};

struct nm_csb_ktoa {
	uint32_t	hwcur;
	uint32_t	hwtail;
	uint32_t	kern_need_kick;
	uint32_t	pad[13];
};

struct nmreq_opt_sync_kloop_eventfds {
	struct nmreq_option nro_opt;
	struct {
		int32_t	ioeventfd;
		int32_t	irqfd;
	} eventfds[];
};

struct nmreq_opt_sync_kloop_mode {
	struct nmreq_option nro_opt;
	uint32_t	mode;
};

#define NM_OPT_SYNC_KLOOP_DIRECT_TX	1
#define NM_OPT_SYNC_KLOOP_DIRECT_RX	2

struct nmreq_opt_extmem {
	struct nmreq_option nro_opt;
	uint64_t	nro_usrptr;
	struct nmreq_pools_info nro_info;
};

struct nmreq_opt_csb {
	struct nmreq_option nro_opt;
	uint64_t	csb_atok;
	uint64_t	csb_ktoa;
};

struct nmreq_opt_offsets {
	struct nmreq_option nro_opt;
	uint64_t	nro_max_offset;
	uint64_t	nro_initial_offset;
	uint32_t	nro_offset_bits;
	uint32_t	nro_tx_align;
	uint64_t	nro_min_gap;
};

/* ---- requests: the older NIOCREGIF and NIOCGINFO ---- */

struct nmreq {
	char		nr_name[16];
	uint32_t	nr_version;
	uint32_t	nr_offset;
	uint32_t	nr_memsize;
	uint32_t	nr_tx_slots;
	uint32_t	nr_rx_slots;
	uint16_t	nr_tx_rings;
	uint16_t	nr_rx_rings;
	uint16_t	nr_ringid;
	uint16_t	nr_cmd;
	uint16_t	nr_arg1;
	uint16_t	nr_arg2;	/* memory region */
	uint32_t	nr_arg3;	/* extra buffers */
	uint32_t	nr_flags;
	uint32_t	spare2[1];
};

#define NETMAP_HW_RING		0x4000	/* nr_ringid */
#define NETMAP_SW_RING		0x2000
#define NETMAP_RING_MASK	0x0fff
#define NETMAP_NO_TX_POLL	0x1000
#define NETMAP_DO_RX_POLL	0x8000

#define NETMAP_BDG_ATTACH	1	/* nr_cmd */
#define NETMAP_BDG_DETACH	2
#define NETMAP_BDG_REGOPS	3
#define NETMAP_BDG_LIST		4
#define NETMAP_BDG_VNET_HDR	5
#define NETMAP_BDG_NEWIF	6
#define NETMAP_BDG_DELIF	7
#define NETMAP_PT_HOST_CREATE	8
#define NETMAP_PT_HOST_DELETE	9
#define NETMAP_BDG_POLLING_ON	10
#define NETMAP_BDG_POLLING_OFF	11
#define NETMAP_VNET_HDR_GET	12

#define NETMAP_BDG_HOST		1	/* nr_arg1 of NETMAP_BDG_ATTACH */

#define NM_IFRDATA_LEN		256

struct nm_ifreq {
	char		nifr_name[16];
	char		data[NM_IFRDATA_LEN];
};

#define NIOCGINFO	_IOWR('i', 145, struct nmreq)
#define NIOCREGIF	_IOWR('i', 146, struct nmreq)
#define NIOCTXSYNC	_IO('i', 148)
#define NIOCRXSYNC	_IO('i', 149)
#define NIOCCONFIG	_IOWR('i', 150, struct nm_ifreq)
#define NIOCCTRL	_IOWR('i', 151, struct nmreq_header)

#endif /* _NET_NETMAP_H_ */
