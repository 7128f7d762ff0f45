// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Takes over the descriptor rings of a NIC whose driver is the distribution's, loaded and unmodified, and gives them back.
 *
 * The stock driver goes on to do all that it does around the rings: it brings the NIC up and down, sets registers, watches
 * the link, resets it. On each start it calls a function of its own that sets up the rings. A return probe on that
 * function (chip->configure) then stops the DMA, points the descriptors at netmap's buffers, and starts it again; a probe on
 * the function that stops the NIC (chip->down) tells that its descriptors are not ours any more. So a reset, a change of the
 * MTU, or an interface that goes down and up comes out in netmap mode again. What was in flight is lost, as on any wire.
 *
 * The NAPI poll function is replaced by one that wakes who waits for the rings; these are worked on by the syncs. A copy of the
 * device's operations takes what the host sends (host rings). On the way out the interface is closed, all is put
 * back, and it is opened: the stock driver frees what it has allocated, and never sees that somebody was there.
 *
 * Structures of the stock driver are found by its own type information (btf.c), and looked at before anything is touched. If
 * something is not as expected, the interface is refused, with the reason in the log, and gets the emulated adapter.
 *
 * Limits: the whole NIC is taken, whichever rings are bound; what arrives for a ring nobody has is dropped. Regions of a
 * program's memory (EXTMEM) are refused. NR_FORWARD leads from the NIC to the host and not back, since all descriptors
 * belong to slots of a program. If the sizes of the rings are changed meanwhile, the port is gone for its programs.
 *
 * Locks: nic->lock, with interrupts off, for the NIC's registers and descriptors and for the positions in the rings; the
 * probes run in whatever context the driver is in. Life under nm_lock and rtnl. The list of NICs is read under RCU.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/rculist.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <netmap/skb.h>
#include "takeover.h"

#define CARRIER_MS	5000
#define REPORT_EVERY	16	/* transmit slots */

static LIST_HEAD(nics);

static struct nic *to_nic(struct nm_adapter *na)
{
	return container_of(na, struct nic, na);
}

/* The NIC of a stock driver's private data. Under RCU, as all probes are. */
static struct nic *nic_of(const void *priv)
{
	struct nic *nic;

	list_for_each_entry_rcu(nic, &nics, node) {
		if (nic->priv == priv)
			return nic;
	}
	return NULL;
}

static struct nm_kring *kring_of(const struct nic *nic, enum nm_dir dir)
{
	return &nic->na.krings[dir][0];
}

/* ---- buffers ---- */

static u32 desc_of(const struct nic_ring *r, u32 slot)
{
	u32 d = slot + r->shift;

	return d >= r->num ? d - r->num : d;
}

static void buf_unmap(struct nic *nic, enum nm_dir dir, struct nic_buf *b)
{
	if (b->idx)
		dma_unmap_single(nic->dev->dev.parent, b->dma, kring_of(nic, dir)->buf_size, DMA_BIDIRECTIONAL);
	b->idx = 0;
}

/* Maps buffer @idx for slot @i. False if it is no buffer. */
static bool buf_map(struct nic *nic, enum nm_dir dir, u32 i, u32 idx)
{
	struct nic_buf *b = &nic->ring[dir].buf[i];
	struct nm_kring *k = kring_of(nic, dir);
	void *va;

	if (likely(b->idx == idx && idx))
		return true;
	va = nm_kring_buf(k, idx);
	if (!va)
		return false;
	buf_unmap(nic, dir, b);
	b->dma = dma_map_single(nic->dev->dev.parent, va, k->buf_size, DMA_BIDIRECTIONAL);
	if (dma_mapping_error(nic->dev->dev.parent, b->dma))
		return false;
	b->idx = idx;
	b->sync = dma_need_sync(nic->dev->dev.parent, b->dma);
	return true;
}

/* What the processor wrote is for the NIC from now on. */
static void buf_to_nic(struct nic *nic, struct nm_kring *k, const struct nic_buf *b, enum dma_data_direction dir)
{
	if (unlikely(b->sync))
		dma_sync_single_for_device(nic->dev->dev.parent, b->dma, k->buf_size, dir);
}

static void ring_unmap(struct nic *nic, enum nm_dir dir)
{
	u32 i;

	for (i = 0; i < nic->ring[dir].num; i++)
		buf_unmap(nic, dir, &nic->ring[dir].buf[i]);
}

/* ---- the start of the NIC; nic->lock is held ---- */

void nic_rewind(struct nic *nic)
{
	struct nic_ring *tx = &nic->ring[NM_TX], *rx = &nic->ring[NM_RX];
	struct nm_kring *k = kring_of(nic, NM_TX);

	/* What was in flight is lost: its slots are the program's again. */
	k->stats.drop_other += nm_distance(tx->clean, k->hwcur, tx->num);
	tx->clean = k->hwcur;
	WRITE_ONCE(k->hwtail, nm_prev(k->hwcur, tx->num));
	tx->shift = (tx->num - k->hwcur) % tx->num;
	rx->shift = (rx->num - kring_of(nic, NM_RX)->hwtail) % rx->num;
}

/* The buffer of a receive slot, for the NIC. A slot with a bad index gets back the buffer it had. */
static void rx_give(struct nic *nic, struct nm_kring *k, u32 i)
{
	struct nic_ring *r = &nic->ring[NM_RX];
	struct netmap_slot *s = &k->ring->slot[i];
	u64 offset = nm_slot_offset(k, s);

	if (unlikely(!buf_map(nic, NM_RX, i, READ_ONCE(s->buf_idx)))) {
		s->buf_idx = r->buf[i].idx;
		k->stats.drop_bad++;
	}
	if (unlikely(offset > k->offset_max))
		offset = 0;
	buf_to_nic(nic, k, &r->buf[i], DMA_FROM_DEVICE);
	nic->chip->rx_put(nic, desc_of(r, i), r->buf[i].dma + offset);
}

u32 nic_fill_rx(struct nic *nic)
{
	struct nm_kring *k = kring_of(nic, NM_RX);
	u32 i, end, n = 0;

	if (!nic->ring[NM_RX].bound)
		return 0;
	end = nm_prev(k->hwcur, k->num_slots);
	for (i = k->hwtail; i != end; i = nm_next(i, k->num_slots), n++)
		rx_give(nic, k, i);
	return n;
}

static void start(struct nic *nic)
{
	nic->chip->find_rings(nic);
	if (nic->ring[NM_TX].num != nic->na.num_slots[NM_TX] || nic->ring[NM_RX].num != nic->na.num_slots[NM_RX]) {
		pr_warn("%s: its rings have other sizes now; close the port and open it again\n", nic->dev->name);
		nm_adapter_set_gone(&nic->na);
		/* As many as there is room for in the tables. */
		nic->ring[NM_TX].num = nic->na.num_slots[NM_TX];
		nic->ring[NM_RX].num = nic->na.num_slots[NM_RX];
		return;
	}
	nic->rx_bytes = kring_of(nic, NM_RX)->buf_size - kring_of(nic, NM_RX)->offset_max;
	nic->chip->start(nic);
	nic->running = true;
}

/* ---- probes ---- */

static int configure_entry(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	*(void **)ri->data = (void *)regs_get_kernel_argument(regs, 0);
	return 0;
}

static int configure_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct nic *nic = nic_of(*(void **)ri->data);
	unsigned long flags;

	if (!nic)
		return 0;
	spin_lock_irqsave(&nic->lock, flags);
	if (nic->on)
		start(nic);
	spin_unlock_irqrestore(&nic->lock, flags);
	return 0;
}

static int down_entry(struct kprobe *kp, struct pt_regs *regs)
{
	struct nic *nic = nic_of((void *)regs_get_kernel_argument(regs, 0));
	unsigned long flags;

	if (!nic)
		return 0;
	spin_lock_irqsave(&nic->lock, flags);
	nic->running = false;
	spin_unlock_irqrestore(&nic->lock, flags);
	return 0;
}

/* A ring of the stock driver begins with its adapter; chip->attach() has made sure. */
static struct nic *nic_of_ring(void *ring)
{
	return nic_of(*(void **)ring);
}

/* Instead of the stock driver's clean-up of transmissions, in its interrupt: it would take our reports for its own. */
static bool clean_tx(void *ring)
{
	struct nic *nic;

	rcu_read_lock();
	nic = nic_of_ring(ring);
	if (nic && nic->ring[NM_TX].bound)
		kring_of(nic, NM_TX)->notify(kring_of(nic, NM_TX));
	rcu_read_unlock();
	return true;
}

static int clean_tx_entry(struct kprobe *kp, struct pt_regs *regs)
{
	struct nic *nic = nic_of_ring((void *)regs_get_kernel_argument(regs, 0));

	if (!nic || !READ_ONCE(nic->on))
		return 0;
	instruction_pointer_set(regs, (unsigned long)clean_tx);
	return 1;
}

static void probes_off(struct nic_chip *c)
{
	if (!c->probed)
		return;
	c->probed = false;
	if (c->clean_tx)
		unregister_kprobe(&c->kp_clean_tx);
	unregister_kprobe(&c->kp_down);
	unregister_kretprobe(&c->kr_configure);
}

/*
 * Probes come with the first NIC that is taken over and stay, idle, until this module goes: to patch code that other
 * processors run is nothing to be done each time that a port is opened. They are lost if the stock driver goes meanwhile.
 */
static int probes_on(struct nic_chip *c)
{
	int err;

	if (c->probed && !kprobe_gone(&c->kp_down))
		return 0;
	probes_off(c);
	/* What unregistering left in them has to go. */
	c->kr_configure = (struct kretprobe) {
		.kp.symbol_name = c->configure, .entry_handler = configure_entry, .handler = configure_return,
		.data_size = sizeof(void *), .maxactive = 16,
	};
	c->kp_down = (struct kprobe) { .symbol_name = c->down, .pre_handler = down_entry };
	c->kp_clean_tx = (struct kprobe) { .symbol_name = c->clean_tx, .pre_handler = clean_tx_entry };
	err = register_kretprobe(&c->kr_configure);
	if (err)
		goto failed;
	err = register_kprobe(&c->kp_down);
	if (err)
		goto undo_configure;
	err = c->clean_tx ? register_kprobe(&c->kp_clean_tx) : 0;
	if (err)
		goto undo_down;
	c->probed = true;
	return 0;

undo_down:
	unregister_kprobe(&c->kp_down);
undo_configure:
	unregister_kretprobe(&c->kr_configure);
failed:
	pr_info("driver %s: its functions %s, %s cannot be probed: error %d\n", c->driver, c->configure, c->down, err);
	return err;
}

/* ---- interrupts and the host ---- */

static int nic_poll(struct napi_struct *napi, int budget)
{
	struct nic *nic = container_of(napi->dev->netdev_ops, struct nic, ops);
	unsigned long flags;
	int dir;

	for (dir = NM_RX; dir <= NM_TX; dir++) {
		if (nic->ring[dir].bound)
			kring_of(nic, dir)->notify(kring_of(nic, dir));
	}
	if (!napi_complete_done(napi, 0))
		return 0;
	spin_lock_irqsave(&nic->lock, flags);
	if (nic->running)
		nic->chip->irq_on(nic);
	spin_unlock_irqrestore(&nic->lock, flags);
	return 0;
}

static netdev_tx_t nic_start_xmit(struct sk_buff *skb, struct net_device *dev)
{
	struct nic *nic = container_of(dev->netdev_ops, struct nic, ops);
	struct nm_kring *k = nm_host_ring(&nic->na, NM_RX);

	if (READ_ONCE(k->ring))
		nm_skb_to_ring(k, skb);
	else
		dev->stats.tx_dropped++;
	consume_skb(skb);
	return NETDEV_TX_OK;
}

static int nic_host_txsync(struct nm_kring *k, unsigned int flags)
{
	struct net_device *dev = k->na->dev;
	u32 at = k->hwcur;

	while (at != k->head) {
		struct sk_buff *skb = nm_skb_from_ring(k, &at, k->head, dev, U16_MAX);

		if (IS_ERR(skb))
			break;
		if (!skb)
			continue;
		k->stats.packets++;
		k->stats.bytes += skb->len;
		nm_skb_to_host(skb, dev);
	}
	WRITE_ONCE(k->hwcur, at);
	WRITE_ONCE(k->hwtail, nm_prev(at, k->num_slots));
	return 0;
}

static int nic_host_rxsync(struct nm_kring *k, unsigned int flags)
{
	nm_index_store(&k->hwcur, k->head);
	return 0;
}

/* ---- the device's operations after which a NIC may change frames again; rtnl is held ---- */

static void make_plain(struct nic *nic)
{
	unsigned long flags;

	spin_lock_irqsave(&nic->lock, flags);
	if (nic->running)
		nic->chip->plain(nic);
	spin_unlock_irqrestore(&nic->lock, flags);
}

/* Under the device's address lock, too. */
static void nic_set_rx_mode(struct net_device *dev)
{
	struct nic *nic = container_of(dev->netdev_ops, struct nic, ops);

	nic->saved_ops->ndo_set_rx_mode(dev);
	make_plain(nic);
}

static int nic_vlan_rx_add_vid(struct net_device *dev, __be16 proto, u16 vid)
{
	struct nic *nic = container_of(dev->netdev_ops, struct nic, ops);
	int err = nic->saved_ops->ndo_vlan_rx_add_vid(dev, proto, vid);

	make_plain(nic);
	return err;
}

static int nic_set_features(struct net_device *dev, netdev_features_t features)
{
	struct nic *nic = container_of(dev->netdev_ops, struct nic, ops);
	int err = nic->saved_ops->ndo_set_features(dev, features);

	make_plain(nic);
	return err;
}

/* ---- statistics of the interface ---- */

/* What passed the rings in netmap mode, where the stock driver counts only what it sees itself. */
static void add_stats(const struct nic *nic, u64 packets[2], u64 bytes[2])
{
	int dir;

	for (dir = NM_RX; dir <= NM_TX; dir++) {
		const struct nm_stats *s = &kring_of(nic, dir)->stats;

		packets[dir] = nic->chip->counts ? 0 : READ_ONCE(s->packets);
		bytes[dir] = nic->chip->counts ? 0 : READ_ONCE(s->bytes);
	}
}

/* May be called while the operations are put back, so what is in them then does not lead to the NIC. */
static void nic_get_stats64(struct net_device *dev, struct rtnl_link_stats64 *to)
{
	u64 packets[2], bytes[2];
	struct nic *nic;

	rcu_read_lock();
	nic = nic_of(netdev_priv(dev));
	if (!nic)
		goto out;
	if (nic->saved_ops->ndo_get_stats64)
		nic->saved_ops->ndo_get_stats64(dev, to);
	else if (nic->saved_ops->ndo_get_stats)
		netdev_stats_to_stats64(to, nic->saved_ops->ndo_get_stats(dev));
	else
		netdev_stats_to_stats64(to, &dev->stats);
	if (READ_ONCE(nic->on)) {
		add_stats(nic, packets, bytes);
		to->rx_packets += packets[NM_RX];
		to->rx_bytes += bytes[NM_RX];
		to->tx_packets += packets[NM_TX];
		to->tx_bytes += bytes[NM_TX];
	}
out:
	rcu_read_unlock();
}

/* On the way out of netmap mode: counters never go back. */
static void keep_stats(const struct nic *nic)
{
	u64 packets[2], bytes[2];

	add_stats(nic, packets, bytes);
	nic->dev->stats.rx_packets += packets[NM_RX];
	nic->dev->stats.rx_bytes += bytes[NM_RX];
	nic->dev->stats.tx_packets += packets[NM_TX];
	nic->dev->stats.tx_bytes += bytes[NM_TX];
}

/* ---- syncs ---- */

/* Slots up to the last that the NIC has told of are the program's again. */
static void tx_reclaim(struct nic *nic, struct nm_kring *k)
{
	struct nic_ring *r = &nic->ring[NM_TX];
	u32 end = r->clean > k->hwcur ? r->num : k->hwcur, i = r->clean;

	while (r->clean != k->hwcur) {
		i = find_next_bit(r->report, end, i);
		if (i == end && end == r->num) {
			/* Goes on at the start of the ring. */
			i = 0;
			end = k->hwcur;
			continue;
		}
		if (i == end || !nic->chip->tx_done(nic, desc_of(r, i)))
			break;
		r->clean = nm_next(i++, r->num);
	}
	WRITE_ONCE(k->hwtail, nm_prev(r->clean, r->num));
}

/* Whether a slot can be sent. Its buffer is mapped then. */
static bool tx_good(struct nic *nic, struct nm_kring *k, u32 i)
{
	const struct netmap_slot *s = &k->ring->slot[i];
	u64 offset = nm_slot_offset(k, s);
	u32 len = READ_ONCE(s->len);

	return offset <= k->offset_max && len && len <= k->buf_size - offset && buf_map(nic, NM_TX, i, READ_ONCE(s->buf_idx));
}

/*
 * The packet from slot @i on, which is of slots up to @k->head at most: the slot behind it, and whether it can be sent. If its
 * end is not there yet, @i; but a packet that fills the ring will never end, and is bad.
 */
static u32 tx_packet(struct nic *nic, struct nm_kring *k, u32 i, bool *good)
{
	u32 at = i, frags = 0;
	u16 flags;

	*good = true;
	do {
		if (at == k->head) {
			if (nm_next(at, k->num_slots) != nic->ring[NM_TX].clean)
				return i;
			*good = false;
			return at;
		}
		flags = READ_ONCE(k->ring->slot[at].flags);
		*good &= tx_good(nic, k, at);
		at = nm_next(at, k->num_slots);
		frags++;
	} while (flags & NS_MOREFRAG);
	*good &= frags <= NETMAP_MAX_FRAGS;
	return at;
}

/* One slot of a packet that was found good or bad; the last of the packet, the last of the sync. */
static void tx_slot(struct nic *nic, struct nm_kring *k, u32 i, bool good, bool last, bool end)
{
	struct nic_ring *r = &nic->ring[NM_TX];
	const struct netmap_slot *s = &k->ring->slot[i];
	bool report = end || i % REPORT_EVERY == 0 || (READ_ONCE(s->flags) & NS_REPORT);
	u64 offset = nm_slot_offset(k, s);
	u32 len = READ_ONCE(s->len);
	dma_addr_t dma;

	/* The program may have changed the slot since it was looked at: into what is sent, but not into what is reached. */
	offset = min(offset, k->offset_max);
	len = good ? clamp_t(u32, len, 1, k->buf_size - offset) : 0;
	dma = r->buf[i].dma + offset;
	if (good)
		buf_to_nic(nic, k, &r->buf[i], DMA_TO_DEVICE);
	k->stats.bytes += len;
	__assign_bit(i, r->report, report);
	nic->chip->tx_put(nic, desc_of(r, i), dma, len, last, report);
}

/* Hands the slots up to head to the NIC. */
static void tx_send(struct nic *nic, struct nm_kring *k)
{
	struct nic_ring *r = &nic->ring[NM_TX];
	u32 i = k->hwcur, next;
	bool good;

	while (i != k->head) {
		next = tx_packet(nic, k, i, &good);
		if (next == i)
			break;
		if (good)
			k->stats.packets++;
		else
			k->stats.drop_bad++;
		for (; i != next; i = nm_next(i, r->num)) {
			bool last = nm_next(i, r->num) == next;
			/* What follows may have to wait for its end. */
			bool end = last && (next == k->head || (READ_ONCE(k->ring->slot[next].flags) & NS_MOREFRAG));

			tx_slot(nic, k, i, good, last, end);
		}
	}
	if (i == k->hwcur)
		return;
	/* The NIC reads what was written before it is told. */
	dma_wmb();
	writel(desc_of(r, i), r->tail);
	WRITE_ONCE(k->hwcur, i);
}

static int nic_txsync(struct nm_kring *k, unsigned int sync_flags)
{
	struct nic *nic = to_nic(k->na);
	unsigned long flags;

	spin_lock_irqsave(&nic->lock, flags);
	/* While the interface is down, what is to be sent waits in the ring. */
	if (likely(nic->running)) {
		tx_send(nic, k);
		tx_reclaim(nic, k);
	}
	spin_unlock_irqrestore(&nic->lock, flags);
	return 0;
}

static void rx_import(struct nic *nic, struct nm_kring *k)
{
	struct nic_ring *r = &nic->ring[NM_RX];
	u32 i = k->hwtail, end = nm_prev(k->hwcur, r->num);

	while (i != end) {
		struct netmap_slot *s = &k->ring->slot[i];
		bool last;
		int len = nic->chip->rx_get(nic, desc_of(r, i), &last);

		if (len < 0)
			break;
		if (unlikely(r->buf[i].sync))
			dma_sync_single_for_cpu(nic->dev->dev.parent, r->buf[i].dma, k->buf_size, DMA_FROM_DEVICE);
		s->len = len;
		s->flags = last ? 0 : NS_MOREFRAG;
		k->stats.packets += last;
		k->stats.bytes += len;
		i = nm_next(i, r->num);
	}
	nm_index_store(&k->hwtail, i);
}

static int nic_rxsync(struct nm_kring *k, unsigned int sync_flags)
{
	struct nic *nic = to_nic(k->na);
	struct nic_ring *r = &nic->ring[NM_RX];
	unsigned long flags;
	u32 i;

	nm_forward_to_host(k, nic->dev);
	spin_lock_irqsave(&nic->lock, flags);
	if (likely(nic->running)) {
		if (k->hwcur != k->head) {
			for (i = k->hwcur; i != k->head; i = nm_next(i, r->num))
				rx_give(nic, k, i == 0 ? r->num - 1 : i - 1);
			/* The NIC reads what was written before it is told. */
			dma_wmb();
			writel(desc_of(r, nm_prev(k->head, r->num)), r->tail);
		}
		nm_index_store(&k->hwcur, k->head);
		rx_import(nic, k);
	} else {
		nm_index_store(&k->hwcur, k->head);
	}
	spin_unlock_irqrestore(&nic->lock, flags);
	return 0;
}

/* ---- into netmap mode and back ---- */

/* The program is told that the port is ready when packets can go. */
static void wait_for_carrier(struct net_device *dev)
{
	int ms;

	for (ms = 0; ms < CARRIER_MS && !netif_carrier_ok(dev); ms += 20)
		msleep(20);
}

static void hook(struct nic *nic)
{
	nic->saved_ops = nic->dev->netdev_ops;
	nic->ops = *nic->saved_ops;
	nic->ops.ndo_start_xmit = nic_start_xmit;
	nic->ops.ndo_get_stats64 = nic_get_stats64;
	if (nic->ops.ndo_set_rx_mode)
		nic->ops.ndo_set_rx_mode = nic_set_rx_mode;
	if (nic->ops.ndo_vlan_rx_add_vid)
		nic->ops.ndo_vlan_rx_add_vid = nic_vlan_rx_add_vid;
	if (nic->ops.ndo_set_features)
		nic->ops.ndo_set_features = nic_set_features;
	nic->saved_poll = nic->napi->poll;
	nic->dev->netdev_ops = &nic->ops;
	WRITE_ONCE(nic->napi->poll, nic_poll);
}

static void unhook(struct nic *nic)
{
	unsigned long flags;

	spin_lock_irqsave(&nic->lock, flags);
	nic->on = false;
	nic->running = false;
	spin_unlock_irqrestore(&nic->lock, flags);
	WRITE_ONCE(nic->napi->poll, nic->saved_poll);
	nic->dev->netdev_ops = nic->saved_ops;
	synchronize_net();
	keep_stats(nic);
	ring_unmap(nic, NM_TX);
	ring_unmap(nic, NM_RX);
}

static int nic_on(struct nic *nic)
{
	bool up = netif_running(nic->dev), carrier = netif_carrier_ok(nic->dev);
	int err;

	if (!nm_kring_can_dma(kring_of(nic, NM_TX))) {
		pr_info("%s: a program's memory (EXTMEM) is no memory for a NIC\n", nic->dev->name);
		return -EOPNOTSUPP;
	}
	if (kring_of(nic, NM_RX)->buf_size - kring_of(nic, NM_RX)->offset_max < 256) {
		pr_info("%s: buffers have less than 256 bytes behind the largest offset\n", nic->dev->name);
		return -EINVAL;
	}
	if (up)
		dev_close(nic->dev);
	hook(nic);
	nic->ring[NM_TX].clean = 0;
	WRITE_ONCE(nic->on, true);
	if (!up)
		return 0;
	err = dev_open(nic->dev, NULL);
	if (err) {
		unhook(nic);
		return err;
	}
	if (carrier)
		wait_for_carrier(nic->dev);
	return 0;
}

static void nic_off(struct nic *nic)
{
	bool up = netif_running(nic->dev);

	if (up)
		dev_close(nic->dev);
	unhook(nic);
	if (up && dev_open(nic->dev, NULL))
		pr_warn("%s: did not come up again\n", nic->dev->name);
}

static int nic_reg(struct nm_adapter *na, bool on)
{
	struct nic *nic = to_nic(na);

	if (on)
		return nic_on(nic);
	if (nic->on)
		nic_off(nic);
	return 0;
}

static void nic_gone(struct nm_adapter *na)
{
	if (to_nic(na)->on)
		unhook(to_nic(na));
}

/* A ring comes or goes while others are in use: the NIC is started anew with what there is. */
static void nic_ring_changed(struct nm_kring *k, bool on)
{
	struct nic *nic = to_nic(k->na);
	unsigned long flags;

	if (k->host)
		return;
	spin_lock_irqsave(&nic->lock, flags);
	nic->ring[k->dir].bound = on;
	if (k->dir == NM_TX)
		nic->ring[NM_TX].clean = k->hwcur;
	if (nic->running)
		start(nic);
	spin_unlock_irqrestore(&nic->lock, flags);
	if (!on)
		ring_unmap(nic, k->dir);
}

static void nic_free(struct nm_adapter *na)
{
	struct nic *nic = to_nic(na);
	int dir;

	list_del_rcu(&nic->node);
	synchronize_rcu();
	for (dir = NM_RX; dir <= NM_TX; dir++) {
		kvfree(nic->ring[dir].buf);
		bitmap_free(nic->ring[dir].report);
	}
	module_put(nic->module);
	kfree(nic);
}

static const struct nm_adapter_ops nic_ops = {
	.reg = nic_reg,
	.ring = nic_ring_changed,
	.txsync = nic_txsync,
	.rxsync = nic_rxsync,
	.host_txsync = nic_host_txsync,
	.host_rxsync = nic_host_rxsync,
	.gone = nic_gone,
	.free = nic_free,
};

/* ---- which NICs ---- */

static int look_at(struct nic *nic)
{
	struct nic_btf btf;
	int dir, err;

	err = nic_btf_open(&btf, nic->chip->driver);
	if (err) {
		pr_info("%s: no type information of driver %s: error %d\n", nic->dev->name, nic->chip->driver, err);
		return err;
	}
	err = nic->chip->attach(nic, &btf);
	nic_btf_close(&btf);
	if (err) {
		pr_info("%s: driver %s is not as expected: error %d\n", nic->dev->name, nic->chip->driver, err);
		return err;
	}
	nic->chip->find_rings(nic);
	for (dir = NM_RX; dir <= NM_TX; dir++) {
		struct nic_ring *r = &nic->ring[dir];

		if (r->num < 32 || r->num > NM_MAX_SLOTS)
			return -EINVAL;
		r->buf = kvcalloc(r->num, sizeof(*r->buf), GFP_KERNEL);
		r->report = bitmap_zalloc(r->num, GFP_KERNEL);
		if (!r->buf || !r->report)
			return -ENOMEM;
		nic->na.num_rings[dir] = 1;
		nic->na.num_host_rings[dir] = 1;
		nic->na.num_slots[dir] = r->num;
	}
	return 0;
}

static struct nm_adapter *nic_attach(struct nm_driver *drv, struct net_device *dev)
{
	struct nic_chip *chip = container_of(drv, struct nic_chip, drv);
	const struct device_driver *stock = dev->dev.parent ? dev->dev.parent->driver : NULL;
	struct nic *nic;
	int err;

	if (!stock || strcmp(stock->name, chip->driver) || !try_module_get(stock->owner))
		return ERR_PTR(-EOPNOTSUPP);
	nic = kzalloc(sizeof(*nic), GFP_KERNEL);
	if (!nic) {
		module_put(stock->owner);
		return ERR_PTR(-ENOMEM);
	}
	nic->chip = chip;
	nic->dev = dev;
	nic->priv = netdev_priv(dev);
	nic->module = stock->owner;
	spin_lock_init(&nic->lock);
	nic->na.ops = &nic_ops;
	nic->na.kind = chip->driver;
	nic->na.offsets = true;
	err = look_at(nic);
	if (!err)
		err = probes_on(chip);
	if (err) {
		kvfree(nic->ring[NM_RX].buf);
		kvfree(nic->ring[NM_TX].buf);
		bitmap_free(nic->ring[NM_RX].report);
		bitmap_free(nic->ring[NM_TX].report);
		module_put(stock->owner);
		kfree(nic);
		return ERR_PTR(err);
	}
	list_add_rcu(&nic->node, &nics);
	return &nic->na;
}

int nic_chip_register(struct nic_chip *chip)
{
	chip->drv = (struct nm_driver) { .name = chip->driver, .owner = THIS_MODULE, .attach = nic_attach };
	return nm_driver_register(&chip->drv);
}

void nic_chip_unregister(struct nic_chip *chip)
{
	nm_driver_unregister(&chip->drv);
	probes_off(chip);
}
