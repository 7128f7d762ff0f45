// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Realtek's RTL8169, RTL8168/8111 and RTL810x (stock driver r8169): one ring each way, of 256 descriptors. Facts are from the
 * data sheet of the RTL8169, and from what the stock driver says of later ones.
 *
 * Who has a descriptor is a bit of it (OWN), and there is no index to write: the NIC goes on while it finds its bit set, and
 * waits where it does not. So its rings can be rewound by a reset only, and descriptors are exchanged while it stands still:
 * in rtl_jumbo_config(), which the stock driver calls after the reset and before it lets the NIC go. What it calls to stop the NIC
 * (rtl8169_cleanup()) ends in a reset: then it gets its own descriptors back, because it unmaps its buffers by their addresses.
 *
 * There is no descriptor that sends nothing, either. A slot to pass over gets none, so slots and descriptors run apart until the
 * next start: rtl->desc_of_slot has where a slot is.
 *
 * RTL8125 and later have other registers, and are refused.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/io.h>
#include <linux/slab.h>
#include "takeover.h"

#define NUM_DESCS	256

/* Registers. */
#define CHIP_CMD	0x37
#define  CMD_TX		BIT(2)
#define  CMD_RX		BIT(3)
#define TX_POLL		0x38
#define  POLL_NORMAL	BIT(6)		/* there is something on the ring */
#define INTR_MASK	0x3c
#define CPLUS_CMD	0xe0
#define  CPLUS_RXVLAN	BIT(6)		/* takes VLAN tags out of frames */

/* Of the first word of a descriptor. */
#define OWN		BIT(31)		/* the NIC's */
#define RING_END	BIT(30)
#define FIRST		BIT(29)
#define LAST		BIT(28)
#define RX_LENGTH	GENMASK(13, 0)
#define RX_SIZE_MAX	0x3ff8		/* of a buffer; sizes and addresses are multiples of 8 */

#define FCS_BYTES	4

struct desc {
	__le32 opts1;
	__le32 opts2;
	__le64 addr;
};

struct rtl {
	__le64		stock_addr[NUM_DESCS];	/* of the stock driver's receive buffers */
	u16		desc_of_slot[NUM_DESCS];	/* transmit: a slot's, or the one before if it has none */
	u16		next;			/* transmit: descriptor */
	struct desc	*first;			/* transmit: of a packet whose end has not been put yet; NULL if there is none */
	u32		rx_size;		/* of a receive buffer, as the NIC is told */
	u32		rx_sum;			/* bytes of earlier slots of a packet */
};

/* Places in the stock driver's structure, in nic->at[]. */
enum { AT_NETDEV, AT_NAPI, AT_MMIO, AT_TX_DESC, AT_RX_DESC, AT_IRQ_MASK, AT_VERSION };

#define PRIV(nic, what, type)	(*(type *)((char *)(nic)->priv + (nic)->at[what]))

static void __iomem *reg(const struct nic *nic, u32 offset)
{
	return PRIV(nic, AT_MMIO, void __iomem *) + offset;
}

static struct desc *tx_desc(const struct nic *nic, u32 i)
{
	return (struct desc *)nic->ring[NM_TX][0].desc + i;
}

static struct desc *rx_desc(const struct nic *nic, u32 i)
{
	return (struct desc *)nic->ring[NM_RX][0].desc + i;
}

static __le32 end_bit(u32 desc)
{
	return desc == NUM_DESCS - 1 ? cpu_to_le32(RING_END) : 0;
}

/* ---- layouts ---- */

/* An array of the stock driver's is as long as it is to the next member. */
static bool has_256(const struct nic_btf *btf, const char *member, size_t size, const char *next)
{
	int at = nic_btf_member(btf, "rtl8169_private", member), end = nic_btf_member(btf, "rtl8169_private", next);

	return at >= 0 && end - at == size * NUM_DESCS;
}

/* What is of no use for this file but has to be as it is thought of. */
static bool rings_good(const struct nic_btf *btf)
{
	return has_256(btf, "Rx_databuff", sizeof(struct page *), "tx_skb") && !nic_btf_member(btf, "RxDesc", "opts1") &&
	       nic_btf_member(btf, "RxDesc", "addr") == offsetof(struct desc, addr) &&
	       nic_btf_member(btf, "TxDesc", "addr") == offsetof(struct desc, addr);
}

static int attach(struct nic *nic, const struct nic_btf *btf)
{
	static const struct nic_place places[] = {
		{ AT_NETDEV, "rtl8169_private", "dev" }, { AT_NAPI, "rtl8169_private", "napi" },
		{ AT_MMIO, "rtl8169_private", "mmio_addr" }, { AT_IRQ_MASK, "rtl8169_private", "irq_mask" },
		{ AT_TX_DESC, "rtl8169_private", "TxDescArray" }, { AT_RX_DESC, "rtl8169_private", "RxDescArray" },
		{ AT_VERSION, "rtl8169_private", "mac_version" },
	};
	int err = nic_find_places(nic, btf, places, ARRAY_SIZE(places)), rtl8125;
	struct napi_struct *napi;

	if (err)
		return err;
	napi = &PRIV(nic, AT_NAPI, struct napi_struct);
	if (PRIV(nic, AT_NETDEV, struct net_device *) != nic->dev || napi->dev != nic->dev || !napi->poll || !PRIV(nic, AT_MMIO, void *) ||
	    !rings_good(btf))
		return -EINVAL;
	rtl8125 = nic_btf_enum(btf, "mac_version", "RTL_GIGA_MAC_VER_61");
	if (rtl8125 < 0 || PRIV(nic, AT_VERSION, u32) >= rtl8125) {
		pr_info("%s: is an RTL8125 or later, whose registers are others\n", nic->dev->name);
		return -ENODEV;
	}
	nic->chip_data = kzalloc(sizeof(struct rtl), GFP_KERNEL);
	if (!nic->chip_data)
		return -ENOMEM;
	nic_set_single(nic, napi);
	return 0;
}

/* There are none while the interface is down. */
static void find_rings(struct nic *nic)
{
	nic->ring[NM_TX][0].desc = PRIV(nic, AT_TX_DESC, void *);
	nic->ring[NM_TX][0].num = NUM_DESCS;
	nic->ring[NM_RX][0].desc = PRIV(nic, AT_RX_DESC, void *);
	nic->ring[NM_RX][0].num = NUM_DESCS;
}

/* ---- start and stop ---- */

/* The NIC stands still and is at the start of its rings; or it is not, since the stock driver comes here from elsewhere, too. */
static bool exchange(struct nic *nic)
{
	struct rtl *rtl = nic->chip_data;
	u32 i;

	if (!nic->ring[NM_TX][0].desc || !nic->ring[NM_RX][0].desc || (readb(reg(nic, CHIP_CMD)) & (CMD_TX | CMD_RX)))
		return false;
	for (i = 0; i < NUM_DESCS; i++) {
		rtl->stock_addr[i] = rx_desc(nic, i)->addr;
		rx_desc(nic, i)->opts1 = end_bit(i);
		*tx_desc(nic, i) = (struct desc) { .opts1 = end_bit(i) };
	}
	rtl->next = 0;
	rtl->first = NULL;
	rtl->rx_sum = 0;
	rtl->rx_size = min_t(u32, round_down(nic->rx_bytes, 8), RX_SIZE_MAX);
	nic_rewind(nic);
	nic_fill_rx(nic, 0);
	return true;
}

static void give_back(struct nic *nic)
{
	struct rtl *rtl = nic->chip_data;
	u32 i;

	for (i = 0; i < NUM_DESCS; i++)
		rx_desc(nic, i)->addr = rtl->stock_addr[i];
}

static void plain(struct nic *nic)
{
	writew(readw(reg(nic, CPLUS_CMD)) & ~CPLUS_RXVLAN, reg(nic, CPLUS_CMD));
}

static void tx_kick(struct nic *nic)
{
	writeb(POLL_NORMAL, reg(nic, TX_POLL));
}

/* The NIC may lose a call while it is at work; the interrupt after that work is the time to look. */
static void irq_on(struct nic *nic, const struct nic_vector *v)
{
	const struct rtl *rtl = nic->chip_data;
	u32 last = nm_prev(rtl->next, NUM_DESCS);

	if (READ_ONCE(tx_desc(nic, last)->opts1) & cpu_to_le32(OWN))
		tx_kick(nic);
	writew(PRIV(nic, AT_IRQ_MASK, u32), reg(nic, INTR_MASK));
}

static void start(struct nic *nic)
{
	plain(nic);
	irq_on(nic, &nic->vector[0]);
}

/* ---- descriptors ---- */

/* The first descriptor of a packet is the last to become the NIC's. */
static void tx_put(struct nic *nic, struct nic_ring *r, u32 slot, dma_addr_t dma, u32 len, bool last, bool report)
{
	struct rtl *rtl = nic->chip_data;
	struct desc *d = tx_desc(nic, rtl->next);
	bool alone = last && !rtl->first;

	if (unlikely(!len)) {
		rtl->desc_of_slot[slot] = nm_prev(rtl->next, NUM_DESCS);
		return;
	}
	rtl->desc_of_slot[slot] = rtl->next;
	d->addr = cpu_to_le64(dma);
	d->opts2 = 0;
	/* Before it is the NIC's. */
	dma_wmb();
	if (likely(alone)) {
		WRITE_ONCE(d->opts1, cpu_to_le32(OWN | FIRST | LAST | len) | end_bit(rtl->next));
	} else if (!rtl->first) {
		d->opts1 = cpu_to_le32(FIRST | len) | end_bit(rtl->next);
		rtl->first = d;
	} else {
		d->opts1 = cpu_to_le32(OWN | (last ? LAST : 0) | len) | end_bit(rtl->next);
		if (last) {
			/* With the others before it. */
			dma_wmb();
			WRITE_ONCE(rtl->first->opts1, rtl->first->opts1 | cpu_to_le32(OWN));
			rtl->first = NULL;
		}
	}
	rtl->next = nm_next(rtl->next, NUM_DESCS);
}

static bool tx_done(struct nic *nic, struct nic_ring *r, u32 slot)
{
	const struct rtl *rtl = nic->chip_data;

	return !(READ_ONCE(tx_desc(nic, rtl->desc_of_slot[slot])->opts1) & cpu_to_le32(OWN));
}

static void rx_put(struct nic *nic, struct nic_ring *r, u32 i, dma_addr_t dma)
{
	const struct rtl *rtl = nic->chip_data;
	struct desc *d = rx_desc(nic, i);

	d->addr = cpu_to_le64(dma);
	d->opts2 = 0;
	/* Before it is the NIC's. */
	dma_wmb();
	WRITE_ONCE(d->opts1, cpu_to_le32(OWN | rtl->rx_size) | end_bit(i));
}

/*
 * The last descriptor of a packet tells the length of the whole, with its checksum. If that lies in two buffers, the last but one
 * has some of it, so a packet of several is looked at when the next descriptor is there, too.
 */
static int rx_get(struct nic *nic, struct nic_ring *r, u32 i, bool *last)
{
	struct rtl *rtl = nic->chip_data;
	u32 opts1 = le32_to_cpu(READ_ONCE(rx_desc(nic, i)->opts1)), end = opts1;
	int len = rtl->rx_size;

	if (opts1 & OWN)
		return -EAGAIN;
	*last = opts1 & LAST;
	if (unlikely(!*last)) {
		end = le32_to_cpu(READ_ONCE(rx_desc(nic, nm_next(i, NUM_DESCS))->opts1));
		if ((end & OWN) || !(end & RX_LENGTH))
			return -EAGAIN;
	}
	/* The rest of them was written before. */
	dma_rmb();
	/* No end of a packet that is looked for later. */
	rx_desc(nic, i)->opts1 = end_bit(i);
	if (likely(end & LAST))
		len = (int)(end & RX_LENGTH) - FCS_BYTES - (int)rtl->rx_sum;
	rtl->rx_sum = *last ? 0 : rtl->rx_sum + rtl->rx_size;
	return clamp_t(int, len, 0, rtl->rx_size);
}

struct nic_chip nic_r8169 = {
	.driver = "r8169",
	.standstill = "r8169:rtl_jumbo_config",
	.configure = "r8169:rtl_reset_work",
	.down = "r8169:rtl8169_cleanup",
	.rx_unaligned = 7,
	.attach = attach,
	.find_rings = find_rings,
	.exchange = exchange,
	.give_back = give_back,
	.start = start,
	.irq_on = irq_on,
	.plain = plain,
	.tx_kick = tx_kick,
	.tx_put = tx_put,
	.tx_done = tx_done,
	.rx_put = rx_put,
	.rx_get = rx_get,
};
