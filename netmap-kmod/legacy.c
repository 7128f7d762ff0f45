// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * NIOCREGIF and NIOCGINFO, which older programs use: translated into requests of NIOCCTRL, and the answers back.
 *
 * Locks: none here; nm_request() takes them.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/uaccess.h>
#include "nm.h"

/* What a program sets here and has the same meaning in nr_flags of a nmreq_register. */
#define NM_LEGACY_FLAGS	(NR_MONITOR_TX | NR_MONITOR_RX | NR_ZCOPY_MON | NR_EXCLUSIVE | NR_RX_RINGS_ONLY | NR_TX_RINGS_ONLY | \
			 NR_ACCEPT_VNET_HDR | NR_DO_RX_POLL | NR_NO_TX_POLL)

static void to_register(const struct nmreq *nmr, struct nm_want *want, struct nmreq_register *reg)
{
	size_t len = strlen(want->name);
	u32 ring = nmr->nr_ringid & NETMAP_RING_MASK;

	*reg = (struct nmreq_register) {
		.nr_tx_slots = nmr->nr_tx_slots, .nr_rx_slots = nmr->nr_rx_slots,
		.nr_tx_rings = nmr->nr_tx_rings, .nr_rx_rings = nmr->nr_rx_rings,
		.nr_mem_id = nmr->nr_arg2,
		.nr_extra_bufs = nmr->nr_arg3,
		.nr_mode = nmr->nr_flags & NR_REG_MASK,
		.nr_ringid = ring,
		.nr_flags = nmr->nr_flags & NM_LEGACY_FLAGS,
	};
	if (nmr->nr_ringid & NETMAP_NO_TX_POLL)
		reg->nr_flags |= NR_NO_TX_POLL;
	if (nmr->nr_ringid & NETMAP_DO_RX_POLL)
		reg->nr_flags |= NR_DO_RX_POLL;
	switch (reg->nr_mode) {
	case NR_REG_DEFAULT:
		reg->nr_mode = nmr->nr_ringid & NETMAP_HW_RING ? NR_REG_ONE_NIC :
			       nmr->nr_ringid & NETMAP_SW_RING ? NR_REG_SW : NR_REG_ALL_NIC;
		break;
	case NR_REG_PIPE_MASTER:
	case NR_REG_PIPE_SLAVE:
		/* The pipe's number is where the ring's is otherwise; the name is the parent's. */
		snprintf(want->name + len, sizeof(want->name) - len, "%c%u", reg->nr_mode == NR_REG_PIPE_MASTER ? '{' : '}', ring);
		reg->nr_mode = NR_REG_ALL_NIC;
		reg->nr_ringid = 0;
		break;
	}
}

static void from_register(struct nmreq *nmr, const struct nmreq_register *reg)
{
	nmr->nr_offset = reg->nr_offset;
	nmr->nr_memsize = reg->nr_memsize;
	nmr->nr_tx_slots = reg->nr_tx_slots;
	nmr->nr_rx_slots = reg->nr_rx_slots;
	nmr->nr_tx_rings = reg->nr_tx_rings;
	nmr->nr_rx_rings = reg->nr_rx_rings;
	nmr->nr_arg2 = reg->nr_mem_id;
	nmr->nr_arg3 = reg->nr_extra_bufs;
}

static int legacy_register(struct nm_priv *priv, struct nmreq *nmr, struct nm_want *want, union nm_body *body)
{
	int err;

	want->narrow = true;
	to_register(nmr, want, &body->reg);
	err = nm_request(priv, NETMAP_REQ_REGISTER, want, body);
	if (!err)
		from_register(nmr, &body->reg);
	return err;
}

static int legacy_info(struct nm_priv *priv, struct nmreq *nmr, struct nm_want *want, union nm_body *body)
{
	struct nmreq_port_info_get *info = &body->info;
	int err;

	*info = (struct nmreq_port_info_get) {
		.nr_tx_slots = nmr->nr_tx_slots, .nr_rx_slots = nmr->nr_rx_slots,
		.nr_tx_rings = nmr->nr_tx_rings, .nr_rx_rings = nmr->nr_rx_rings,
		.nr_mem_id = nmr->nr_arg2,
	};
	err = nm_request(priv, NETMAP_REQ_PORT_INFO_GET, want, body);
	if (err)
		return err;
	if (info->nr_memsize > U32_MAX)
		return -EOVERFLOW;
	nmr->nr_memsize = info->nr_memsize;
	nmr->nr_tx_slots = info->nr_tx_slots;
	nmr->nr_rx_slots = info->nr_rx_slots;
	nmr->nr_tx_rings = info->nr_tx_rings;
	nmr->nr_rx_rings = info->nr_rx_rings;
	nmr->nr_arg2 = info->nr_mem_id;
	return 0;
}

static int legacy_list(struct nm_priv *priv, struct nmreq *nmr, struct nm_want *want, union nm_body *body)
{
	int err;

	body->list = (struct nmreq_vale_list) { .nr_bridge_idx = nmr->nr_arg1, .nr_port_idx = nmr->nr_arg2 };
	err = nm_request(priv, NETMAP_REQ_VALE_LIST, want, body);
	if (err)
		return err;
	nmr->nr_arg1 = body->list.nr_bridge_idx;
	nmr->nr_arg2 = min_t(u32, body->list.nr_port_idx, U16_MAX);
	strscpy_pad(nmr->nr_name, want->name, sizeof(nmr->nr_name));
	return 0;
}

static int legacy_hdr(struct nm_priv *priv, struct nmreq *nmr, struct nm_want *want, union nm_body *body)
{
	int err;

	body->hdr = (struct nmreq_port_hdr) { .nr_hdr_len = nmr->nr_arg1 };
	err = nm_request(priv, nmr->nr_cmd == NETMAP_BDG_VNET_HDR ? NETMAP_REQ_PORT_HDR_SET : NETMAP_REQ_PORT_HDR_GET, want, body);
	if (!err)
		nmr->nr_arg1 = body->hdr.nr_hdr_len;
	return err;
}

static int legacy_attach(struct nm_priv *priv, struct nmreq *nmr, struct nm_want *want, union nm_body *body)
{
	if (nmr->nr_cmd == NETMAP_BDG_DETACH)
		return nm_request(priv, NETMAP_REQ_VALE_DETACH, want, body);
	body->attach.reg.nr_mode = nmr->nr_arg1 & NETMAP_BDG_HOST ? NR_REG_NIC_SW : NR_REG_ALL_NIC;
	body->attach.reg.nr_mem_id = nmr->nr_arg2;
	return nm_request(priv, NETMAP_REQ_VALE_ATTACH, want, body);
}

static int legacy_polling(struct nm_priv *priv, struct nmreq *nmr, struct nm_want *want, union nm_body *body)
{
	/* Old programs say the first processor in the ring id and the number of them in nr_arg1. */
	body->polling = (struct nmreq_vale_polling) {
		.nr_mode = NETMAP_POLLING_MODE_SINGLE_CPU,
		.nr_first_cpu_id = nmr->nr_ringid & NETMAP_RING_MASK,
		.nr_num_polling_cpus = nmr->nr_arg1,
	};
	return nm_request(priv, nmr->nr_cmd == NETMAP_BDG_POLLING_ON ? NETMAP_REQ_VALE_POLLING_ENABLE : NETMAP_REQ_VALE_POLLING_DISABLE,
			  want, body);
}

static int legacy_command(struct nm_priv *priv, struct nmreq *nmr, struct nm_want *want, union nm_body *body)
{
	switch (nmr->nr_cmd) {
	case 0:
		return legacy_register(priv, nmr, want, body);
	case NETMAP_BDG_LIST:
		return legacy_list(priv, nmr, want, body);
	case NETMAP_BDG_VNET_HDR:
	case NETMAP_VNET_HDR_GET:
		return legacy_hdr(priv, nmr, want, body);
	case NETMAP_BDG_ATTACH:
	case NETMAP_BDG_DETACH:
		return legacy_attach(priv, nmr, want, body);
	case NETMAP_BDG_POLLING_ON:
	case NETMAP_BDG_POLLING_OFF:
		return legacy_polling(priv, nmr, want, body);
	case NETMAP_BDG_NEWIF:
		body->newif = (struct nmreq_vale_newif) {
			.nr_tx_slots = nmr->nr_tx_slots, .nr_rx_slots = nmr->nr_rx_slots,
			.nr_tx_rings = nmr->nr_tx_rings, .nr_rx_rings = nmr->nr_rx_rings,
			.nr_mem_id = nmr->nr_arg2,
		};
		return nm_request(priv, NETMAP_REQ_VALE_NEWIF, want, body);
	case NETMAP_BDG_DELIF:
		return nm_request(priv, NETMAP_REQ_VALE_DELIF, want, body);
	}
	pr_debug("unknown nr_cmd %u\n", nmr->nr_cmd);
	return -EINVAL;
}

long nm_legacy(struct nm_priv *priv, unsigned int cmd, void __user *arg)
{
	struct nm_want want = {};
	union nm_body body = {};
	struct nmreq nmr;
	int err;

	if (copy_from_user(&nmr, arg, sizeof(nmr)))
		return -EFAULT;
	if (nmr.nr_version < NETMAP_MIN_API) {
		pr_debug("version %u of the API is asked for, %u is the oldest known\n", nmr.nr_version, NETMAP_MIN_API);
		return -EINVAL;
	}
	nmr.nr_name[sizeof(nmr.nr_name) - 1] = 0;
	strscpy(want.name, nmr.nr_name, sizeof(nmr.nr_name));
	if (cmd == NIOCGINFO)
		err = legacy_info(priv, &nmr, &want, &body);
	else
		err = legacy_command(priv, &nmr, &want, &body);
	if (err)
		return err;
	return copy_to_user(arg, &nmr, sizeof(nmr)) ? -EFAULT : 0;
}
