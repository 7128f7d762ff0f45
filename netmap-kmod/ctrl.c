// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * NIOCCTRL: requests with a header, a body by type, and options.
 *
 * A request is copied in whole and checked before anything is done, and its answer is copied out after all is done
 * and nm_lock is dropped: no page of the user's is touched under a lock.
 *
 * Locks: nm_lock around a request.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/uaccess.h>
#include "option.h"

static const u8 body_size[] = {
	[NETMAP_REQ_REGISTER] = sizeof(struct nmreq_register),
	[NETMAP_REQ_PORT_INFO_GET] = sizeof(struct nmreq_port_info_get),
	[NETMAP_REQ_VALE_ATTACH] = sizeof(struct nmreq_vale_attach),
	[NETMAP_REQ_VALE_DETACH] = sizeof(struct nmreq_vale_detach),
	[NETMAP_REQ_VALE_LIST] = sizeof(struct nmreq_vale_list),
	[NETMAP_REQ_PORT_HDR_SET] = sizeof(struct nmreq_port_hdr),
	[NETMAP_REQ_PORT_HDR_GET] = sizeof(struct nmreq_port_hdr),
	[NETMAP_REQ_VALE_NEWIF] = sizeof(struct nmreq_vale_newif),
	[NETMAP_REQ_VALE_DELIF] = 0,
	[NETMAP_REQ_VALE_POLLING_ENABLE] = sizeof(struct nmreq_vale_polling),
	[NETMAP_REQ_VALE_POLLING_DISABLE] = sizeof(struct nmreq_vale_polling),
	[NETMAP_REQ_POOLS_INFO_GET] = sizeof(struct nmreq_pools_info),
	[NETMAP_REQ_SYNC_KLOOP_START] = sizeof(struct nmreq_sync_kloop_start),
	[NETMAP_REQ_SYNC_KLOOP_STOP] = 0,
	[NETMAP_REQ_CSB_ENABLE] = 0,
};

static int port_info(struct nm_want *want, struct nmreq_port_info_get *info)
{
	struct nm_region *region;
	struct nm_adapter *na;

	if (!want->name[0]) {
		region = nm_region_get_id(info->nr_mem_id);
		if (IS_ERR_OR_NULL(region))
			return region ? PTR_ERR(region) : -EINVAL;
		info->nr_memsize = region->size;
		info->nr_mem_id = region->id;
		nm_region_put(region);
		return 0;
	}
	want->reg = (struct nmreq_register) {
		.nr_mode = NR_REG_ALL_NIC,
		.nr_tx_slots = info->nr_tx_slots, .nr_rx_slots = info->nr_rx_slots,
		.nr_tx_rings = info->nr_tx_rings, .nr_rx_rings = info->nr_rx_rings,
		.nr_mem_id = info->nr_mem_id,
	};
	na = nm_lookup(want);
	if (IS_ERR(na))
		return PTR_ERR(na);
	*info = (struct nmreq_port_info_get) {
		.nr_memsize = na->region->size,
		.nr_tx_slots = na->num_slots[NM_TX], .nr_rx_slots = na->num_slots[NM_RX],
		.nr_tx_rings = na->num_rings[NM_TX], .nr_rx_rings = na->num_rings[NM_RX],
		.nr_host_tx_rings = na->num_host_rings[NM_TX], .nr_host_rx_rings = na->num_host_rings[NM_RX],
		.nr_mem_id = na->region->id,
	};
	nm_adapter_put(na);
	return 0;
}

static int pools_info(struct nm_want *want, struct nmreq_pools_info *info)
{
	struct nm_region *region;
	struct nm_adapter *na;

	if (want->name[0]) {
		want->reg = (struct nmreq_register) { .nr_mode = NR_REG_ALL_NIC, .nr_mem_id = info->nr_mem_id };
		na = nm_lookup(want);
		if (IS_ERR(na))
			return PTR_ERR(na);
		nm_region_info(na->region, info);
		nm_adapter_put(na);
		return 0;
	}
	region = nm_region_get_id(info->nr_mem_id);
	if (IS_ERR_OR_NULL(region))
		return region ? PTR_ERR(region) : -EINVAL;
	nm_region_info(region, info);
	nm_region_put(region);
	return 0;
}

/* For a descriptor that is bound already. */
static int csb_enable(struct nm_priv *priv, const struct nm_want *want)
{
	if (!nm_option_given(want->opt, NETMAP_REQ_OPT_CSB))
		return -EINVAL;
	return priv->na ? nm_csb_enable(priv, &want->opt->csb) : -ENXIO;
}

static int request_locked(struct nm_priv *priv, u16 type, struct nm_want *want, union nm_body *body)
{
	int err;

	switch (type) {
	case NETMAP_REQ_REGISTER:
		want->reg = body->reg;
		err = nm_bind(priv, want);
		body->reg = want->reg;
		return err;
	case NETMAP_REQ_CSB_ENABLE:
		return csb_enable(priv, want);
	case NETMAP_REQ_PORT_INFO_GET:
		return port_info(want, &body->info);
	case NETMAP_REQ_POOLS_INFO_GET:
		return pools_info(want, &body->pools);
	case NETMAP_REQ_VALE_ATTACH:
		return nm_vale_attach(want, &body->attach);
	case NETMAP_REQ_VALE_DETACH:
		return nm_vale_detach(want, &body->detach);
	case NETMAP_REQ_VALE_NEWIF:
		return nm_vale_newif(want, &body->newif);
	case NETMAP_REQ_VALE_DELIF:
		return nm_vale_delif(want);
	case NETMAP_REQ_VALE_POLLING_ENABLE:
	case NETMAP_REQ_VALE_POLLING_DISABLE:
		return nm_vale_polling(want, type == NETMAP_REQ_VALE_POLLING_ENABLE, &body->polling);
	case NETMAP_REQ_VALE_LIST:
		return nm_vale_list(want->net, want->name, &body->list);
	case NETMAP_REQ_PORT_HDR_SET:
	case NETMAP_REQ_PORT_HDR_GET:
		return nm_vale_port_hdr(want, type == NETMAP_REQ_PORT_HDR_SET, &body->hdr);
	}
	return -EINVAL;
}

int nm_request(struct nm_priv *priv, u16 type, struct nm_want *want, union nm_body *body)
{
	int err;

	want->net = priv->net;
	mutex_lock(&nm_lock);
	err = request_locked(priv, type, want, body);
	mutex_unlock(&nm_lock);
	if (err)
		pr_debug("request type %u for '%s': error %d\n", type, want->name, err);
	return err;
}

/* What has to be done for options before nm_lock is taken. */
static int prepare_options(struct nm_want *want, struct nm_options *opt, const union nm_body *body)
{
	int err;

	if (nm_option_given(opt, NETMAP_REQ_OPT_CSB)) {
		err = nm_csb_check(&opt->csb);
		if (err)
			return nm_option_refuse(opt, NETMAP_REQ_OPT_CSB, err);
	}
	if (nm_option_given(opt, NETMAP_REQ_OPT_EXTMEM)) {
		want->extmem = nm_extmem_create(&opt->extmem, &body->reg);
		if (IS_ERR(want->extmem)) {
			err = PTR_ERR(want->extmem);
			want->extmem = NULL;
			return nm_option_refuse(opt, NETMAP_REQ_OPT_EXTMEM, err);
		}
	}
	return 0;
}

/* And after it was dropped. */
static void finish_options(struct nm_priv *priv, struct nm_want *want, struct nm_options *opt, int result)
{
	if (!result && nm_option_given(opt, NETMAP_REQ_OPT_CSB))
		nm_csb_init(priv);
	if (want->extmem) {
		mutex_lock(&nm_lock);
		if (!result)
			nm_region_info(want->extmem, &opt->extmem.nro_info);
		nm_region_put(want->extmem);
		mutex_unlock(&nm_lock);
	}
}

static int request_with_options(struct nm_priv *priv, u16 type, struct nm_want *want, union nm_body *body, struct nm_options *opt)
{
	int err;

	want->opt = opt;
	switch (type) {
	case NETMAP_REQ_SYNC_KLOOP_START:
		return nm_kloop_start(priv, &body->kloop, opt);
	case NETMAP_REQ_SYNC_KLOOP_STOP:
		return nm_kloop_stop(priv);
	}
	err = prepare_options(want, opt, body);
	if (!err)
		err = nm_request(priv, type, want, body);
	finish_options(priv, want, opt, err);
	return err;
}

long nm_ctrl(struct nm_priv *priv, void __user *arg)
{
	struct nm_want want = {};
	struct nmreq_header hdr;
	struct nm_options opt = {};
	union nm_body body = {};
	void __user *user_body;
	size_t size;
	int err;

	if (copy_from_user(&hdr, arg, sizeof(hdr)))
		return -EFAULT;
	if (hdr.nr_version < NETMAP_MIN_API || hdr.nr_version > NETMAP_MAX_API) {
		pr_debug("version %u of the API is asked for, %u to %u are known\n", hdr.nr_version, NETMAP_MIN_API, NETMAP_MAX_API);
		return -EINVAL;
	}
	if (hdr.nr_reserved || hdr.nr_reqtype == 0 || hdr.nr_reqtype >= ARRAY_SIZE(body_size))
		return -EINVAL;
	size = body_size[hdr.nr_reqtype];
	user_body = (void __user *)(uintptr_t)hdr.nr_body;
	if (size && !user_body)
		return -EINVAL;
	if (size && copy_from_user(&body, user_body, size))
		return -EFAULT;
	hdr.nr_name[sizeof(hdr.nr_name) - 1] = 0;
	strscpy(want.name, hdr.nr_name, sizeof(want.name));
	err = nm_options_read(&opt, hdr.nr_reqtype, hdr.nr_options, sizeof(hdr) + size);
	if (!err)
		err = request_with_options(priv, hdr.nr_reqtype, &want, &body, &opt);
	err = nm_options_answer(&opt, err);
	if (err)
		return err;
	if (hdr.nr_reqtype == NETMAP_REQ_VALE_LIST) {
		strscpy_pad(hdr.nr_name, want.name, sizeof(hdr.nr_name));
		if (copy_to_user(arg + offsetof(struct nmreq_header, nr_name), hdr.nr_name, sizeof(hdr.nr_name)))
			return -EFAULT;
	}
	if (size && copy_to_user(user_body, &body, size))
		return -EFAULT;
	return 0;
}
