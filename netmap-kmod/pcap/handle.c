// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The life of a handle: made by pcap_create, told what is wanted, activated, closed. Names of ports are ours, all others are
 * libpcap's.
 *
 * The handle that a program gets is a dead one of libpcap: error texts, link types and whatever this library does not
 * know are its matter. A second dead one is made at activation, when the snapshot length is known, for what writes that
 * into files and filters.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "np.h"

/* Puts the text on the handle, for pcap_geterr; returns @status, and leaves errno alone. */
int np_fail(struct np *np, int status, const char *fmt, ...)
{
	int err = errno;
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(pcap_geterr(np->outer), PCAP_ERRBUF_SIZE, fmt, ap);
	va_end(ap);
	errno = err;
	return status;
}

/* PCAP_ERROR_NOT_ACTIVATED if it is not; 0 if it is. */
int np_inactive(struct np *np)
{
	if (np->inner)
		return 0;
	return np_fail(np, PCAP_ERROR_NOT_ACTIVATED, "%s: the handle is not activated yet; first: pcap_activate", np->device);
}

static void destroy(struct np *np)
{
	np_port_close(np);
	if (np->inner)
		np_real.pcap_close(np->inner);
	if (np->outer)
		np_real.pcap_close(np->outer);
	pthread_mutex_destroy(&np->tx_lock);
	free(np->filter.bf_insns);
	free(np->gather);
	free(np->device);
	free(np);
}

NP_API pcap_t *pcap_create(const char *device, char *errbuf)
{
	struct np_name name;
	struct np *np;

	if (!np_name_is_ours(device))
		return np_real.pcap_create(device, errbuf);
	errbuf[0] = 0;
	if (!np_name_parse(&name, device, errbuf))
		return NULL;
	np = calloc(1, sizeof(*np));
	if (np) {
		np->name = name;
		np->snaplen = NP_MAX_SNAPLEN;
		np->fd = np->promisc_fd = np->wake_fd = np->stats_fd = -1;
		pthread_mutex_init(&np->tx_lock, NULL);
		np->device = strdup(device);
		np->outer = pcap_open_dead(DLT_EN10MB, NP_MAX_SNAPLEN);
		if (np->device && np->outer && np_register(np))
			return np->outer;
		destroy(np);
	}
	snprintf(errbuf, PCAP_ERRBUF_SIZE, "%.80s: no memory for a handle", device);
	return NULL;
}

NP_API int pcap_activate(pcap_t *p)
{
	struct np *np = np_of(p);
	int status;

	if (!np)
		return np_real.pcap_activate(p);
	if (np->inner)
		return np_fail(np, PCAP_ERROR_ACTIVATED, "%s: the handle is activated already", np->device);
	if (np->rfmon)
		return np_fail(np, PCAP_ERROR_RFMON_NOTSUP, "%s: netmap ports have no monitor mode of radios", np->device);
	pcap_geterr(p)[0] = 0;
	status = np_port_open(np);
	if (status >= 0) {
		np->inner = pcap_open_dead_with_tstamp_precision(DLT_EN10MB, np->snaplen, np->nanoseconds ? PCAP_TSTAMP_PRECISION_NANO :
								 PCAP_TSTAMP_PRECISION_MICRO);
		if (!np->inner)
			status = np_fail(np, PCAP_ERROR, "%s: no memory for a handle", np->device);
	}
	if (status < 0)
		np_port_close(np);
	return status;
}

NP_API pcap_t *pcap_open_live(const char *device, int snaplen, int promisc, int to_ms, char *errbuf)
{
	pcap_t *p;

	if (!np_name_is_ours(device))
		return np_real.pcap_open_live(device, snaplen, promisc, to_ms, errbuf);
	p = pcap_create(device, errbuf);
	if (!p)
		return NULL;
	pcap_set_snaplen(p, snaplen);
	pcap_set_promisc(p, promisc);
	pcap_set_timeout(p, to_ms);
	if (pcap_activate(p) >= 0)
		return p;
	snprintf(errbuf, PCAP_ERRBUF_SIZE, "%s", pcap_geterr(p));
	pcap_close(p);
	return NULL;
}

NP_API void pcap_close(pcap_t *p)
{
	struct np *np = np_of(p);

	if (!np) {
		np_real.pcap_close(p);
		return;
	}
	np_drain(np);
	np_unregister(np);
	destroy(np);
}

/* ---- before activation ---- */

static int set(struct np *np, int *what, int value)
{
	if (np->inner)
		return np_fail(np, PCAP_ERROR_ACTIVATED, "%s: this can be set before activation only", np->device);
	*what = value;
	return 0;
}

NP_API int pcap_set_snaplen(pcap_t *p, int snaplen)
{
	struct np *np = np_of(p);

	if (!np)
		return np_real.pcap_set_snaplen(p, snaplen);
	return set(np, &np->snaplen, snaplen <= 0 || snaplen > NP_MAX_SNAPLEN ? NP_MAX_SNAPLEN : snaplen);
}

NP_API int pcap_set_promisc(pcap_t *p, int promisc)
{
	struct np *np = np_of(p);

	return np ? set(np, &np->promisc, promisc) : np_real.pcap_set_promisc(p, promisc);
}

NP_API int pcap_can_set_rfmon(pcap_t *p)
{
	return np_of(p) ? 0 : np_real.pcap_can_set_rfmon(p);
}

NP_API int pcap_set_rfmon(pcap_t *p, int rfmon)
{
	struct np *np = np_of(p);

	return np ? set(np, &np->rfmon, rfmon) : np_real.pcap_set_rfmon(p, rfmon);
}

NP_API int pcap_set_timeout(pcap_t *p, int to_ms)
{
	struct np *np = np_of(p);

	return np ? set(np, &np->timeout, to_ms) : np_real.pcap_set_timeout(p, to_ms);
}

/* Packets are always there as soon as they have arrived. */
NP_API int pcap_set_immediate_mode(pcap_t *p, int immediate)
{
	struct np *np = np_of(p);
	int ignored;

	return np ? set(np, &ignored, immediate) : np_real.pcap_set_immediate_mode(p, immediate);
}

/* A ring that is made for this handle has so many slots. */
NP_API int pcap_set_buffer_size(pcap_t *p, int bytes)
{
	struct np *np = np_of(p);

	if (!np)
		return np_real.pcap_set_buffer_size(p, bytes);
	/* libpcap ignores sizes that make no sense. */
	return set(np, &np->buffer_size, bytes > 0 ? bytes : np->buffer_size);
}

NP_API int pcap_set_protocol_linux(pcap_t *p, int protocol)
{
	struct np *np = np_of(p);
	int ignored;

	return np ? set(np, &ignored, protocol) : np_real.pcap_set_protocol_linux(p, protocol);
}

NP_API int pcap_set_tstamp_type(pcap_t *p, int type)
{
	struct np *np = np_of(p);
	int ignored, status;

	if (!np)
		return np_real.pcap_set_tstamp_type(p, type);
	status = set(np, &ignored, type);
	if (status || type == PCAP_TSTAMP_HOST)
		return status;
	return np_fail(np, PCAP_WARNING_TSTAMP_TYPE_NOTSUP, "%s: netmap ports have the host's time stamps only", np->device);
}

NP_API int pcap_set_tstamp_precision(pcap_t *p, int precision)
{
	struct np *np = np_of(p);

	if (!np)
		return np_real.pcap_set_tstamp_precision(p, precision);
	if (precision != PCAP_TSTAMP_PRECISION_MICRO && precision != PCAP_TSTAMP_PRECISION_NANO)
		return np_fail(np, PCAP_ERROR_TSTAMP_PRECISION_NOTSUP, "%s: there are time stamps in micro- and nanoseconds", np->device);
	return set(np, &np->nanoseconds, precision == PCAP_TSTAMP_PRECISION_NANO);
}

NP_API int pcap_get_tstamp_precision(pcap_t *p)
{
	struct np *np = np_of(p);

	if (!np)
		return np_real.pcap_get_tstamp_precision(p);
	return np->nanoseconds ? PCAP_TSTAMP_PRECISION_NANO : PCAP_TSTAMP_PRECISION_MICRO;
}

/* ---- after it ---- */

/* Functions that libpcap answers for the dead handle, once the handle counts as activated. */
#define AFTER_ACTIVATION(_name, _params, _args) \
	NP_API int _name _params \
	{ \
		struct np *np = np_of(p); \
		int status = np ? np_inactive(np) : 0; \
 \
		return status ? status : np_real._name _args; \
	}

AFTER_ACTIVATION(pcap_datalink, (pcap_t *p), (p))
AFTER_ACTIVATION(pcap_datalink_ext, (pcap_t *p), (p))
AFTER_ACTIVATION(pcap_list_datalinks, (pcap_t *p, int **list), (p, list))
AFTER_ACTIVATION(pcap_set_datalink, (pcap_t *p, int dlt), (p, dlt))
AFTER_ACTIVATION(pcap_bufsize, (pcap_t *p), (p))

NP_API int pcap_snapshot(pcap_t *p)
{
	struct np *np = np_of(p);

	if (!np)
		return np_real.pcap_snapshot(p);
	return np_inactive(np) ?: np->snaplen;
}

NP_API int pcap_fileno(pcap_t *p)
{
	struct np *np = np_of(p);

	return np ? np->fd : np_real.pcap_fileno(p);
}

/* netmap's descriptor is ready when there is a packet, and syncs the rings when it is asked. */
NP_API int pcap_get_selectable_fd(pcap_t *p)
{
	struct np *np = np_of(p);

	return np ? np->fd : np_real.pcap_get_selectable_fd(p);
}

NP_API const struct timeval *pcap_get_required_select_timeout(pcap_t *p)
{
	return np_of(p) ? NULL : np_real.pcap_get_required_select_timeout(p);
}
