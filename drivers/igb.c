// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Intel's 82575, 82576, 82580, I350, I354, I210, I211 (stock driver igb): up to 16 rings each way, of advanced descriptors. Facts are
 * from the data sheets of the 82576 and the I350.
 *
 * The stock driver makes its rings and its interrupts anew when their number is changed, and on resume. So all of them are found again
 * on each start. Which of the rings a frame comes to is as the stock driver has set it: by hash (RSS) or by the filters of ethtool -N.
 *
 * From the stock driver's structures come only addresses: of the registers, of descriptors, of the NAPI instances.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/io.h>
#include <linux/pci.h>
#include "takeover.h"

/* Registers. */
#define CTRL		0x0000
#define  CTRL_VME	BIT(30)		/* takes VLAN tags out of frames */
#define STATUS		0x0008
#define RCTL		0x0100
#define  RCTL_EN	BIT(1)
#define  RCTL_BSIZE	GENMASK(17, 16)	/* 2048 bytes >> this, for rings whose SRRCTL has no size */
#define TCTL		0x0400
#define  TCTL_EN	BIT(1)
#define EIMS		0x1524		/* interrupts of MSI-X that are let through */
#define IMS		0x1508		/* and those without MSI-X */
#define  INT_TXDW	BIT(0)
#define  INT_LSC	BIT(2)
#define  INT_RXSEQ	BIT(3)
#define  INT_RXDMT0	BIT(4)
#define  INT_RXT0	BIT(7)
#define  INT_DOUTSYNC	BIT(28)
#define  INT_DRSTA	BIT(30)
#define VMOLR0		0x5ad0		/* of the first pool, which is all of the NIC */
#define DVMOLR0		0xc038		/* the same of an I350 and later */
#define  OLR_STRVLAN	BIT(30)

/* Registers of a ring, from its tail register on: head, control, buffers. */
#define HEAD		(-0x08)
#define DCTL		0x10
#define  DCTL_ENABLE	BIT(25)
#define SRRCTL		(-0x0c)
#define  SRRCTL_BSIZE	GENMASK(6, 0)	/* KB */
#define  SRRCTL_HSIZE	GENMASK(11, 8)
#define  SRRCTL_TYPE	GENMASK(27, 25)
#define   TYPE_ONE_BUF	BIT(25)		/* advanced, without a buffer for headers */
#define  SRRCTL_TIME	BIT(30)		/* puts a time before what it stamps, in the buffer */
#define  SRRCTL_DROP	BIT(31)		/* what comes for a ring that is full, and does not wait for it */

#define CMD_DATA	(3 << 20)
#define CMD_CONTEXT	(2 << 20)
#define CMD_TYPE	(0xf << 20)
#define CMD_EOP		BIT(24)
#define CMD_IFCS	BIT(25)
#define CMD_RS		BIT(27)
#define CMD_DEXT	BIT(29)
#define PAYLEN_SHIFT	14
#define STAT_DD		BIT(0)
#define STAT_EOP	BIT(1)

#define LONGEST		9724		/* what its buffer for packets is made for, 9728 with the checksum */

struct tx_desc {
	__le64 addr;
	__le32 cmd_len;
	__le32 status;		/* as it is read, the length of the packet */
};

struct rx_desc {
	__le64 addr;		/* other things when it is written back */
	union {
		__le64 header;	/* as it is read, an address that is not used */
		struct {
			__le32 status;
			__le16 length;
			__le16 vlan;
		};
	};
};

/* Places in the stock driver's structures, in nic->at[]. */
enum {
	AT_NETDEV, AT_IO, AT_NUM_TX, AT_NUM_RX, AT_TX, AT_RX, AT_NUM_VECTORS, AT_VECTORS,
	AT_DESC, AT_TAIL, AT_COUNT, AT_QUEUE, AT_NAPI, AT_EIMS, AT_VECTOR_TX, AT_VECTOR_RX,
};

#define AT(nic, of, what, type)	(*(type *)((char *)(of) + (nic)->at[what]))
#define PRIV(nic, what, type)	AT(nic, (nic)->priv, what, type)

static void __iomem *reg(const struct nic *nic, u32 offset)
{
	return PRIV(nic, AT_IO, void __iomem *) + offset;
}

/* ---- layouts ---- */

/* The numbers of rings and interrupts that the stock driver has now. */
static u32 num_of(const struct nic *nic, int what)
{
	return min_t(u32, PRIV(nic, what, u32), NIC_MAX_QUEUES);
}

/* That the private data are what they are taken for: they point back at the device, and the NAPI instances are the device's. */
static int check_places(struct nic *nic)
{
	char **vector = &PRIV(nic, AT_VECTORS, char *);
	u32 i;

	if (PRIV(nic, AT_NETDEV, struct net_device *) != nic->dev || !PRIV(nic, AT_IO, void *) || !PRIV(nic, AT_NUM_VECTORS, u32))
		return -EINVAL;
	/* The rings are arrays of pointers as long as they are thought to be at most, and hold as many as there are. */
	if (PRIV(nic, AT_NUM_TX, u32) > NIC_MAX_QUEUES || PRIV(nic, AT_NUM_RX, u32) > NIC_MAX_QUEUES ||
	    PRIV(nic, AT_NUM_VECTORS, u32) > NIC_MAX_QUEUES)
		return -EINVAL;
	for (i = 0; i < num_of(nic, AT_NUM_VECTORS); i++) {
		struct napi_struct *napi;

		if (!vector[i])
			return -EINVAL;
		napi = &AT(nic, vector[i], AT_NAPI, struct napi_struct);
		if (napi->dev != nic->dev || !napi->poll)
			return -EINVAL;
	}
	return 0;
}

/* The queue of the ring in a vector's place for it; < 0 if it has none. */
static int queue_of(const struct nic *nic, const char *ring)
{
	return ring ? AT(nic, ring, AT_QUEUE, u8) : -1;
}

/* Where there is none, as after a resume that failed, none is found. */
static void find_vectors(struct nic *nic)
{
	char **vector = &PRIV(nic, AT_VECTORS, char *);
	u32 i;

	nic->num_vectors = 0;
	for (i = 0; i < num_of(nic, AT_NUM_VECTORS) && vector[i]; i++) {
		struct nic_vector *v = &nic->vector[nic->num_vectors++];

		v->napi = &AT(nic, vector[i], AT_NAPI, struct napi_struct);
		v->queue[NM_TX] = queue_of(nic, AT(nic, vector[i], AT_VECTOR_TX, char *));
		v->queue[NM_RX] = queue_of(nic, AT(nic, vector[i], AT_VECTOR_RX, char *));
	}
}

static u32 find(struct nic *nic, enum nm_dir dir, int num, int rings)
{
	char **ring = &PRIV(nic, rings, char *);
	u32 q;

	for (q = 0; q < num_of(nic, num) && ring[q]; q++) {
		struct nic_ring *r = &nic->ring[dir][q];

		r->desc = AT(nic, ring[q], AT_DESC, void *);
		r->tail = AT(nic, ring[q], AT_TAIL, void __iomem *);
		r->num = AT(nic, ring[q], AT_COUNT, u16);
	}
	return q;
}

static void find_rings(struct nic *nic)
{
	nic->num_queues[NM_TX] = find(nic, NM_TX, AT_NUM_TX, AT_TX);
	nic->num_queues[NM_RX] = find(nic, NM_RX, AT_NUM_RX, AT_RX);
}

static int attach(struct nic *nic, const struct nic_btf *btf)
{
	static const struct nic_place places[] = {
		{ AT_NETDEV, "igb_adapter", "netdev" }, { AT_IO, "igb_adapter", "io_addr" },
		{ AT_NUM_TX, "igb_adapter", "num_tx_queues" }, { AT_NUM_RX, "igb_adapter", "num_rx_queues" },
		{ AT_TX, "igb_adapter", "tx_ring" }, { AT_RX, "igb_adapter", "rx_ring" },
		{ AT_NUM_VECTORS, "igb_adapter", "num_q_vectors" }, { AT_VECTORS, "igb_adapter", "q_vector" },
		{ AT_DESC, "igb_ring", "desc" }, { AT_TAIL, "igb_ring", "tail" },
		{ AT_COUNT, "igb_ring", "count" }, { AT_QUEUE, "igb_ring", "queue_index" },
		{ AT_NAPI, "igb_q_vector", "napi" }, { AT_EIMS, "igb_q_vector", "eims_value" },
		{ AT_VECTOR_TX, "igb_q_vector", "tx" }, { AT_VECTOR_RX, "igb_q_vector", "rx" },
	};
	int err = nic_find_places(nic, btf, places, ARRAY_SIZE(places));

	if (err)
		return err;
	/* A vector's place for a ring begins with the pointer to it. */
	if (nic_btf_member(btf, "igb_ring_container", "ring"))
		return -EINVAL;
	if (!dev_is_pci(nic->dev->dev.parent) || pci_num_vf(to_pci_dev(nic->dev->dev.parent))) {
		pr_info("%s: shares its rings with virtual functions\n", nic->dev->name);
		return -EBUSY;
	}
	err = check_places(nic);
	if (!err)
		find_vectors(nic);
	return err;
}

/* ---- registers ---- */

static void plain(struct nic *nic)
{
	static const u32 strips[] = { VMOLR0, DVMOLR0 };
	u32 i;

	writel(readl(reg(nic, CTRL)) & ~CTRL_VME, reg(nic, CTRL));
	/* Which of the two the NIC has is of no matter: the bit is not set in the other. */
	for (i = 0; i < ARRAY_SIZE(strips); i++) {
		u32 was = readl(reg(nic, strips[i]));

		if (was != ~0U && (was & OLR_STRVLAN))
			writel(was & ~OLR_STRVLAN, reg(nic, strips[i]));
	}
}

/* Switches a ring off or on, and waits until it is: some microseconds, or never while the link is down or the NIC is gone. */
static void enable(struct nic_ring *r, bool on)
{
	u32 dctl = readl(r->tail + DCTL), want = on ? DCTL_ENABLE : 0;
	int us;

	writel((dctl & ~DCTL_ENABLE) | want, r->tail + DCTL);
	for (us = 0; us < 100 && (readl(r->tail + DCTL) & DCTL_ENABLE) != want; us += 5)
		udelay(5);
}

static void stop_ring(struct nic_ring *r)
{
	enable(r, false);
	writel(0, r->tail + HEAD);
	writel(0, r->tail);
	memset(r->desc, 0, r->num * sizeof(struct tx_desc));
}

/* The size of receive buffers is told in KB by the ring; less than one by the NIC. */
static void set_buffers(struct nic *nic, struct nic_ring *r)
{
	u32 srrctl = readl(r->tail + SRRCTL) & ~(SRRCTL_BSIZE | SRRCTL_HSIZE | SRRCTL_TYPE | SRRCTL_TIME);

	/* Who is slow to empty one ring does not hold up the others. */
	if (nic->num_queues[NM_RX] > 1)
		srrctl |= SRRCTL_DROP;
	writel(srrctl | TYPE_ONE_BUF | nic->rx_bytes / 1024, r->tail + SRRCTL);
}

static void start(struct nic *nic)
{
	u32 rctl = readl(reg(nic, RCTL)), tctl = readl(reg(nic, TCTL)), q;

	writel(rctl & ~RCTL_EN, reg(nic, RCTL));
	writel(tctl & ~TCTL_EN, reg(nic, TCTL));
	readl(reg(nic, STATUS));
	/* What is under way ends. */
	udelay(100);
	for (q = 0; q < nic->num_queues[NM_TX]; q++)
		stop_ring(&nic->ring[NM_TX][q]);
	for (q = 0; q < nic->num_queues[NM_RX]; q++)
		stop_ring(&nic->ring[NM_RX][q]);
	plain(nic);
	nic_rewind(nic);
	for (q = 0; q < nic->num_queues[NM_TX]; q++)
		enable(&nic->ring[NM_TX][q], true);
	for (q = 0; q < nic->num_queues[NM_RX]; q++) {
		struct nic_ring *r = &nic->ring[NM_RX][q];

		set_buffers(nic, r);
		enable(r, true);
		/* The NIC takes no descriptor before its ring is on. */
		writel(nic_fill_rx(nic, q), r->tail);
	}
	writel(tctl | TCTL_EN, reg(nic, TCTL));
	writel((rctl & ~RCTL_BSIZE) | RCTL_EN | (nic->rx_bytes >= 512 ? 2 << 16 : 3 << 16), reg(nic, RCTL));
	readl(reg(nic, STATUS));
}

static void irq_on(struct nic *nic, const struct nic_vector *v)
{
	const char *vector = (const char *)v->napi - nic->at[AT_NAPI];

	if (to_pci_dev(nic->dev->dev.parent)->msix_enabled)
		writel(AT(nic, vector, AT_EIMS, u32), reg(nic, EIMS));
	else
		writel(INT_TXDW | INT_LSC | INT_RXSEQ | INT_RXDMT0 | INT_RXT0 | INT_DOUTSYNC | INT_DRSTA, reg(nic, IMS));
}

/* ---- descriptors ---- */

static void tx_put(struct nic *nic, struct nic_ring *r, u32 desc, dma_addr_t dma, u32 len, bool last, bool report)
{
	struct tx_desc *d = (struct tx_desc *)r->desc + desc;

	if (unlikely(!len)) {
		/* A context, which sends nothing, and what it says is for others than ours. It is not reported. */
		*d = (struct tx_desc) { .cmd_len = cpu_to_le32(CMD_CONTEXT | CMD_DEXT) };
		return;
	}
	d->addr = cpu_to_le64(dma);
	d->cmd_len = cpu_to_le32(len | CMD_DATA | CMD_DEXT | CMD_IFCS | (last ? CMD_EOP : 0) | (report ? CMD_RS : 0));
	d->status = cpu_to_le32(r->first ? r->whole << PAYLEN_SHIFT : 0);
}

/* Whether the NIC has passed a descriptor. It is not the next one, where the NIC stands, when all are passed. */
static bool passed(struct nic *nic, struct nic_ring *r, u32 desc)
{
	u32 head = readl(r->tail + HEAD), tail = readl(r->tail);

	if (head >= r->num || tail >= r->num)
		return false;
	return nm_distance(desc, tail, r->num) > nm_distance(head, tail, r->num);
}

static bool tx_done(struct nic *nic, struct nic_ring *r, u32 desc)
{
	const struct tx_desc *d = (struct tx_desc *)r->desc + desc;

	if (READ_ONCE(d->status) & cpu_to_le32(STAT_DD))
		return true;
	return (d->cmd_len & cpu_to_le32(CMD_TYPE)) == cpu_to_le32(CMD_CONTEXT) && passed(nic, r, desc);
}

static void rx_put(struct nic *nic, struct nic_ring *r, u32 desc, dma_addr_t dma)
{
	struct rx_desc *d = (struct rx_desc *)r->desc + desc;

	d->addr = cpu_to_le64(dma);
	d->header = 0;
}

static int rx_get(struct nic *nic, struct nic_ring *r, u32 desc, bool *last)
{
	const struct rx_desc *d = (struct rx_desc *)r->desc + desc;
	u32 status = le32_to_cpu(READ_ONCE(d->status));

	if (!(status & STAT_DD))
		return -EAGAIN;
	/* The rest of it was written before. */
	dma_rmb();
	*last = status & STAT_EOP;
	return le16_to_cpu(d->length);
}

struct nic_chip nic_igb = {
	.driver = "igb",
	.configure = "igb:igb_configure",
	.down = "igb:igb_down",
	.tx_longest = LONGEST,
	.attach = attach,
	.find_rings = find_rings,
	.find_vectors = find_vectors,
	.start = start,
	.irq_on = irq_on,
	.plain = plain,
	.tx_put = tx_put,
	.tx_done = tx_done,
	.rx_put = rx_put,
	.rx_get = rx_get,
};
