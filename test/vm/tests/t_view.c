/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The tables in debugfs: what is there, and that counters count. */
#include "nmt.h"
#include <sys/stat.h>

/* The column @column of the line of @table that starts with @line; -1 if there is none. */
static long long look(const char *table, const char *line, const char *column)
{
	char file[64], head[512], text[4096], *name, *value, *save1, *save2;
	long long n = -1;
	FILE *f;

	snprintf(file, sizeof(file), "/sys/kernel/debug/netmap/%s", table);
	f = fopen(file, "r");
	if (!f || !fgets(head, sizeof(head), f))
		return -1;
	while (fgets(text, sizeof(text), f)) {
		if (strncmp(text, line, strlen(line)) || text[strlen(line)] != ' ')
			continue;
		name = strtok_r(head, " \n", &save1);
		value = strtok_r(text, " \n", &save2);
		while (name && value && strcmp(name, column)) {
			name = strtok_r(NULL, " \n", &save1);
			value = strtok_r(NULL, " \n", &save2);
		}
		if (name && value)
			n = atoll(value);
		break;
	}
	fclose(f);
	return n;
}

static bool nothing(const char *table)
{
	char command[128];

	snprintf(command, sizeof(command), "[ $(wc -l < /sys/kernel/debug/netmap/%s) = 1 ]", table);
	return !system(command);
}

static long long own_namespace(void)
{
	struct stat st;

	return stat("/proc/self/ns/net", &st) ? -1 : (long long)st.st_ino;
}

int main(void)
{
	struct port a, b, m, s;
	int i;

	ok(nothing("ports") && nothing("rings") && nothing("regions") && nothing("switches"), "nothing is there at first");
	must_open(&a, "vale0:a");
	is(port_open_size(&b, "vale0:b", 16, 1), 0, "a port with a small ring");
	is(look("ports", "vale0:a vale", "bound"), 1, "ports: descriptors");
	is(look("ports", "vale0:a vale", "tx_slots"), 1024, "ports: slots");
	is(look("ports", "vale0:a vale", "netns"), own_namespace(), "ports: network namespace");
	is(look("rings", "vale0:a rx 0", "netns"), own_namespace(), "rings: network namespace");
	is(look("switches", "0 vale0", "netns"), own_namespace(), "switches: network namespace");
	is(look("ports", "vale0:b vale", "region"), b.reg.nr_mem_id, "ports: region");
	is(look("switches", "0 vale0", "ports"), 2, "switches: ports");
	for (i = 0; i < 20; i++)
		put(&a, 0xffff, 1, 100, 0);
	put(&a, 0xffff, 1, 100, 0)->buf_idx = 1;
	txsync(&a);
	is(look("rings", "vale0:a tx 0", "packets"), 20, "rings: packets sent");
	is(look("rings", "vale0:a tx 0", "bytes"), 2000, "rings: bytes sent");
	is(look("rings", "vale0:a tx 0", "dropped_bad"), 1, "rings: bad slots");
	is(look("rings", "vale0:b rx 0", "packets"), 15, "rings: packets received");
	is(look("rings", "vale0:b rx 0", "bytes"), 1500, "rings: bytes received");
	is(look("rings", "vale0:b rx 0", "dropped_full"), 5, "rings: lost for want of room");
	is(look("switches", "0 vale0", "addresses"), 1, "switches: addresses learned");
	is(look("regions", "2 private", "bytes"), 42369024, "regions: size");
	is(look("regions", "2 private", "bufs_free"), 20480 - 2048, "regions: free buffers");
	is(look("regions", "2 private", "rings_free"), 18, "regions: free rings");
	port_close(&a);
	port_close(&b);
	must_open(&m, "x{1");
	must_open(&s, "x}1");
	put(&m, 2, 1, 60, 0);
	txsync(&m);
	take(&s, NULL);
	rxsync(&s);
	is(look("rings", "x{1 tx 0", "packets"), 1, "a pipe: packets sent");
	is(look("rings", "x}1 rx 0", "packets"), 1, "and received");
	port_close(&m);
	port_close(&s);
	ok(nothing("ports") && nothing("rings") && nothing("regions") && nothing("switches"), "nothing is left");
	return done();
}
