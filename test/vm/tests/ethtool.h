/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What ethtool does, for which the guest has no program. */
#ifndef ETHTOOL_H
#define ETHTOOL_H

#include "nmt.h"
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/socket.h>

/* An operation of ethtool: 0 or -errno. */
static inline int ethtool(const char *dev, void *command)
{
	struct ifreq ifr = { .ifr_data = command };
	int fd = socket(AF_INET, SOCK_DGRAM, 0), err;

	snprintf(ifr.ifr_name, IFNAMSIZ, "%s", dev);
	err = ioctl(fd, SIOCETHTOOL, &ifr) ? -errno : 0;
	close(fd);
	return err;
}

#define MOST_COUNTERS	1024

/* A counter of the NIC's, as ethtool -S shows it; -1 if there is none. */
static inline long long nic_counter(const char *dev, const char *name)
{
	struct { struct ethtool_gstrings head; char name[MOST_COUNTERS][ETH_GSTRING_LEN]; } names = { .head = { ETHTOOL_GSTRINGS, ETH_SS_STATS, 0 } };
	struct { struct ethtool_stats head; uint64_t value[MOST_COUNTERS]; } values = { .head = { ETHTOOL_GSTATS, 0 } };
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };
	unsigned int i;

	/* The kernel writes nothing unless it is told the right number. */
	if (ethtool(dev, &info) || info.n_stats > MOST_COUNTERS)
		return -1;
	names.head.len = values.head.n_stats = info.n_stats;
	if (ethtool(dev, &names) || ethtool(dev, &values))
		return -1;
	for (i = 0; i < info.n_stats; i++) {
		if (!strcmp(names.name[i], name))
			return values.value[i];
	}
	return -1;
}

/* As ethtool -K: a feature of the interface by name; 0 or -errno. */
static inline int set_feature(const char *dev, const char *name, bool on)
{
	struct { struct ethtool_sset_info head; uint32_t num; } info = { .head = { .cmd = ETHTOOL_GSSET_INFO, .sset_mask = 1 << ETH_SS_FEATURES } };
	struct { struct ethtool_gstrings head; char name[256][ETH_GSTRING_LEN]; } names = { .head = { ETHTOOL_GSTRINGS, ETH_SS_FEATURES, 0 } };
	struct { struct ethtool_sfeatures head; struct ethtool_set_features_block block[8]; } set = { .head = { .cmd = ETHTOOL_SFEATURES } };
	unsigned int i;
	int err = ethtool(dev, &info);

	if (err)
		return err;
	if (info.num > 256)
		return -E2BIG;
	names.head.len = info.num;
	set.head.size = (info.num + 31) / 32;
	err = ethtool(dev, &names);
	if (err)
		return err;
	for (i = 0; i < info.num && strcmp(names.name[i], name); i++)
		;
	if (i == info.num)
		return -ENOENT;
	set.block[i / 32].valid = 1U << i % 32;
	set.block[i / 32].requested = on ? 1U << i % 32 : 0;
	return ethtool(dev, &set);
}

#endif /* ETHTOOL_H */
