// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What Intel's NICs have in common. */
#include <linux/delay.h>
#include <linux/io.h>
#include "intel.h"

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

/* ---- layouts ---- */

/* The numbers of rings and interrupts that the stock driver has now. */
static u32 num_of(const struct nic *nic, int what)
{
	return min_t(u32, INTEL_PRIV(nic, what, u32), NIC_MAX_QUEUES);
}

int intel_check_places(struct nic *nic, u32 most)
{
	char **vector = &INTEL_PRIV(nic, INTEL_AT_VECTORS, char *);
	u32 i;

	/* They point back at the device. */
	if (INTEL_PRIV(nic, INTEL_AT_NETDEV, struct net_device *) != nic->dev || !INTEL_PRIV(nic, INTEL_AT_IO, void *) ||
	    !INTEL_PRIV(nic, INTEL_AT_NUM_VECTORS, u32))
		return -EINVAL;
	/* The rings are arrays of pointers as long as they are thought to be at most, and hold as many as there are. */
	if (INTEL_PRIV(nic, INTEL_AT_NUM_TX, u32) > most || INTEL_PRIV(nic, INTEL_AT_NUM_RX, u32) > most ||
	    INTEL_PRIV(nic, INTEL_AT_NUM_VECTORS, u32) > most)
		return -EINVAL;
	/* The NAPI instances are the device's. */
	for (i = 0; i < num_of(nic, INTEL_AT_NUM_VECTORS); i++) {
		struct napi_struct *napi;

		if (!vector[i])
			return -EINVAL;
		napi = &INTEL_AT(nic, vector[i], INTEL_AT_NAPI, struct napi_struct);
		if (napi->dev != nic->dev || !napi->poll)
			return -EINVAL;
	}
	return 0;
}

/* The rings of a vector, in the bit map that it has of them. */
static void find_queues(const struct nic *nic, const char *vector, int num, int rings, unsigned long *queues)
{
	char **ring = &INTEL_PRIV(nic, rings, char *);
	u32 q;

	bitmap_zero(queues, NIC_MAX_QUEUES);
	for (q = 0; q < num_of(nic, num) && ring[q]; q++) {
		if (INTEL_AT(nic, ring[q], INTEL_AT_RING_VECTOR, char *) == vector)
			set_bit(q, queues);
	}
}

/* Where there is none, as after a resume that failed, none is found. */
void intel_find_vectors(struct nic *nic)
{
	char **vector = &INTEL_PRIV(nic, INTEL_AT_VECTORS, char *);
	u32 i;

	nic->num_vectors = 0;
	for (i = 0; i < num_of(nic, INTEL_AT_NUM_VECTORS) && vector[i]; i++) {
		struct nic_vector *v = &nic->vector[nic->num_vectors++];

		v->napi = &INTEL_AT(nic, vector[i], INTEL_AT_NAPI, struct napi_struct);
		find_queues(nic, vector[i], INTEL_AT_NUM_TX, INTEL_AT_TX, v->queues[NM_TX]);
		find_queues(nic, vector[i], INTEL_AT_NUM_RX, INTEL_AT_RX, v->queues[NM_RX]);
	}
}

static u32 find(struct nic *nic, enum nm_dir dir, int num, int rings)
{
	char **ring = &INTEL_PRIV(nic, rings, char *);
	u32 q;

	for (q = 0; q < num_of(nic, num) && ring[q]; q++) {
		struct nic_ring *r = &nic->ring[dir][q];

		r->desc = INTEL_AT(nic, ring[q], INTEL_AT_DESC, void *);
		r->tail = INTEL_AT(nic, ring[q], INTEL_AT_TAIL, void __iomem *);
		r->num = INTEL_AT(nic, ring[q], INTEL_AT_COUNT, u16);
	}
	return q;
}

void intel_find_rings(struct nic *nic)
{
	nic->num_queues[NM_TX] = find(nic, NM_TX, INTEL_AT_NUM_TX, INTEL_AT_TX);
	nic->num_queues[NM_RX] = find(nic, NM_RX, INTEL_AT_NUM_RX, INTEL_AT_RX);
}

/* ---- counters ---- */

int intel_find_counters(struct nic *nic, const struct nic_btf *btf, const struct intel_counters *c)
{
	int err = 0, dir;

	for (dir = NM_RX; dir <= NM_TX && !err; dir++) {
		const char *const packets[][2] = { { c->ring, c->member[dir] }, { c->structure[dir], "packets" } };
		const char *const bytes[][2] = { { c->ring, c->member[dir] }, { c->structure[dir], "bytes" } };

		err = nic_find_inner(nic, btf, packets, ARRAY_SIZE(packets), INTEL_AT_PACKETS + dir);
		err = err ?: nic_find_inner(nic, btf, bytes, ARRAY_SIZE(bytes), INTEL_AT_BYTES + dir);
	}
	return err;
}

/* The stock driver shows the sums over its rings. Nobody else counts there: the interface is down, or its queues are ours. */
void intel_keep_stats(struct nic *nic, enum nm_dir dir, u32 queue, u64 packets, u64 bytes)
{
	char **rings = &INTEL_PRIV(nic, dir == NM_TX ? INTEL_AT_TX : INTEL_AT_RX, char *);
	u32 num = num_of(nic, dir == NM_TX ? INTEL_AT_NUM_TX : INTEL_AT_NUM_RX);
	char *ring = rings[queue < num ? queue : 0];

	if (!ring)
		return;
	INTEL_AT(nic, ring, INTEL_AT_PACKETS + dir, u64) += packets;
	INTEL_AT(nic, ring, INTEL_AT_BYTES + dir, u64) += bytes;
}

/* ---- registers ---- */

void intel_enable(struct nic_ring *r, bool on)
{
	u32 dctl = readl(r->tail + INTEL_DCTL), want = on ? INTEL_DCTL_ENABLE : 0;
	int us;

	writel((dctl & ~INTEL_DCTL_ENABLE) | want, r->tail + INTEL_DCTL);
	for (us = 0; us < 100 && (readl(r->tail + INTEL_DCTL) & INTEL_DCTL_ENABLE) != want; us += 5)
		udelay(5);
}

static void stop_ring(struct nic_ring *r)
{
	intel_enable(r, false);
	writel(0, r->tail + INTEL_HEAD);
	writel(0, r->tail);
	memset(r->desc, 0, r->num * INTEL_DESC_BYTES);
}

void intel_stop_rings(struct nic *nic)
{
	u32 dir, q;

	for (dir = NM_RX; dir <= NM_TX; dir++) {
		for (q = 0; q < nic->num_queues[dir]; q++)
			stop_ring(&nic->ring[dir][q]);
	}
}

/* ---- descriptors ---- */

void intel_tx_put(struct nic *nic, struct nic_ring *r, u32 desc, dma_addr_t dma, u32 len, bool last, bool report)
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
static bool passed(struct nic_ring *r, u32 desc)
{
	u32 head = readl(r->tail + INTEL_HEAD), tail = readl(r->tail);

	if (head >= r->num || tail >= r->num)
		return false;
	return nm_distance(desc, tail, r->num) > nm_distance(head, tail, r->num);
}

bool intel_tx_done(struct nic *nic, struct nic_ring *r, u32 desc)
{
	const struct tx_desc *d = (struct tx_desc *)r->desc + desc;

	if (READ_ONCE(d->status) & cpu_to_le32(STAT_DD))
		return true;
	return (d->cmd_len & cpu_to_le32(CMD_TYPE)) == cpu_to_le32(CMD_CONTEXT) && passed(r, desc);
}

void intel_rx_put(struct nic *nic, struct nic_ring *r, u32 desc, dma_addr_t dma)
{
	struct rx_desc *d = (struct rx_desc *)r->desc + desc;

	d->addr = cpu_to_le64(dma);
	d->header = 0;
}

int intel_rx_get(struct nic *nic, struct nic_ring *r, u32 desc, bool *last)
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
