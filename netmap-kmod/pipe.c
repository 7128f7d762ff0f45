// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Pipes: two ports, master parent{ID and slave parent}ID, each with one ring pair, whose packets never are copied.
 *
 * Slot i of one end's transmit ring and slot i of the other end's receive ring hold the same buffer. To send is to
 * copy the slot over; the sender has it back when the receiver has released it. So nothing is ever lost: a sender
 * without room waits. Both ends' rings exist as long as either end is bound, with their state: what was sent to an
 * end that is closed waits there until it is opened again.
 *
 * Locks: of a pair of rings, the transmit ring's sync is the only one that moves the receive ring's hwtail, and the
 * receive ring's sync the only one that moves its hwcur, each under its own sync_lock. They meet in these two words,
 * which are stored with release and loaded with acquire, as in any ring of one producer and one consumer.
 *
 * Lifetime: a pipe is there while one of its ends has a reference. It holds its parent, for the memory and the name.
 * While any end is bound, the pipe holds both (references, krings, ring memory).
 */
#include <linux/err.h>
#include <linux/slab.h>
#include "nm.h"

#define NM_PIPE_SLOTS	1024

struct nm_pipe_end {
	struct nm_adapter	na;
	struct nm_pipe		*pipe;
	bool			live;		/* na is initialised and has references */
};

struct nm_pipe {
	struct nm_pipe_end	end[2];		/* slave, master */
	struct nm_adapter	*parent;
	u32			bound_ends;
};

static struct nm_pipe_end *pipe_end(struct nm_adapter *na)
{
	return container_of(na, struct nm_pipe_end, na);
}

static struct nm_pipe_end *other_end(struct nm_pipe_end *e)
{
	return &e->pipe->end[e == &e->pipe->end[0]];
}

/* ---- synchronisation; kring->priv is the ring at the other end ---- */

/*
 * A packet that starts at an offset, or goes to a ring where packets do. Where the receiver cannot be told of the offset,
 * the packet is moved to the start of its buffer. False if it is bad.
 */
static bool pass_offset(const struct nm_kring *tx, const struct nm_kring *rx, const struct netmap_slot *from, struct netmap_slot *to, u16 len)
{
	u64 offset = 0;
	u32 room;
	u8 *data;

	if (tx->offset_mask) {
		data = nm_slot_data(tx, from, &room);
		if (!data || len > room)
			return false;
		offset = tx->buf_size - room;
		if (offset > rx->offset_max) {
			memmove(data - offset, data, len);
			offset = 0;
		}
	}
	to->ptr = offset;
	return true;
}

static int pipe_txsync(struct nm_kring *tx, unsigned int flags)
{
	struct nm_kring *rx = tx->priv;
	struct netmap_slot *from = tx->ring->slot, *to = rx->ring->slot;
	u32 i = tx->hwcur, n = tx->num_slots, bufs = tx->region->pool[NM_POOL_BUF].num;
	bool offsets = tx->offset_mask | rx->offset_mask;

	if (i != tx->head) {
		u64 packets = 0, bytes = 0;

		for (; i != tx->head; i = nm_next(i, n)) {
			u32 idx = READ_ONCE(from[i].buf_idx);
			u16 len = READ_ONCE(from[i].len);
			u16 slot_flags = READ_ONCE(from[i].flags);

			/* The slot is the receiver's turn in any case; a bad one comes empty, with the buffer it had. */
			if (unlikely(idx < NM_BUF_FIRST || idx >= bufs || len > tx->buf_size ||
				     (offsets && !pass_offset(tx, rx, &from[i], &to[i], len)))) {
				from[i].buf_idx = to[i].buf_idx;
				to[i].len = 0;
				to[i].flags = 0;
				tx->stats.drop_bad++;
				continue;
			}
			to[i].buf_idx = idx;
			to[i].len = len;
			to[i].flags = slot_flags;
			if (likely(!offsets))
				to[i].ptr = from[i].ptr;
			if (slot_flags & NS_BUF_CHANGED)
				from[i].flags = slot_flags & ~NS_BUF_CHANGED;
			packets++;
			bytes += len;
		}
		tx->stats.packets += packets;
		tx->stats.bytes += bytes;
		WRITE_ONCE(tx->hwcur, i);
		nm_index_store(&rx->hwtail, i);
		rx->notify(rx);
	}
	WRITE_ONCE(tx->hwtail, nm_prev(nm_index_load(&rx->hwcur), n));
	return 0;
}

static int pipe_rxsync(struct nm_kring *rx, unsigned int flags)
{
	struct nm_kring *tx = rx->priv;
	struct netmap_slot *from = rx->ring->slot, *to = tx->ring->slot;
	u32 i = rx->hwcur, n = rx->num_slots, bufs = rx->region->pool[NM_POOL_BUF].num;

	if (i == rx->head)
		return 0;
	for (; i != rx->head; i = nm_next(i, n)) {
		u32 idx = READ_ONCE(from[i].buf_idx);

		/* The receiver may have put another buffer there, which is the sender's then. */
		if (unlikely(idx != to[i].buf_idx)) {
			if (idx < NM_BUF_FIRST || idx >= bufs) {
				from[i].buf_idx = to[i].buf_idx;
				rx->stats.drop_bad++;
			} else {
				to[i].buf_idx = idx;
				to[i].flags |= NS_BUF_CHANGED;
			}
		}
		if (unlikely(READ_ONCE(from[i].flags) & NS_BUF_CHANGED))
			from[i].flags &= ~NS_BUF_CHANGED;
	}
	rx->stats.packets += nm_distance(rx->hwcur, i, n);
	nm_index_store(&rx->hwcur, i);
	tx->notify(tx);
	return 0;
}

/* ---- both ends together ---- */

static void end_release(struct nm_pipe_end *e)
{
	nm_kring_unuse(&e->na.krings[NM_TX][0]);
	nm_kring_unuse(&e->na.krings[NM_RX][0]);
	nm_krings_put(&e->na);
	nm_adapter_put(&e->na);
}

static int end_hold(struct nm_pipe_end *e)
{
	int err;

	nm_adapter_get(&e->na);
	err = nm_krings_get(&e->na);
	if (err)
		goto put;
	err = nm_kring_use(&e->na.krings[NM_TX][0]);
	if (err)
		goto put_krings;
	err = nm_kring_use(&e->na.krings[NM_RX][0]);
	if (!err)
		return 0;
	nm_kring_unuse(&e->na.krings[NM_TX][0]);
put_krings:
	nm_krings_put(&e->na);
put:
	nm_adapter_put(&e->na);
	return err;
}

static void end_couple(struct nm_pipe_end *sender, struct nm_pipe_end *receiver)
{
	struct nm_kring *tx = &sender->na.krings[NM_TX][0], *rx = &receiver->na.krings[NM_RX][0];
	u32 i;

	tx->priv = rx;
	rx->priv = tx;
	for (i = 0; i < tx->num_slots; i++)
		rx->ring->slot[i] = tx->ring->slot[i];
}

/* Buffers that are with the receiver go back into the slots that own them, for these to be freed. */
static void end_uncouple(struct nm_pipe_end *sender)
{
	struct nm_kring *tx = &sender->na.krings[NM_TX][0], *rx = tx->priv;
	u32 i;

	for (i = rx->hwcur; i != rx->hwtail; i = nm_next(i, rx->num_slots))
		tx->ring->slot[i].buf_idx = READ_ONCE(rx->ring->slot[i].buf_idx);
}

static void end_init(struct nm_pipe_end *e, struct nm_want *want);

static int pipe_on(struct nm_pipe *p, struct nm_adapter *na)
{
	struct nm_pipe_end *e = pipe_end(na), *o = other_end(e);
	struct nm_want other = { .net = na->net };
	bool fresh = !o->live;
	int err;

	err = end_hold(e);
	if (err)
		return err;
	if (fresh) {
		/* The same name with the other brace. */
		char *brace;

		strscpy(other.name, na->name, sizeof(other.name));
		brace = strpbrk(other.name, "{}");
		*brace = *brace == '{' ? '}' : '{';
		end_init(o, &other);
	}
	err = end_hold(o);
	/* end_hold() took a reference of its own. */
	if (fresh)
		nm_adapter_put(&o->na);
	if (err) {
		end_release(e);
		return err;
	}
	end_couple(e, o);
	end_couple(o, e);
	return 0;
}

static int pipe_reg(struct nm_adapter *na, bool on)
{
	struct nm_pipe_end *e = pipe_end(na);
	struct nm_pipe *p = e->pipe;
	int err;

	if (on) {
		if (!p->bound_ends) {
			err = pipe_on(p, na);
			if (err)
				return err;
		}
		p->bound_ends++;
	} else if (!--p->bound_ends) {
		end_uncouple(e);
		end_uncouple(other_end(e));
		end_release(other_end(e));
		/* The caller has a reference, so this is not the last one. */
		end_release(e);
	}
	return 0;
}

static void pipe_free(struct nm_adapter *na)
{
	struct nm_pipe_end *e = pipe_end(na);
	struct nm_pipe *p = e->pipe;

	e->live = false;
	if (other_end(e)->live)
		return;
	nm_adapter_put(p->parent);
	kfree(p);
}

static const struct nm_adapter_ops pipe_ops = {
	.reg = pipe_reg,
	.txsync = pipe_txsync,
	.rxsync = pipe_rxsync,
	.free = pipe_free,
};

/* ---- names ---- */

static void end_init(struct nm_pipe_end *e, struct nm_want *want)
{
	nm_region_get(e->pipe->parent->region);
	nm_adapter_init(&e->na, want->net, want->name, e->pipe->parent->region);
	e->live = true;
}

static struct nm_adapter *pipe_parent(struct nm_want *want, size_t len)
{
	struct nm_want parent = { .net = want->net, .reg = want->reg, .extmem = want->extmem };
	struct nm_adapter *na;

	strscpy(parent.name, want->name, len + 1);
	parent.reg.nr_mode = NR_REG_ALL_NIC;
	na = nm_lookup(&parent);
	if (PTR_ERR_OR_ZERO(na) != -ENXIO)
		return na;
	parent.reg.nr_mode = NR_REG_NULL;
	return nm_lookup(&parent);
}

static u32 pipe_slots(u32 wanted, u32 parents)
{
	return min(wanted ?: parents ?: NM_PIPE_SLOTS, 4096u);
}

static struct nm_pipe *pipe_create(struct nm_want *want, size_t parent_len)
{
	struct nm_pipe *p;
	int i;

	p = kzalloc(sizeof(*p), GFP_KERNEL);
	if (!p)
		return ERR_PTR(-ENOMEM);
	p->parent = pipe_parent(want, parent_len);
	if (IS_ERR(p->parent)) {
		struct nm_pipe *err = ERR_CAST(p->parent);

		kfree(p);
		return err;
	}
	for (i = 0; i < 2; i++) {
		struct nm_adapter *na = &p->end[i].na;
		/* The sizes are as seen by the end that is opened first; the other one has them crosswise. */
		bool first = want->name[parent_len] == (i ? '{' : '}');
		enum nm_dir tx = first ? NM_TX : NM_RX, rx = first ? NM_RX : NM_TX;

		p->end[i].pipe = p;
		na->ops = &pipe_ops;
		na->kind = "pipe";
		na->offsets = true;
		na->rx_no_bufs = true;
		na->num_rings[NM_TX] = 1;
		na->num_rings[NM_RX] = 1;
		na->num_slots[tx] = pipe_slots(want->reg.nr_tx_slots, p->parent->num_slots[NM_TX]);
		na->num_slots[rx] = pipe_slots(want->reg.nr_rx_slots, p->parent->num_slots[NM_RX]);
	}
	return p;
}

struct nm_adapter *nm_pipe_lookup(struct nm_want *want, size_t parent_len, bool master)
{
	const char *id = want->name + parent_len + 1;
	struct nm_want other = *want;
	struct nm_adapter *na;
	struct nm_pipe *p;

	if (!parent_len || !*id || !nm_word(id, strlen(id))) {
		pr_debug("netmap: '%s' is not parent{ID or parent}ID with an ID of letters, digits and _\n", want->name);
		return ERR_PTR(-EINVAL);
	}
	na = nm_adapter_find(want->net, want->name);
	if (na) {
		nm_adapter_get(na);
		return na;
	}
	other.name[parent_len] = master ? '}' : '{';
	na = nm_adapter_find(want->net, other.name);
	p = na ? pipe_end(na)->pipe : pipe_create(want, parent_len);
	if (IS_ERR(p))
		return ERR_CAST(p);
	end_init(&p->end[master], want);
	return &p->end[master].na;
}
