// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * NVIDIA's nForce (stock driver forcedeth), those with 64-bit descriptors: MCP51 and later, CK804, MCP04. One ring each way. There is no
 * public data sheet; facts are from what the stock driver does.
 *
 * Who has a descriptor is a bit of it (VALID, AVAIL), and there is no index to write: the NIC is told of new ones to transmit, and
 * goes on while it finds its bit set. Only a reset rewinds it. The stock driver fills in all descriptors in nv_init_ring(), while the NIC
 * stands still and is to be reset: there they are exchanged. It looks after its own buffers by tables, so that nothing is to be given back.
 * It stops and starts the NIC also where its rings stay, for another speed of the link: what is in flight is sent afterwards.
 *
 * No descriptor sends nothing. A slot to pass over gets none, so slots and descriptors run apart until the next start:
 * fe->desc_of_slot has where a slot is. Some of these NICs are faulty with more than 16 packets at a time: the rest is
 * held back until they are sent. A frame is received in one descriptor or not at all.
 *
 * The stock driver's poll function has its link and errors, besides its rings. It is called with nothing to do for its rings, as
 * netpoll would. Its watchdog for transmissions (nv_tx_timeout()) has nothing to watch: in netmap mode it has no queue that is stopped.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/io.h>
#include <linux/slab.h>
#include "takeover.h"

/* Registers. */
#define IRQ_MASK	0x004
#define  IRQ_EACH	0xdf		/* received, transmitted, errors, link; none of the timer's */
#define TX_CONTROL	0x084
#define  TX_START	BIT(0)
#define  TX_PATH_OFF	BIT(24)		/* where the management unit has the NIC, too */
#define RX_MOST		0x090		/* bytes of a received frame */
#define TXRX_CONTROL	0x144
#define  KICK		BIT(0)		/* there is something on the ring */
#define  VLAN_STRIP	BIT(6)		/* takes VLAN tags out of frames */
#define  RX_CHECK	BIT(10)		/* checks checksums */

/* Of the last word of a descriptor. */
#define TX_VALID	BIT(31)		/* the NIC's */
#define TX_LAST		BIT(29)
#define RX_AVAIL	BIT(31)		/* the NIC's */
#define RX_GOOD		BIT(29)		/* what follows is about a frame */
#define RX_ERROR	BIT(30)
#define RX_FRAMING	BIT(24)		/* an error that does no harm */
#define RX_ONE_LESS	BIT(25)		/* then the length is too long by one */
#define RX_LENGTH_WRONG	BIT(21)		/* in the header of an 802.3 frame; no harm, either */
#define RX_ERRORS	GENMASK(24, 18)	/* which error it is */
#define LENGTH		GENMASK(13, 0)

#define VERSION_64	3		/* of descriptors */
#define TX_AT_A_TIME	16		/* packets, for NICs that are faulty with more */
#define TX_LONGEST	9118		/* with the longest MTU that it is known to send, header and tag */

struct desc {
	__le32 high;	/* of the address */
	__le32 low;	/* and, when something was received, the tag that was taken out */
	__le32 tag;
	__le32 flags;
};

struct fe {
	u32	num;		/* transmit descriptors; all that follows is about them */
	u32	next;		/* to be put, which is at the end of a packet when others look at it */
	u32	held;		/* the first packet that is not the NIC's yet */
	u32	oldest;		/* the first that is not done */
	u32	in_flight;	/* packets that are the NIC's */
	u32	at_a_time;	/* most of them */
	u32	rx_size;	/* of a receive buffer, as the NIC is told */
	u32	stock_irqs;	/* the stock driver's choice of interrupts */
	u16	desc_of_slot[];	/* a slot's, or the one before if it has none */
};

/* Places in the stock driver's structure, in nic->at[]; and in what it counts for each processor. */
enum {
	AT_NETDEV, AT_NAPI, AT_REGS, AT_TX_DESC, AT_RX_DESC, AT_TX_NUM, AT_RX_NUM, AT_IRQ_MASK, AT_CONTROL, AT_VERSION, AT_RX_SIZE, AT_TX_LIMIT,
	AT_RX_PUT, AT_RX_LAST, AT_MANAGED, AT_FAILED, AT_STATS, AT_RX_PACKETS, AT_RX_BYTES, AT_TX_PACKETS, AT_TX_BYTES,
};

#define AT(nic, of, what, type)	(*(type *)((char *)(of) + (nic)->at[what]))
#define PRIV(nic, what, type)	AT(nic, (nic)->priv, what, type)

static void __iomem *reg(const struct nic *nic, u32 offset)
{
	return PRIV(nic, AT_REGS, void __iomem *) + offset;
}

static struct desc *tx_desc(const struct nic *nic, u32 i)
{
	return (struct desc *)nic->ring[NM_TX][0].desc + i;
}

static struct desc *rx_desc(const struct nic *nic, u32 i)
{
	return (struct desc *)nic->ring[NM_RX][0].desc + i;
}

static void set_address(struct desc *d, dma_addr_t dma)
{
	d->high = cpu_to_le32(upper_32_bits(dma));
	d->low = cpu_to_le32(lower_32_bits(dma));
	d->tag = 0;
}

/* ---- layouts ---- */

static bool desc_good(const struct nic_btf *btf)
{
	return !nic_btf_member(btf, "ring_desc_ex", "bufhigh") && nic_btf_member(btf, "ring_desc_ex", "buflow") == offsetof(struct desc, low) &&
	       nic_btf_member(btf, "ring_desc_ex", "txvlan") == offsetof(struct desc, tag) &&
	       nic_btf_member(btf, "ring_desc_ex", "flaglen") == offsetof(struct desc, flags);
}

/* There are rings also while the interface is down. */
static void find_rings(struct nic *nic)
{
	nic->ring[NM_TX][0].desc = PRIV(nic, AT_TX_DESC, void *);
	nic->ring[NM_TX][0].num = PRIV(nic, AT_TX_NUM, int);
	nic->ring[NM_RX][0].desc = PRIV(nic, AT_RX_DESC, void *);
	nic->ring[NM_RX][0].num = PRIV(nic, AT_RX_NUM, int);
}

static int attach(struct nic *nic, const struct nic_btf *btf)
{
	static const struct nic_place places[] = {
		{ AT_NETDEV, "fe_priv", "dev" }, { AT_NAPI, "fe_priv", "napi" }, { AT_REGS, "fe_priv", "base" },
		{ AT_TX_DESC, "fe_priv", "tx_ring" }, { AT_RX_DESC, "fe_priv", "rx_ring" },
		{ AT_TX_NUM, "fe_priv", "tx_ring_size" }, { AT_RX_NUM, "fe_priv", "rx_ring_size" },
		{ AT_IRQ_MASK, "fe_priv", "irqmask" }, { AT_CONTROL, "fe_priv", "txrxctl_bits" }, { AT_VERSION, "fe_priv", "desc_ver" },
		{ AT_RX_SIZE, "fe_priv", "rx_buf_sz" }, { AT_TX_LIMIT, "fe_priv", "tx_limit" },
		{ AT_RX_PUT, "fe_priv", "put_rx" }, { AT_RX_LAST, "fe_priv", "last_rx" },
		{ AT_MANAGED, "fe_priv", "mac_in_use" }, { AT_FAILED, "fe_priv", "recover_error" }, { AT_STATS, "fe_priv", "txrx_stats" },
		{ AT_RX_PACKETS, "nv_txrx_stats", "stat_rx_packets" }, { AT_RX_BYTES, "nv_txrx_stats", "stat_rx_bytes" },
		{ AT_TX_PACKETS, "nv_txrx_stats", "stat_tx_packets" }, { AT_TX_BYTES, "nv_txrx_stats", "stat_tx_bytes" },
	};
	int err = nic_find_places(nic, btf, places, ARRAY_SIZE(places));
	struct napi_struct *napi;
	struct fe *fe;

	if (err)
		return err;
	napi = &PRIV(nic, AT_NAPI, struct napi_struct);
	if (PRIV(nic, AT_NETDEV, struct net_device *) != nic->dev || napi->dev != nic->dev || !napi->poll || !PRIV(nic, AT_REGS, void *) ||
	    !PRIV(nic, AT_STATS, void *) || !desc_good(btf))
		return -EINVAL;
	if (PRIV(nic, AT_VERSION, u32) != VERSION_64) {
		pr_info("%s: is an nForce with descriptors of 32-bit addresses\n", nic->dev->name);
		return -ENODEV;
	}
	find_rings(nic);
	fe = kzalloc(struct_size(fe, desc_of_slot, nic->ring[NM_TX][0].num), GFP_KERNEL);
	if (!fe)
		return -ENOMEM;
	fe->num = nic->ring[NM_TX][0].num;
	nic->chip_data = fe;
	nic_set_single(nic, napi);
	return 0;
}

/* ---- start and stop ---- */

/* Its NIC will be at the start of its rings when it goes on. */
static bool exchange(struct nic *nic)
{
	struct fe *fe = nic->chip_data;
	u32 i;

	for (i = 0; i < fe->num; i++)
		*tx_desc(nic, i) = (struct desc) { 0 };
	for (i = 0; i < nic->ring[NM_RX][0].num; i++)
		*rx_desc(nic, i) = (struct desc) { 0 };
	/* Where the stock driver had no memory for all its buffers, it puts in none later. */
	PRIV(nic, AT_RX_PUT, void *) = PRIV(nic, AT_RX_LAST, void *);
	/* The stock driver may have gone over to interrupts by a timer, which depends on the packets that it sees. */
	fe->stock_irqs = PRIV(nic, AT_IRQ_MASK, u32);
	PRIV(nic, AT_IRQ_MASK, u32) = IRQ_EACH;
	fe->next = fe->held = fe->oldest = fe->in_flight = 0;
	fe->at_a_time = PRIV(nic, AT_TX_LIMIT, int) ? TX_AT_A_TIME : fe->num;
	fe->rx_size = min_t(u32, round_down(nic->rx_bytes, 8), LENGTH);
	nic_rewind(nic);
	nic_fill_rx(nic, 0);
	return true;
}

static void give_back(struct nic *nic)
{
	const struct fe *fe = nic->chip_data;

	PRIV(nic, AT_IRQ_MASK, u32) = fe->stock_irqs;
}

static u32 control(const struct nic *nic)
{
	return PRIV(nic, AT_CONTROL, u32) & ~(VLAN_STRIP | RX_CHECK);
}

static void plain(struct nic *nic)
{
	writel(control(nic), reg(nic, TXRX_CONTROL));
}

static void kick(const struct nic *nic)
{
	writel(KICK | control(nic), reg(nic, TXRX_CONTROL));
}

/* ---- descriptors ---- */

/* The NIC gets packets that were held back, as many as it may have. */
static bool release(struct nic *nic)
{
	struct fe *fe = nic->chip_data;
	bool any = false;

	while (fe->held != fe->next && fe->in_flight < fe->at_a_time) {
		struct desc *d = tx_desc(nic, fe->held);

		/* The rest of the packet before its first descriptor. */
		dma_wmb();
		WRITE_ONCE(d->flags, d->flags | cpu_to_le32(TX_VALID));
		while (!(d->flags & cpu_to_le32(TX_LAST))) {
			fe->held = nm_next(fe->held, fe->num);
			d = tx_desc(nic, fe->held);
		}
		fe->held = nm_next(fe->held, fe->num);
		fe->in_flight++;
		any = true;
	}
	return any;
}

/* Finds what is done, a packet at a time. Its last descriptor keeps the mark of that. */
static void reap(struct nic *nic)
{
	struct fe *fe = nic->chip_data;
	u32 i = fe->oldest;

	while (i != fe->held) {
		__le32 flags = READ_ONCE(tx_desc(nic, i)->flags);

		if (flags & cpu_to_le32(TX_VALID))
			break;
		i = nm_next(i, fe->num);
		if (flags & cpu_to_le32(TX_LAST)) {
			fe->oldest = i;
			fe->in_flight--;
		}
	}
}

/* What is done makes room for what was held back, which all new packets are at first. */
static void advance(struct nic *nic)
{
	do {
		reap(nic);
		if (!release(nic))
			return;
		kick(nic);
	} while (1);
}

static void irq_on(struct nic *nic, const struct nic_vector *v)
{
	const struct fe *fe = nic->chip_data;

	advance(nic);
	/* The NIC may lose a call while it is at work; the interrupt after that work is the time to look. */
	if (fe->oldest != fe->held)
		kick(nic);
	/* After an error the stock driver lets them come when it has reset the NIC, some milliseconds later. */
	if (!PRIV(nic, AT_FAILED, int))
		writel(IRQ_EACH, reg(nic, IRQ_MASK));
}

/*
 * The stock driver has started the receiver, and is about to start the transmitter: that is done here, since a call to it
 * before would be lost.
 */
static void start(struct nic *nic)
{
	const struct fe *fe = nic->chip_data;
	u32 tx = readl(reg(nic, TX_CONTROL)) | TX_START;

	writel(PRIV(nic, AT_MANAGED, u32) ? tx & ~TX_PATH_OFF : tx, reg(nic, TX_CONTROL));
	writel(min(PRIV(nic, AT_RX_SIZE, u32), fe->rx_size), reg(nic, RX_MOST));
	kick(nic);
}

/* The first descriptor of a packet becomes the NIC's when all others are there. */
static void tx_put(struct nic *nic, struct nic_ring *r, u32 slot, dma_addr_t dma, u32 len, bool last, bool report)
{
	struct fe *fe = nic->chip_data;
	struct desc *d = tx_desc(nic, fe->next);

	if (unlikely(!len)) {
		fe->desc_of_slot[slot] = nm_prev(fe->next, fe->num);
		return;
	}
	fe->desc_of_slot[slot] = fe->next;
	set_address(d, dma);
	d->flags = cpu_to_le32((r->first ? 0 : TX_VALID) | (last ? TX_LAST : 0) | (len - 1));
	fe->next = nm_next(fe->next, fe->num);
}

/* Whether the slot's descriptor is before the oldest that is not done. */
static bool passed(const struct fe *fe, u32 slot)
{
	return nm_distance(fe->oldest, fe->desc_of_slot[slot], fe->num) >= nm_distance(fe->oldest, fe->next, fe->num);
}

static bool tx_done(struct nic *nic, struct nic_ring *r, u32 slot)
{
	const struct fe *fe = nic->chip_data;

	if (passed(fe, slot))
		return true;
	advance(nic);
	return passed(fe, slot);
}

static void rx_put(struct nic *nic, struct nic_ring *r, u32 i, dma_addr_t dma)
{
	const struct fe *fe = nic->chip_data;
	struct desc *d = rx_desc(nic, i);

	set_address(d, dma);
	/* Before it is the NIC's. */
	dma_wmb();
	WRITE_ONCE(d->flags, cpu_to_le32(RX_AVAIL | fe->rx_size));
}

/* A frame with an error of those that the stock driver drops has no bytes. */
static int rx_get(struct nic *nic, struct nic_ring *r, u32 i, bool *last)
{
	u32 flags = le32_to_cpu(READ_ONCE(rx_desc(nic, i)->flags)), errors = flags & RX_ERRORS;
	int len = flags & LENGTH;

	if (flags & RX_AVAIL)
		return -EAGAIN;
	/* The frame was written before. */
	dma_rmb();
	*last = true;
	if (likely((flags & (RX_GOOD | RX_ERROR)) == RX_GOOD))
		return len;
	if (!(flags & RX_GOOD) || (errors != RX_FRAMING && errors != RX_LENGTH_WRONG))
		return 0;
	return len - (errors == RX_FRAMING && (flags & RX_ONE_LESS) && len);
}

/* ---- what else the stock driver's functions do ---- */

/*
 * Its rings have nothing for it, and it may do no work on them. When the NIC has failed it would end the poll, which is not to be
 * ended twice: as if netpoll called, it does not.
 */
static void other_work(struct nic *nic, struct napi_struct *napi)
{
	bool netpoll = test_and_set_bit(NAPI_STATE_NPSVC, &napi->state);

	nic->saved_poll(napi, 0);
	if (!netpoll)
		clear_bit(NAPI_STATE_NPSVC, &napi->state);
}

static void keep_stats(struct nic *nic, enum nm_dir dir, u32 queue, u64 packets, u64 bytes)
{
	char *stats = get_cpu_ptr(PRIV(nic, AT_STATS, void __percpu *));

	AT(nic, stats, dir == NM_TX ? AT_TX_PACKETS : AT_RX_PACKETS, u64) += packets;
	AT(nic, stats, dir == NM_TX ? AT_TX_BYTES : AT_RX_BYTES, u64) += bytes;
	put_cpu_ptr(stats);
}

struct nic_chip nic_forcedeth = {
	.driver = "forcedeth",
	.standstill = "forcedeth:nv_init_ring",
	.configure = "forcedeth:nv_start_rx",
	.down = "forcedeth:nv_stop_tx",
	.emptied = "forcedeth:nv_drain_tx",
	.tx_longest = TX_LONGEST,
	.rx_unaligned = 7,
	.attach = attach,
	.find_rings = find_rings,
	.exchange = exchange,
	.give_back = give_back,
	.start = start,
	.irq_on = irq_on,
	.plain = plain,
	.other_work = other_work,
	.keep_stats = keep_stats,
	.tx_kick = advance,
	.tx_put = tx_put,
	.tx_done = tx_done,
	.rx_put = rx_put,
	.rx_get = rx_get,
};
