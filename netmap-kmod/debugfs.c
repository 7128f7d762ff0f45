// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What there is, to be read by people and programs: /sys/kernel/debug/netmap/{ports,rings,regions,switches}. Tables with one
 * line of names at the top, columns separated by blanks.
 *
 * Ports of all namespaces are there, with the number of theirs, as of /proc/PID/ns/net; the files are for root alone. Counters are read without the locks of their
 * writers: each is right by itself, but those of one line may be of different moments. They start at 0 with the first
 * descriptor of a port.
 *
 * Locks: nm_lock while a file is read, since the content is made in one go.
 */
#include <linux/debugfs.h>
#include <linux/seq_file.h>
#include "vale.h"

static struct dentry *dir;

static const char *link_state(const struct nm_adapter *na)
{
	if (na->gone)
		return "gone";
	if (na->ops->link)
		return na->ops->link(na) ? "up" : "down";
	if (na->driver)
		return nm_device_link(na) ? "up" : "down";
	return "-";
}

static const char *or_dash(const char *name)
{
	return name[0] ? name : "-";
}

static int ports_show(struct seq_file *m, void *v)
{
	const struct nm_adapter *na;

	seq_puts(m, "name kind region references bound tx_rings rx_rings host_tx_rings host_rx_rings tx_slots rx_slots header link netns\n");
	mutex_lock(&nm_lock);
	list_for_each_entry(na, &nm_adapters, node)
		seq_printf(m, "%s %s %u %u %u %u %u %u %u %u %u %u %s %u\n", or_dash(na->name), na->kind, na->region->id, na->refs, na->bound,
			   na->num_rings[NM_TX], na->num_rings[NM_RX], na->num_host_rings[NM_TX], na->num_host_rings[NM_RX],
			   na->num_slots[NM_TX], na->num_slots[NM_RX], na->virt_hdr_len, link_state(na), na->netns);
	mutex_unlock(&nm_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(ports);

static void show_ring(struct seq_file *m, const struct nm_kring *k)
{
	seq_printf(m, "%s %s %u %s %u %u %u %u %llu %llu %llu %llu %llu %u\n", or_dash(k->na->name), k->dir == NM_TX ? "tx" : "rx", k->id,
		   k->host ? "host" : "nic", READ_ONCE(k->head), READ_ONCE(k->cur), READ_ONCE(k->hwcur), READ_ONCE(k->hwtail),
		   READ_ONCE(k->stats.packets), READ_ONCE(k->stats.bytes), READ_ONCE(k->stats.drop_full),
		   READ_ONCE(k->stats.drop_bad), READ_ONCE(k->stats.drop_other), k->na->netns);
}

static int rings_show(struct seq_file *m, void *v)
{
	const struct nm_adapter *na;
	int dir;
	u32 i;

	seq_puts(m, "name direction ring side head cur hwcur hwtail packets bytes dropped_full dropped_bad dropped_other netns\n");
	mutex_lock(&nm_lock);
	list_for_each_entry(na, &nm_adapters, node) {
		for (dir = NM_TX; dir >= NM_RX; dir--) {
			for (i = 0; na->krings[dir] && i < nm_kring_total(na, dir); i++) {
				if (na->krings[dir][i].users)
					show_ring(m, &na->krings[dir][i]);
			}
		}
	}
	mutex_unlock(&nm_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(rings);

static void show_region(const struct nm_region *r, void *arg)
{
	struct seq_file *m = arg;
	int i;

	seq_printf(m, "%u %s %u %llu", r->id, r->private ? "private" : "global", r->refs, r->size);
	for (i = 0; i < NM_POOLS; i++)
		seq_printf(m, " %u %u %u", r->pool[i].num, r->pool[i].size, r->pool[i].free);
	seq_putc(m, '\n');
}

static int regions_show(struct seq_file *m, void *v)
{
	seq_puts(m, "id kind references bytes ifs if_bytes ifs_free rings ring_bytes rings_free bufs buf_bytes bufs_free\n");
	mutex_lock(&nm_lock);
	nm_region_each(show_region, m);
	mutex_unlock(&nm_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(regions);

static void show_switch(const struct nm_switch *sw, void *arg)
{
	struct seq_file *m = arg;
	u32 i;

	seq_printf(m, "%u %s %u %u %u", sw->index, sw->name, sw->num_ports, READ_ONCE(sw->macs.count), sw->netns);
	for (i = 0; i < sw->cap; i++) {
		if (sw->port[i])
			seq_printf(m, " %u=%s", i, sw->port[i]->na.name);
	}
	seq_putc(m, '\n');
}

static int switches_show(struct seq_file *m, void *v)
{
	seq_puts(m, "index name ports addresses netns port...\n");
	mutex_lock(&nm_lock);
	nm_switch_each(show_switch, m);
	mutex_unlock(&nm_lock);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(switches);

/* Without debugfs all the rest works, so errors are of no interest. */
void nm_debugfs_init(void)
{
	dir = debugfs_create_dir("netmap", NULL);
	debugfs_create_file("ports", 0400, dir, NULL, &ports_fops);
	debugfs_create_file("rings", 0400, dir, NULL, &rings_fops);
	debugfs_create_file("regions", 0400, dir, NULL, &regions_fops);
	debugfs_create_file("switches", 0400, dir, NULL, &switches_fops);
}

void nm_debugfs_exit(void)
{
	debugfs_remove(dir);
}
