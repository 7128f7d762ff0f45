// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Takes over the descriptor rings of a NIC whose driver is the distribution's, loaded and unmodified, and gives them back.
 *
 * The stock driver goes on to do all that it does around the rings: it brings the NIC up and down, sets registers, watches
 * the link, resets it. On each start it calls a function of its own that sets up the rings. A return probe on that
 * function (chip->configure) then stops the DMA, points the descriptors at netmap's buffers, and starts it again; a probe on
 * the function that stops the NIC (chip->down) tells that its descriptors are not ours any more. A NIC that only a reset rewinds gets
 * them earlier, in a function that is called while it stands still (chip->standstill). So a reset, a change of the
 * MTU, or an interface that goes down and up comes out in netmap mode again. What was in flight is lost, as on any wire.
 *
 * The NAPI poll function is replaced by one that wakes who waits for the rings; these are worked on by the syncs. A copy of the
 * device's operations takes what the host sends (host rings). On the way out the interface is closed, all is put
 * back, and it is opened: the stock driver frees what it has allocated, and never sees that somebody was there.
 *
 * Structures of the stock driver are found by its own type information (btf.c), and looked at before anything is touched. If
 * something is not as expected, the interface is refused, with the reason in the log, and gets the emulated adapter.
 *
 * Limits: the whole NIC is taken, whichever rings are bound; what arrives for a ring nobody has is dropped. NR_FORWARD leads
 * from the NIC to the host and not back, since all descriptors belong to slots of a program. If the sizes of the rings or their number are changed meanwhile, the port is gone for its programs.
 *
 * A stock driver may have been patched to tell itself what the probes and its type information tell (seam.h), for kernels without them.
 *
 * This file has a NIC's way into netmap mode and out of it. events.c is told by probes.c or seam.c when the stock driver starts it and
 * stops it, rings.c fills in descriptors, sync.c works on them, device.c has the operations and the poll function, host.c the host
 * rings, stats.c the interface's statistics; a file like e1000.c has registers and descriptors of one kind of NIC.
 *
 * Locks: nic->lock, with interrupts off, for the NIC's registers and descriptors and for the positions in its rings, of all of them:
 * one processor puts through more packets than a NIC of 1 Gbit/s has, and the rings of a faster one share what it can. The stock
 * driver's stop ends that without the lock (nic_begin() in parts.h). Life under nm_lock and rtnl. The list of NICs is read under RCU.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>
#include <netmap/skb.h>
#include "parts.h"

#define CARRIER_MS	5000

/* The program is told that the port is ready when packets can go. */
static void wait_for_carrier(struct net_device *dev)
{
	int ms;

	for (ms = 0; ms < CARRIER_MS && !netif_carrier_ok(dev); ms += 20)
		msleep(20);
}

/* Opens the interface again that was closed; with a carrier, if it had one. */
static int reopen(struct nic *nic, bool carrier)
{
	int err = dev_open(nic->dev, NULL);

	if (err)
		pr_warn("%s: did not come up again: error %d\n", nic->dev->name, err);
	else if (carrier)
		wait_for_carrier(nic->dev);
	return err;
}

static int nic_on(struct nic *nic)
{
	bool up = netif_running(nic->dev), carrier = netif_carrier_ok(nic->dev);
	u32 q;
	int err;

	if (!nm_kring_can_dma(kring_of(nic, NM_TX, 0))) {
		pr_info("%s: buffers of %u bytes in a program's memory (EXTMEM) lie across pages that are far apart; take 2048 bytes, or huge pages\n",
			nic->dev->name, kring_of(nic, NM_TX, 0)->buf_size);
		return -EOPNOTSUPP;
	}
	for (q = 0; q < nic->na.num_rings[NM_RX]; q++) {
		if (nic_room(kring_of(nic, NM_RX, q)) < nic_room_min(nic)) {
			pr_info("%s: buffers have less than %u bytes behind the largest offset\n", nic->dev->name, nic_room_min(nic));
			return -EINVAL;
		}
	}
	if (up)
		dev_close(nic->dev);
	nic_hook(nic);
	for (q = 0; q < nic->na.num_rings[NM_TX]; q++)
		nic->ring[NM_TX][q].clean = 0;
	WRITE_ONCE(nic->on, true);
	err = up ? reopen(nic, carrier) : 0;
	if (!err)
		return 0;
	nic_unhook(nic);
	reopen(nic, false);
	return err;
}

static void nic_off(struct nic *nic)
{
	bool up = netif_running(nic->dev);

	if (up)
		dev_close(nic->dev);
	nic_unhook(nic);
	if (up)
		reopen(nic, false);
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
		nic_unhook(to_nic(na));
}

static void set_bound(struct nic *nic, struct nm_kring *k, bool on)
{
	struct nic_ring *r = ring_of(nic, k);
	unsigned long flags;

	if (on && nic->on && k->dir == NM_RX && nic_room(k) < nic_room_min(nic)) {
		pr_warn("%s: buffers of ring %u have less than %u bytes behind the largest offset: it receives nothing\n", nic->dev->name, k->id, nic_room_min(nic));
		on = false;
	}
	spin_lock_irqsave(&nic->lock, flags);
	r->bound = on;
	if (k->dir == NM_TX)
		r->clean = k->hwcur;
	if (nic_begin(nic)) {
		nic_start(nic);
		nic_end(nic);
	}
	spin_unlock_irqrestore(&nic->lock, flags);
}

/* The same where nobody but the stock driver can start the NIC anew. */
static void reopen_bound(struct nic *nic, struct nm_kring *k, bool on)
{
	bool up, carrier;

	rtnl_lock();
	up = nic->on && netif_running(nic->dev);
	carrier = up && netif_carrier_ok(nic->dev);
	if (up)
		dev_close(nic->dev);
	set_bound(nic, k, on);
	if (up)
		reopen(nic, carrier);
	rtnl_unlock();
}

/* A ring comes or goes while others are in use: the NIC is started anew with what there is. */
static void nic_ring_changed(struct nm_kring *k, bool on)
{
	struct nic *nic = to_nic(k->na);

	if (k->host)
		return;
	if (nic->chip->exchange)
		reopen_bound(nic, k, on);
	else
		set_bound(nic, k, on);
	if (!on)
		nic_ring_unmap(nic, k);
}

static void free_nic(struct nic *nic)
{
	u32 dir, q;

	for (dir = NM_RX; dir <= NM_TX; dir++) {
		for (q = 0; q < NIC_MAX_QUEUES; q++) {
			kvfree(nic->ring[dir][q].buf);
			bitmap_free(nic->ring[dir][q].report);
		}
	}
	module_put(nic->module);
	kfree(nic->chip_data);
	kfree(nic);
}

static void nic_free(struct nm_adapter *na)
{
	struct nic *nic = to_nic(na);

	nic_list_del(nic);
	if (nic->seam)
		nic_seam_off(nic->seam);
	free_nic(nic);
}

static const struct nm_adapter_ops nic_ops = {
	.reg = nic_reg,
	.ring = nic_ring_changed,
	.txsync = nic_txsync,
	.rxsync = nic_rxsync,
	.host_txsync = nm_host_txsync,
	.host_rxsync = nm_host_rxsync,
	.gone = nic_gone,
	.free = nic_free,
};

/* ---- which NICs ---- */

int nic_find_inner(struct nic *nic, const struct nic_btf *btf, const char *const names[][2], int num, int at)
{
	int i, sum = 0;

	for (i = 0; i < num; i++) {
		int offset = nic_btf_member(btf, names[i][0], names[i][1]);

		if (offset < 0) {
			pr_info("%s: driver %s has no struct %s with a member %s\n", nic->dev->name, nic->chip->driver, names[i][0], names[i][1]);
			return offset;
		}
		sum += offset;
	}
	nic->at[at] = sum;
	return 0;
}

int nic_find_places(struct nic *nic, const struct nic_btf *btf, const struct nic_place *p, int num)
{
	int i, err = 0;

	for (i = 0; i < num && !err; i++) {
		const char *const name[][2] = { { p[i].structure, p[i].member } };

		err = nic_find_inner(nic, btf, name, 1, p[i].at);
	}
	return err;
}

void nic_set_single(struct nic *nic, struct napi_struct *napi)
{
	nic->vector[0].napi = napi;
	set_bit(0, nic->vector[0].queues[NM_RX]);
	set_bit(0, nic->vector[0].queues[NM_TX]);
	nic->num_vectors = 1;
	nic->num_queues[NM_RX] = 1;
	nic->num_queues[NM_TX] = 1;
}

/* All rings of a direction have as many descriptors. */
static int make_tables(struct nic *nic, enum nm_dir dir)
{
	u32 q, num = nic->ring[dir][0].num;

	if (!nic->num_queues[dir] || num < 32 || num > NM_MAX_SLOTS)
		return -EINVAL;
	for (q = 0; q < nic->num_queues[dir]; q++) {
		struct nic_ring *r = &nic->ring[dir][q];

		if (r->num != num)
			return -EINVAL;
		r->buf = kvcalloc(num, sizeof(*r->buf), GFP_KERNEL);
		r->report = bitmap_zalloc(num, GFP_KERNEL);
		if (!r->buf || !r->report)
			return -ENOMEM;
	}
	nic->na.num_rings[dir] = nic->num_queues[dir];
	nic->na.num_host_rings[dir] = 1;
	nic->na.num_slots[dir] = num;
	return 0;
}

static int look_at(struct nic *nic)
{
	struct nic_btf btf = { .seam = nic->seam };
	int err, dir;

	err = nic->seam ? 0 : nic_btf_open(&btf, nic->chip->driver);
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
		err = make_tables(nic, dir);
		if (err)
			return err;
	}
	return 0;
}

static struct nm_adapter *nic_attach(struct nm_driver *drv, struct net_device *dev)
{
	struct nic_chip *chip = container_of(drv, struct nic_chip, drv);
	const struct device_driver *stock = dev->dev.parent ? dev->dev.parent->driver : NULL;
	struct nic *nic;
	int err;

	if (!stock || strcmp(stock->name, chip->driver))
		return ERR_PTR(-EOPNOTSUPP);
	if (dev_xdp_prog_count(dev)) {
		pr_info("%s: a program of XDP would not see its packets\n", dev->name);
		return ERR_PTR(-EBUSY);
	}
	if (!try_module_get(stock->owner))
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
	spin_lock_init(&nic->stats_lock);
	nic->na.ops = &nic_ops;
	nic->na.kind = chip->driver;
	nic->na.offsets = true;
	nic->seam = nic_seam_find(nic);
	err = PTR_ERR_OR_ZERO(nic->seam);
	if (!err)
		err = look_at(nic);
	if (!err && !nic->seam)
		err = nic_probes_on(chip);
	if (err) {
		free_nic(nic);
		return ERR_PTR(err);
	}
	nic_list_add(nic);
	if (nic->seam)
		nic_seam_on(nic->seam);
	return &nic->na;
}

int nic_chip_register(struct nic_chip *chip)
{
	chip->tx_longest = chip->tx_longest ?: U32_MAX;
	chip->tx_frags = chip->tx_frags ?: NETMAP_MAX_FRAGS;
	chip->drv = (struct nm_driver) { .name = chip->driver, .owner = THIS_MODULE, .attach = nic_attach };
	return nm_driver_register(&chip->drv);
}

void nic_chip_unregister(struct nic_chip *chip)
{
	nm_driver_unregister(&chip->drv);
	nic_probes_off(chip);
}
