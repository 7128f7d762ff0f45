// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Forwarding: the data path of the switch.
 *
 * A sync sends what is in the transmit ring in batches of up to 256 slots, in three steps:
 *	1. each slot is read once and checked, and packets are put together from their fragments;
 *	2. each packet's source address is learned and its destination looked up, and the packet is queued for that port,
 *	   or for all of them;
 *	3. port by port, the packets are copied into the receiving ring, whose lock is taken once for all of them.
 * So the cost of locks and wake-ups is spread over the batch. A receiver without room loses packets; a sender never
 * waits.
 *
 * Packets may be longer than the receiver's buffers (NS_INDIRECT): they are cut into fragments then.
 *
 * Locks: step 1 is without a lock, under the ring's sync_lock. It may sleep, which is for user memory: pages of
 * NS_INDIRECT packets are made present there, since later on nothing may sleep. Steps 2 and 3 are under sw->lock for
 * reading, and in step 3 each receiving ring's lock is taken, one at a time.
 */
#include <linux/hash.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include "compat.h"
#include "vale.h"

#define BATCH		256
#define END		U16_MAX
#define MAC_MASK	0xffffffffffffULL
#define ETH_HEADER	14

/* A slot of the batch. What has "first" is there in the first one of a packet only. */
struct nm_vslot {
	const u8	*buf;		/* kernel address, or user address */
	u16		len;
	u16		next;		/* first: next packet in the same queue */
	u8		frags;		/* first: number of slots */
	bool		indirect;
	bool		no_learn;	/* first */
	u64		dmac;		/* first */
	u64		smac;		/* first */
	u32		hash;		/* first: of the flow, where a port has more than one receive ring */
};

struct nm_vqueue {
	u16 head, tail;			/* packets in the batch; END if empty */
};

/* What a ring needs to forward from it. */
struct nm_vtx {
	struct nm_stats		stats;
	u32			num_slots;	/* in the batch */
	u32			cap;		/* of queue[] */
	struct nm_vqueue	*queue;		/* by port */
	struct nm_vqueue	flood;
	u32			num_touched;
	u32			touched[BATCH];	/* ports that have a queue in this batch */
	/* The last source learned: most often the next one, too. */
	u64			smac;
	unsigned long		sjiffies;
	u32			sgen;
	struct nm_vslot		slot[BATCH];
};

struct nm_vtx *nm_vtx_create(void)
{
	return kvzalloc(sizeof(struct nm_vtx), GFP_KERNEL);
}

void nm_vtx_destroy(struct nm_vtx *v)
{
	if (v)
		kvfree(v->queue);
	kvfree(v);
}

static int queues_grow(struct nm_vtx *v, u32 cap)
{
	struct nm_vqueue *queue = kvmalloc_array(cap, sizeof(*queue), GFP_KERNEL);
	u32 i;

	if (!queue)
		return -ENOMEM;
	for (i = 0; i < cap; i++)
		queue[i].head = END;
	kvfree(v->queue);
	v->queue = queue;
	v->cap = cap;
	return 0;
}

/* ---- step 1: slots to packets ---- */

/* Spreads flows over rings: addresses, and for IPv4 and IPv6 what follows them up to the ports. */
static u32 flow_hash(const u8 *p, u32 len, u64 dmac, u64 smac)
{
	u16 type = get_unaligned_be16(p + 12);
	u64 h = dmac ^ (smac << 8);

	if (type == 0x0800 && len >= ETH_HEADER + 24)
		h ^= get_unaligned_le64(p + 26) * 31 + get_unaligned_le32(p + 34);
	else if (type == 0x86dd && len >= ETH_HEADER + 44)
		h ^= get_unaligned_le64(p + 22) * 7 + get_unaligned_le64(p + 30) * 31 + get_unaligned_le64(p + 38) * 127 +
		     get_unaligned_le64(p + 46) + get_unaligned_le32(p + 54);
	return hash_64(h, 32);
}

/* Reads the addresses. False if the packet has no whole Ethernet header in its first slot. */
static __always_inline bool read_header(struct nm_vslot *s, u32 vnet, bool spread)
{
	u8 copy[12 + ETH_HEADER + 44];
	const u8 *p = s->buf;
	u32 len = s->len;

	if (unlikely(len < vnet + ETH_HEADER))
		return false;
	if (unlikely(s->indirect)) {
		len = min_t(u32, len, sizeof(copy));
		if (copy_from_user(copy, (const void __user *)p, len))
			return false;
		p = copy;
	}
	p += vnet;
	s->dmac = get_unaligned_le64(p) & MAC_MASK;
	s->smac = get_unaligned_le64(p + 6) & MAC_MASK;
	if (unlikely(spread))
		s->hash = flow_hash(p, len - vnet, s->dmac, s->smac);
	return true;
}

/* Reads a slot. False if it is bad. */
static __always_inline bool read_slot(struct nm_kring *tx, u32 at, struct nm_vslot *s, u16 flags)
{
	const struct netmap_slot *slot = &tx->ring->slot[at];
	u32 room;

	s->len = READ_ONCE(slot->len);
	s->indirect = flags & NS_INDIRECT;
	if (unlikely(s->indirect)) {
		s->buf = (const u8 *)(uintptr_t)READ_ONCE(slot->ptr);
		return !fault_in_readable((const char __user *)s->buf, s->len);
	}
	s->buf = nm_slot_data(tx, slot, &room);
	return s->buf && s->len <= room;
}

/*
 * Fills the batch from slots @at to @to - 1, and returns where it stopped: at the end of a packet, or at the start of
 * one that is not complete yet.
 */
static u32 read_batch(struct nm_vtx *v, struct nm_kring *tx, u32 at, u32 to, u32 vnet, bool spread)
{
	u32 n = tx->num_slots, done = at, first = 0, frags = 0, bytes = 0;
	bool bad = false;

	v->num_slots = 0;
	while (at != to) {
		u16 flags = READ_ONCE(tx->ring->slot[at].flags);
		struct nm_vslot *s;

		if (v->num_slots == BATCH)
			return done;
		if (frags < NETMAP_MAX_FRAGS) {
			s = &v->slot[v->num_slots++];
			if (!frags)
				s->no_learn = flags & NS_NO_LEARN;
			bad |= !read_slot(tx, at, s, flags);
			bytes += s->len;
		} else {
			bad = true;
		}
		frags++;
		at = nm_next(at, n);
		if (flags & NS_MOREFRAG)
			continue;
		/* The end of a packet. */
		s = &v->slot[first];
		s->frags = min_t(u32, frags, NETMAP_MAX_FRAGS);
		if (unlikely(bad || !read_header(s, vnet, spread))) {
			v->stats.drop_bad++;
			v->num_slots = first;
		} else {
			v->stats.packets++;
			v->stats.bytes += bytes;
		}
		first = v->num_slots;
		frags = 0;
		bytes = 0;
		bad = false;
		done = at;
	}
	v->num_slots = first;
	/* The rest of a packet that fills the ring or is too long will never come: away with it. */
	if (unlikely(frags > NETMAP_MAX_FRAGS || (frags && nm_next(to, n) == tx->hwcur))) {
		v->stats.drop_bad++;
		done = at;
	}
	return done;
}

/* ---- step 2: packets to queues ---- */

static __always_inline void queue_add(struct nm_vtx *v, struct nm_vqueue *q, u32 i)
{
	v->slot[i].next = END;
	if (q->head == END)
		q->head = i;
	else
		v->slot[q->tail].next = i;
	q->tail = i;
}

static void sort_batch(struct nm_vtx *v, struct nm_switch *sw, struct nm_vport *from)
{
	struct nm_macs *m = &sw->macs;
	u32 to = NM_FLOOD, gen = READ_ONCE(m->gen) - 1;
	u64 dmac = 0;
	u32 i;

	v->num_touched = 0;
	v->flood.head = END;
	for (i = 0; i < v->num_slots; i += v->slot[i].frags) {
		struct nm_vslot *s = &v->slot[i];

		if (!s->no_learn && !(s->smac & 1) && s->smac &&
		    (s->smac != v->smac || READ_ONCE(m->gen) != v->sgen || jiffies != v->sjiffies)) {
			nm_macs_learn(m, s->smac, from->index);
			v->smac = s->smac;
			v->sgen = READ_ONCE(m->gen);
			v->sjiffies = jiffies;
		}
		if (s->dmac & 1) {
			queue_add(v, &v->flood, i);
			continue;
		}
		if (s->dmac != dmac || READ_ONCE(m->gen) != gen) {
			gen = READ_ONCE(m->gen);
			dmac = s->dmac;
			to = nm_macs_find(m, dmac);
		}
		if (to == NM_FLOOD) {
			queue_add(v, &v->flood, i);
		} else if (to != from->index) {
			if (v->queue[to].head == END)
				v->touched[v->num_touched++] = to;
			queue_add(v, &v->queue[to], i);
		}
	}
}

/* ---- step 3: queues to rings ---- */

/* The next packet of two queues, in the order they were sent. */
static __always_inline u32 next_packet(struct nm_vtx *v, u32 *a, u32 *b)
{
	u32 *q = *a < *b ? a : b, i = *q;

	if (i != END)
		*q = v->slot[i].next;
	return i;
}

/* Most packets are short, and for these a call of memcpy() is dear. */
static __always_inline void copy_short(u8 *to, const u8 *from, u32 len)
{
	struct chunk { u64 a, b; } __packed;
	u32 i;

	if (unlikely(len < sizeof(struct chunk) || len > 256)) {
		memcpy(to, from, len);
		return;
	}
	for (i = 0; i + sizeof(struct chunk) < len; i += sizeof(struct chunk))
		*(struct chunk *)(to + i) = *(const struct chunk *)(from + i);
	/* The last one may overlap the one before. */
	*(struct chunk *)(to + len - sizeof(struct chunk)) = *(const struct chunk *)(from + len - sizeof(struct chunk));
}

static bool copy_bytes(u8 *to, const struct nm_vslot *s, u32 offset, u32 len)
{
	unsigned long left;

	if (likely(!s->indirect)) {
		copy_short(to, s->buf + offset, len);
		return true;
	}
	/* The pages were there a moment ago. */
	pagefault_disable();
	left = __copy_from_user_inatomic(to, (const void __user *)(s->buf + offset), len);
	pagefault_enable();
	return !left;
}

/* How the virtio headers of the two ports go together. */
struct nm_vhdr {
	u32 strip;		/* bytes to leave out at the start */
	u32 add;		/* bytes of zeros to put there */
};

/* A header that asks for work (a checksum, segmentation) cannot be left out. */
static bool header_is_plain(const struct nm_vslot *s)
{
	u8 h[2];

	return copy_bytes(h, s, 0, 2) && !h[0] && !h[1];
}

/* What fits into each buffer of a receiver, whatever offset it has. */
static __always_inline u32 slot_room(const struct nm_kring *rx)
{
	return rx->buf_size - rx->offset_max;
}

static u32 slots_needed(const struct nm_vslot *s, u32 frags, u32 room, const struct nm_vhdr *hdr)
{
	u32 f, need = 0;

	for (f = 0; f < frags; f++) {
		u32 len = s[f].len;

		if (!f)
			len = len - hdr->strip + hdr->add;
		need += len <= room ? 1 : DIV_ROUND_UP(len, room);
	}
	return need;
}

/*
 * Copies one packet to slots @at on, which are @need. False if it could not be: nothing is to be delivered then, and
 * the slots are as good as before.
 */
static bool copy_packet(struct nm_kring *rx, u32 at, u32 need, const struct nm_vslot *s, const struct nm_vhdr *hdr)
{
	u32 frags = s->frags, f, left = need, most = slot_room(rx), room;
	u64 bytes = 0;

	for (f = 0; f < frags; f++, s++) {
		u32 offset = f ? 0 : hdr->strip, add = f ? 0 : hdr->add;

		do {
			struct netmap_slot *slot = &rx->ring->slot[at];
			u8 *to = nm_slot_data(rx, slot, &room);
			u32 len = min(s->len - offset, most - add);

			/* The receiver wrote nonsense into its own ring. */
			if (unlikely(!to))
				return false;
			memset(to, 0, add);
			if (unlikely(!copy_bytes(to + add, s, offset, len)))
				return false;
			slot->len = add + len;
			slot->flags = (need << NS_PORT_SHIFT) | (--left ? NS_MOREFRAG : 0);
			bytes += add + len;
			offset += len;
			add = 0;
			at = nm_next(at, rx->num_slots);
		} while (offset < s->len);
	}
	rx->stats.bytes += bytes;
	return true;
}

/* The usual packet: one slot, in kernel memory, and fitting as it is. */
static __always_inline bool copy_simple(struct nm_kring *rx, u32 at, const struct nm_vslot *s)
{
	struct netmap_slot *slot = &rx->ring->slot[at];
	u32 room;
	u8 *to = nm_slot_data(rx, slot, &room);

	if (unlikely(!to))
		return false;
	copy_short(to, s->buf, s->len);
	slot->len = s->len;
	slot->flags = 1 << NS_PORT_SHIFT;
	rx->stats.bytes += s->len;
	return true;
}

/*
 * A packet could not be copied to slots @at on. If that was because one of them is no good, the first is handed on empty, so
 * that the ring goes on: true.
 */
static bool skip_spoiled(struct nm_kring *rx, u32 at, u32 need)
{
	u32 first = at, room;

	rx->stats.drop_bad++;
	while (need--) {
		if (!nm_slot_data(rx, &rx->ring->slot[at], &room)) {
			nm_slot_spoiled(rx, &rx->ring->slot[first], 1 << NS_PORT_SHIFT);
			return true;
		}
		at = nm_next(at, rx->num_slots);
	}
	return false;
}

static void deliver(struct nm_vtx *v, struct nm_kring *rx, u32 uni, u32 flood, const struct nm_vhdr *hdr, u32 rings)
{
	u32 n = rx->num_slots, most, at, start, room, i;
	bool same = !hdr->strip && !hdr->add && rings == 1;
	u64 packets = 0;

	spin_lock(&rx->lock);
	most = slot_room(rx);
	at = rx->hwtail;
	start = at;
	room = rx->ring ? nm_distance(at, nm_prev(nm_index_load(&rx->hwcur), n), n) : 0;
	while ((i = next_packet(v, &uni, &flood)) != END) {
		const struct nm_vslot *s = &v->slot[i];
		u32 need = 1, k;

		if (likely(same && s->frags == 1 && !s->indirect && s->len <= most && room)) {
			if (likely(copy_simple(rx, at, s)))
				packets++;
			else if (!skip_spoiled(rx, at, 1))
				continue;
			at = nm_next(at, n);
			room--;
			continue;
		}
		if (unlikely(rings > 1 && reciprocal_scale(s->hash, rings) != rx->id))
			continue;
		if (unlikely(s->frags > 1 || s->len - hdr->strip + hdr->add > most))
			need = slots_needed(s, s->frags, most, hdr);
		if (need > room) {
			if (rx->ring)
				rx->stats.drop_full++;
			else
				rx->stats.drop_other++;
			continue;
		}
		if (unlikely(need > NETMAP_MAX_FRAGS || (hdr->strip && !header_is_plain(s)))) {
			rx->stats.drop_bad++;
			continue;
		}
		if (unlikely(!copy_packet(rx, at, need, s, hdr))) {
			if (skip_spoiled(rx, at, need)) {
				at = nm_next(at, n);
				room--;
			}
			continue;
		}
		for (k = 0; k < need; k++)
			at = nm_next(at, n);
		room -= need;
		packets++;
	}
	nm_index_store(&rx->hwtail, at);
	rx->stats.packets += packets;
	spin_unlock(&rx->lock);
	if (at != start)
		rx->notify(rx);
}

static void deliver_port(struct nm_vtx *v, struct nm_vport *to, u32 uni, u32 flood, u32 from_hdr)
{
	u32 rings = to->na.num_rings[NM_RX], to_hdr = READ_ONCE(to->na.virt_hdr_len), i;
	struct nm_vhdr hdr = { };

	if (unlikely(from_hdr != to_hdr)) {
		hdr.strip = from_hdr;
		hdr.add = to_hdr;
	}
	for (i = 0; i < rings; i++)
		deliver(v, &to->na.krings[NM_RX][i], uni, flood, &hdr, rings);
}

static void deliver_batch(struct nm_vtx *v, struct nm_switch *sw, struct nm_vport *from, u32 from_hdr)
{
	struct nm_vport *to;
	u32 i;

	if (v->flood.head != END) {
		list_for_each_entry(to, &sw->active, active_node) {
			if (to != from)
				deliver_port(v, to, v->queue[to->index].head, v->flood.head, from_hdr);
			v->queue[to->index].head = END;
		}
	}
	for (i = 0; i < v->num_touched; i++) {
		u32 port = v->touched[i];

		to = sw->port[port];
		if (v->queue[port].head != END && to && to->active)
			deliver_port(v, to, v->queue[port].head, END, from_hdr);
		v->queue[port].head = END;
	}
}

/* What was counted since the last time, added to @to. */
void nm_vtx_take_stats(struct nm_vtx *v, struct nm_stats *to)
{
	to->packets += v->stats.packets;
	to->bytes += v->stats.bytes;
	to->drop_bad += v->stats.drop_bad;
	to->drop_other += v->stats.drop_other;
	memset(&v->stats, 0, sizeof(v->stats));
}

u32 nm_vale_forward(struct nm_vport *from, struct nm_kring *tx, struct nm_vtx *v, u32 at, u32 to)
{
	u32 hdr = READ_ONCE(from->na.virt_hdr_len);
	struct nm_switch *sw = from->sw;

	while (at != to) {
		u32 next = read_batch(v, tx, at, to, hdr, READ_ONCE(sw->spread));

		if (next == at)
			break;
		at = next;
again:
		read_lock_bh(&sw->lock);
		if (unlikely(v->cap < sw->cap)) {
			u32 cap = sw->cap;

			read_unlock_bh(&sw->lock);
			if (queues_grow(v, cap)) {
				v->stats.drop_other++;
				continue;
			}
			goto again;
		}
		sort_batch(v, sw, from);
		deliver_batch(v, sw, from, hdr);
		read_unlock_bh(&sw->lock);
	}
	return at;
}
