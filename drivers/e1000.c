// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Intel's 8254x (stock driver e1000) and 8257x to 82583, I217 to I219 (e1000e): one ring each way. They have the same
 * registers and the same transmit descriptors; e1000e uses the extended receive descriptors. Facts are from Intel's manual
 * "PCI/PCI-X Family of Gigabit Ethernet Controllers Software Developer's Manual" and the 82574's data sheet.
 *
 * From the stock driver's structures come only addresses: of the registers, of descriptors, of the NAPI instance.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/io.h>
#include "intel.h"

/* Registers. */
#define CTRL		0x0000
#define  CTRL_VME	BIT(30)		/* takes VLAN tags out of frames */
#define STATUS		0x0008
#define IMS		0x00d0		/* interrupts that are let through */
#define  INT_TXDW	BIT(0)
#define  INT_LSC	BIT(2)
#define  INT_RXSEQ	BIT(3)
#define  INT_RXDMT0	BIT(4)
#define  INT_RXT0	BIT(7)
#define RCTL		0x0100
#define  RCTL_EN	BIT(1)
#define  RCTL_DTYP	GENMASK(11, 10)	/* packet split */
#define  RCTL_BSIZE	GENMASK(17, 16)	/* 2048 bytes >> this */
#define  RCTL_BSEX	BIT(25)		/* 16 times that */
#define  RCTL_SECRC	BIT(26)		/* strips the checksum of the frame */
#define TCTL		0x0400
#define  TCTL_EN	BIT(1)
#define RDH		0x2810
#define RDT		0x2818
#define RFCTL		0x5008
#define  RFCTL_EXSTEN	BIT(15)		/* extended receive descriptors */
#define TDH		0x3810
#define TDT		0x3818

#define CMD_EOP		BIT(24)
#define CMD_IFCS	BIT(25)
#define CMD_RS		BIT(27)
#define CMD_DEXT	BIT(29)		/* not the plain form; with nothing else, a context */
#define STAT_DD		BIT(0)
#define STAT_EOP	BIT(1)

struct tx_desc {
	__le64 addr;
	__le32 length_cmd;
	__le32 status;
};

/* Both forms of a receive descriptor of e1000's: as the NIC reads it, address first, and as it writes it back. */
struct rx_desc {
	__le64 addr;
	__le16 length;
	__le16 checksum;
	u8 status;
	u8 errors;
	__le16 vlan;
};

/* Places in the stock driver's structures, in nic->at[]. */
enum { AT_NETDEV, AT_NAPI, AT_HW_ADDR, AT_TX_RING, AT_RX_RING, AT_TX_DESC, AT_TX_COUNT, AT_RX_DESC, AT_RX_COUNT, AT_MSIX, AT_IMS_VAL };

#define PRIV(nic, what, type)	(*(type *)((char *)(nic)->priv + (nic)->at[what]))

static void __iomem *reg(const struct nic *nic, u32 offset)
{
	return PRIV(nic, AT_HW_ADDR, void __iomem *) + offset;
}

/* ---- layouts ---- */

/* That the private data are what they are taken for: they point back at the device, and their NAPI instance is the device's. */
static int check_places(struct nic *nic, const struct nic_btf *btf)
{
	int hw = nic_btf_member(btf, "e1000_adapter", "hw"), hw_addr = nic_btf_member(btf, "e1000_hw", "hw_addr");
	struct napi_struct *napi;

	if (hw < 0 || hw_addr < 0)
		return -ENOENT;
	nic->at[AT_HW_ADDR] = hw + hw_addr;
	napi = &PRIV(nic, AT_NAPI, struct napi_struct);
	if (PRIV(nic, AT_NETDEV, struct net_device *) != nic->dev || napi->dev != nic->dev || !napi->poll ||
	    !PRIV(nic, AT_TX_RING, void *) || !PRIV(nic, AT_RX_RING, void *) || !PRIV(nic, AT_HW_ADDR, void *))
		return -EINVAL;
	nic_set_single(nic, napi);
	return 0;
}

static int e1000_attach(struct nic *nic, const struct nic_btf *btf)
{
	static const struct nic_place places[] = {
		{ AT_NETDEV, "e1000_adapter", "netdev" }, { AT_NAPI, "e1000_adapter", "napi" },
		{ AT_TX_RING, "e1000_adapter", "tx_ring" }, { AT_RX_RING, "e1000_adapter", "rx_ring" },
		{ AT_TX_DESC, "e1000_tx_ring", "desc" }, { AT_TX_COUNT, "e1000_tx_ring", "count" },
		{ AT_RX_DESC, "e1000_rx_ring", "desc" }, { AT_RX_COUNT, "e1000_rx_ring", "count" },
	};
	int err = nic_find_places(nic, btf, places, ARRAY_SIZE(places));

	return err ?: check_places(nic, btf);
}

static int e1000e_attach(struct nic *nic, const struct nic_btf *btf)
{
	static const struct nic_place places[] = {
		{ AT_NETDEV, "e1000_adapter", "netdev" }, { AT_NAPI, "e1000_adapter", "napi" },
		{ AT_TX_RING, "e1000_adapter", "tx_ring" }, { AT_RX_RING, "e1000_adapter", "rx_ring" },
		{ AT_TX_DESC, "e1000_ring", "desc" }, { AT_TX_COUNT, "e1000_ring", "count" },
		{ AT_RX_DESC, "e1000_ring", "desc" }, { AT_RX_COUNT, "e1000_ring", "count" },
		{ AT_MSIX, "e1000_adapter", "msix_entries" }, { AT_IMS_VAL, "e1000_ring", "ims_val" },
	};
	int err = nic_find_places(nic, btf, places, ARRAY_SIZE(places));

	if (!err)
		err = check_places(nic, btf);
	/* The probe of its clean-up function finds the adapter at the start of a ring. */
	if (!err && (nic_btf_member(btf, "e1000_ring", "adapter") || *(void **)PRIV(nic, AT_TX_RING, void *) != nic->priv))
		err = -EINVAL;
	return err;
}

static void find_rings(struct nic *nic)
{
	char *tx = PRIV(nic, AT_TX_RING, char *), *rx = PRIV(nic, AT_RX_RING, char *);

	nic->ring[NM_TX][0].desc = *(void **)(tx + nic->at[AT_TX_DESC]);
	nic->ring[NM_TX][0].num = *(u32 *)(tx + nic->at[AT_TX_COUNT]);
	nic->ring[NM_TX][0].tail = reg(nic, TDT);
	nic->ring[NM_RX][0].desc = *(void **)(rx + nic->at[AT_RX_DESC]);
	nic->ring[NM_RX][0].num = *(u32 *)(rx + nic->at[AT_RX_COUNT]);
	nic->ring[NM_RX][0].tail = reg(nic, RDT);
}

/* ---- registers ---- */

/* The size of receive buffers that the NIC is told: the largest it knows that fits. Longer frames take several. */
static u32 buffer_size_bits(const struct nic *nic)
{
	return nic->rx_bytes >= 2048 ? 0 : nic->rx_bytes >= 1024 ? 1 << 16 : nic->rx_bytes >= 512 ? 2 << 16 : 3 << 16;
}

static void plain(struct nic *nic)
{
	writel(readl(reg(nic, CTRL)) & ~CTRL_VME, reg(nic, CTRL));
}

static void start(struct nic *nic)
{
	u32 rctl = readl(reg(nic, RCTL)), tctl = readl(reg(nic, TCTL));

	writel(rctl & ~RCTL_EN, reg(nic, RCTL));
	writel(tctl & ~TCTL_EN, reg(nic, TCTL));
	readl(reg(nic, STATUS));
	/* What is under way ends. */
	udelay(100);
	writel(0, reg(nic, RDT));
	writel(0, reg(nic, RDH));
	writel(0, reg(nic, TDT));
	writel(0, reg(nic, TDH));
	plain(nic);
	memset(nic->ring[NM_TX][0].desc, 0, nic->ring[NM_TX][0].num * sizeof(struct tx_desc));
	memset(nic->ring[NM_RX][0].desc, 0, nic->ring[NM_RX][0].num * sizeof(struct rx_desc));
	nic_rewind(nic);
	writel(tctl | TCTL_EN, reg(nic, TCTL));
	rctl &= ~(RCTL_DTYP | RCTL_BSIZE | RCTL_BSEX);
	writel(rctl | RCTL_EN | RCTL_SECRC | buffer_size_bits(nic), reg(nic, RCTL));
	writel(nic_fill_rx(nic, 0), reg(nic, RDT));
	readl(reg(nic, STATUS));
}

static void e1000e_start(struct nic *nic)
{
	writel(readl(reg(nic, RFCTL)) | RFCTL_EXSTEN, reg(nic, RFCTL));
	start(nic);
}

static void irq_on(struct nic *nic, const struct nic_vector *v)
{
	writel(INT_TXDW | INT_LSC | INT_RXSEQ | INT_RXDMT0 | INT_RXT0, reg(nic, IMS));
}

static void e1000e_irq_on(struct nic *nic, const struct nic_vector *v)
{
	if (PRIV(nic, AT_MSIX, void *))
		writel(*(u32 *)(PRIV(nic, AT_RX_RING, char *) + nic->at[AT_IMS_VAL]), reg(nic, IMS));
	else
		irq_on(nic, v);
}

/* ---- descriptors ---- */

static void tx_put(struct nic *nic, struct nic_ring *r, u32 desc, dma_addr_t dma, u32 len, bool last, bool report)
{
	struct tx_desc *d = (struct tx_desc *)r->desc + desc;

	d->addr = cpu_to_le64(len ? dma : 0);
	d->status = 0;
	if (likely(len))
		d->length_cmd = cpu_to_le32(len | CMD_IFCS | (last ? CMD_EOP : 0) | (report ? CMD_RS : 0));
	else
		/* A context descriptor sends nothing, and what it says is for others than ours. */
		d->length_cmd = cpu_to_le32(CMD_DEXT | (report ? CMD_RS : 0));
}

static bool tx_done(struct nic *nic, struct nic_ring *r, u32 desc)
{
	const struct tx_desc *d = (struct tx_desc *)r->desc + desc;

	return READ_ONCE(d->status) & cpu_to_le32(STAT_DD);
}

static void rx_put(struct nic *nic, struct nic_ring *r, u32 desc, dma_addr_t dma)
{
	struct rx_desc *d = (struct rx_desc *)r->desc + desc;

	d->addr = cpu_to_le64(dma);
	d->status = 0;
}

static int rx_get(struct nic *nic, struct nic_ring *r, u32 desc, bool *last)
{
	const struct rx_desc *d = (struct rx_desc *)r->desc + desc;
	u8 status = READ_ONCE(d->status);

	if (!(status & STAT_DD))
		return -EAGAIN;
	/* The rest of it was written before. */
	dma_rmb();
	*last = status & STAT_EOP;
	return le16_to_cpu(d->length);
}

struct nic_chip nic_e1000 = {
	.driver = "e1000",
	.configure = "e1000:e1000_configure",
	.down = "e1000:e1000_down",
	.attach = e1000_attach,
	.find_rings = find_rings,
	.start = start,
	.irq_on = irq_on,
	.plain = plain,
	.tx_put = tx_put,
	.tx_done = tx_done,
	.rx_put = rx_put,
	.rx_get = rx_get,
};

struct nic_chip nic_e1000e = {
	.driver = "e1000e",
	.configure = "e1000e:e1000_configure",
	.down = "e1000e:e1000e_down",
	.clean_tx = "e1000e:e1000_clean_tx_irq",
	.counts = true,
	.attach = e1000e_attach,
	.find_rings = find_rings,
	.start = e1000e_start,
	.irq_on = e1000e_irq_on,
	.plain = plain,
	.tx_put = tx_put,
	.tx_done = tx_done,
	.rx_put = intel_rx_put,
	.rx_get = intel_rx_get,
};
