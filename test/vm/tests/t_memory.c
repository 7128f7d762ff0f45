/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Memory: sizes and offsets of regions, what a fresh port looks like, extra buffers, sharing, exhaustion, lifetime. */
#include "nmt.h"

static void global_region(void)
{
	struct nmreq_pools_info pools = { 0 };
	struct nmreq_port_info_get info = { 0 };
	int fd = dev_open();

	is(ctrl(fd, NETMAP_REQ_POOLS_INFO_GET, "", &pools), 0, "POOLS_INFO_GET of the global region");
	is(pools.nr_mem_id, 1, "its id");
	is(pools.nr_memsize, 343019520, "its size");
	ok(pools.nr_if_pool_offset == 0 && pools.nr_if_pool_objtotal == 100 && pools.nr_if_pool_objsize == 1024, "interface pool");
	ok(pools.nr_ring_pool_offset == 102400 && pools.nr_ring_pool_objtotal == 200 && pools.nr_ring_pool_objsize == 36864, "ring pool");
	ok(pools.nr_buf_pool_offset == 7475200 && pools.nr_buf_pool_objtotal == 163840 && pools.nr_buf_pool_objsize == 2048, "buffer pool");
	is(ctrl(fd, NETMAP_REQ_PORT_INFO_GET, "", &info), 0, "PORT_INFO_GET without a name");
	ok(info.nr_memsize == 343019520 && info.nr_mem_id == 1 && !info.nr_tx_slots, "tells size and id only");
	pools.nr_mem_id = 4711;
	is(ctrl(fd, NETMAP_REQ_POOLS_INFO_GET, "", &pools), -EINVAL, "a region there is not");
	set_param("buf_num", 20000);
	pools.nr_mem_id = 1;
	is(ctrl(fd, NETMAP_REQ_POOLS_INFO_GET, "", &pools), 0, "with another buf_num, while nothing is bound");
	is(pools.nr_buf_pool_objtotal, 20000, "buffers");
	is(file_number("/sys/module/netmap/parameters/buf_curr_num", ""), 20000, "buf_curr_num");
	set_param("buf_size", 1 << 20);
	is(ctrl(fd, NETMAP_REQ_POOLS_INFO_GET, "", &pools), -EINVAL, "a buf_size out of bounds is refused");
	set_param("buf_size", 9216);
	is(ctrl(fd, NETMAP_REQ_POOLS_INFO_GET, "", &pools), 0, "buffers for jumbo frames");
	is(pools.nr_buf_pool_objsize, 9216, "their size");
	set_param("buf_size", 2048);
	set_param("buf_num", 163840);
	close(fd);
}

static void private_region(void)
{
	struct nmreq_pools_info pools = { 0 };
	struct port p;
	char *base;

	must_open(&p, "vale0:a");
	is(p.reg.nr_memsize, 42369024, "size of a VALE port's region");
	pools.nr_mem_id = p.reg.nr_mem_id;
	is(ctrl(p.fd, NETMAP_REQ_POOLS_INFO_GET, "", &pools), 0, "its pools");
	ok(pools.nr_if_pool_objtotal == 12 && pools.nr_if_pool_objsize == 1024, "interface pool");
	ok(pools.nr_ring_pool_offset == 12288 && pools.nr_ring_pool_objtotal == 20 && pools.nr_ring_pool_objsize == 20480, "ring pool");
	ok(pools.nr_buf_pool_offset == 421888 && pools.nr_buf_pool_objtotal == 20482 && pools.nr_buf_pool_objsize == 2048, "buffer pool");
	memset(&pools, 0, sizeof(pools));
	is(ctrl(p.fd, NETMAP_REQ_POOLS_INFO_GET, "vale0:a", &pools), 0, "POOLS_INFO_GET by the port's name");
	is(pools.nr_mem_id, p.reg.nr_mem_id, "tells its region");

	base = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, p.fd, 4096);
	ok(base != MAP_FAILED, "a part of the region is mapped, from a page offset");
	p.mem[4096] = 'x';
	ok(base != MAP_FAILED && base[0] == 'x', "it is the same memory");
	munmap(base, 8192);
	ok(mmap(NULL, p.reg.nr_memsize + 4096, PROT_READ, MAP_SHARED, p.fd, 0) == MAP_FAILED && errno == EINVAL, "more than the region");
	ok(mmap(NULL, 8192, PROT_READ, MAP_SHARED, p.fd, p.reg.nr_memsize - 4096) == MAP_FAILED && errno == EINVAL, "beyond its end");
	base = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, p.fd, 4096);
	ok(base != MAP_FAILED, "MAP_PRIVATE is accepted");
	base[0] = 'y';
	ok(p.mem[4096] == 'x', "and private");
	munmap(base, 4096);
	memset(p.mem + pools.nr_buf_pool_offset + pools.nr_memsize / 2, 1, 1 << 20);
	ok(p.mem[p.reg.nr_memsize - 1] == 0, "all of it can be touched");
	port_close(&p);
}

static void fresh_port(void)
{
	struct netmap_ring *r;
	unsigned int seen_twice = 0, bad_len = 0, bad_ofs = 0, i, k;
	struct nmreq_pools_info pools = { 0 };
	struct port p, q;
	char *seen;

	is(port_open_size(&p, "vale0:a", 128, 3), 0, "a port with 3 ring pairs of 128 slots");
	ok(p.reg.nr_tx_rings == 3 && p.reg.nr_rx_rings == 3 && p.reg.nr_tx_slots == 128 && p.reg.nr_rx_slots == 128, "counts in the answer");
	ok(!p.reg.nr_host_tx_rings && !p.reg.nr_host_rx_rings, "no host rings");
	ok(p.nifp->ni_host_tx_rings == 1 && p.nifp->ni_host_rx_rings == 1, "but a place for one");
	ok(!p.nifp->ring_ofs[3] && !p.nifp->ring_ofs[7], "which is empty");
	ok(!strcmp(p.nifp->ni_name, "vale0:a") && p.nifp->ni_version == 0 && p.nifp->ni_flags == NI_PRIV_MEM, "name, version, flags");
	seen = calloc(1, 1 << 20);
	for (i = 0; i < 3; i++) {
		r = tx_ring(&p, i);
		ok(r->num_slots == 128 && r->nr_buf_size == 2048 && r->ringid == i && r->dir == 1, "tx ring %u: header", i);
		ok(r->head == 0 && r->cur == 0 && r->tail == 127, "tx ring %u: indexes", i);
		for (k = 0; k < 128; k++) {
			seen_twice += seen[r->slot[k].buf_idx]++ || r->slot[k].buf_idx < 2;
			bad_len += r->slot[k].len != 2048 || r->slot[k].flags || r->slot[k].ptr;
		}
		r = rx_ring(&p, i);
		ok(r->num_slots == 128 && r->nr_buf_size == 2048 && r->ringid == i && r->dir == 0, "rx ring %u: header", i);
		ok(r->head == 0 && r->cur == 0 && r->tail == 0, "rx ring %u: indexes", i);
		for (k = 0; k < 128; k++) {
			seen_twice += seen[r->slot[k].buf_idx]++ || r->slot[k].buf_idx < 2;
			bad_len += r->slot[k].len != 2048 || r->slot[k].flags || r->slot[k].ptr;
		}
	}
	ctrl(p.fd, NETMAP_REQ_POOLS_INFO_GET, "vale0:a", &pools);
	for (i = 0; i < 8; i++)
		bad_ofs += ring_at(&p, i) && (char *)ring_at(&p, i) + ring_at(&p, i)->buf_ofs != p.mem + pools.nr_buf_pool_offset;
	is(bad_ofs, 0, "buf_ofs leads from each ring to the first buffer");
	is(seen_twice, 0, "every slot has a buffer of its own, from 2 on");
	is(bad_len, 0, "every slot is empty with the length of its buffer");
	free(seen);
	port_close(&p);

	is(port_open_size(&p, "vale0:a", 100000, 1000), 0, "more than there can be");
	ok(p.reg.nr_tx_slots == 4096 && p.reg.nr_rx_slots == 4096 && p.reg.nr_tx_rings == 16 && p.reg.nr_rx_rings == 16, "is capped");
	port_close(&p);
	is(port_open_size(&p, "vale0:a", 1, 1), 0, "rings of one slot");
	is(tx_ring(&p, 0)->tail, 0, "have no room");
	port_close(&p);
	must_open(&p, "vale0:a");
	must_open(&q, "vale0:b");
	ok(p.reg.nr_mem_id == 2 && q.reg.nr_mem_id == 3, "each port has a region of its own, from 2 on");
	port_close(&p);
	port_close(&q);
	p = (struct port) { .reg = { .nr_mode = NR_REG_ONE_NIC, .nr_ringid = 1, .nr_tx_rings = 3, .nr_rx_rings = 3 } };
	is(port_bind(&p, "vale0:a"), 0, "one ring pair of three");
	ok(!tx_ring(&p, 0) && tx_ring(&p, 1) && !tx_ring(&p, 2) && rx_ring(&p, 1) && !rx_ring(&p, 2), "the others are not there");
	port_close(&p);
}

static unsigned int chain_length(struct port *p)
{
	uint32_t idx = p->nifp->ni_bufs_head;
	struct netmap_ring *r = tx_ring(p, 0);
	unsigned int n = 0;

	while (idx && n < 100000) {
		idx = *(uint32_t *)((char *)r + r->buf_ofs + (size_t)idx * r->nr_buf_size);
		n++;
	}
	return n;
}

/* Free buffers of region @id, as debugfs has them. */
static long free_buffers(uint16_t id)
{
	FILE *f = fopen("/sys/kernel/debug/netmap/regions", "r");
	char line[512], *name, *save, *end;
	long n = -1;
	int column = -1, i;

	while (f && fgets(line, sizeof(line), f)) {
		bool wanted = strtol(line, &end, 10) == id && end != line;

		for (i = 0, name = strtok_r(line, " \n", &save); name; i++, name = strtok_r(NULL, " \n", &save)) {
			if (!strcmp(name, "bufs_free"))
				column = i;
			if (wanted && i == column)
				n = atol(name);
		}
	}
	if (f)
		fclose(f);
	return n;
}

/* What is in the chain on close is freed, whatever it was before; so is what is in the slots. */
static void chain_of_choice(void)
{
	struct port q, p;
	struct netmap_ring *r;
	uint32_t *link, head;
	long before;

	must_open(&q, "vale0:q");
	before = free_buffers(q.reg.nr_mem_id);
	ok(before > 0, "free buffers: %ld", before);
	p = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_extra_bufs = 10, .nr_mem_id = q.reg.nr_mem_id } };
	is(port_bind(&p, "vale0:p"), 0, "10 extra buffers");
	is(free_buffers(q.reg.nr_mem_id), before - 2048 - 10, "are no longer free");
	/* The first goes into a slot, and the slot's buffer in its place. */
	r = tx_ring(&p, 0);
	head = p.nifp->ni_bufs_head;
	link = (uint32_t *)((char *)r + r->buf_ofs + (size_t)head * r->nr_buf_size);
	*(uint32_t *)slot_buf(r, 7) = *link;
	p.nifp->ni_bufs_head = r->slot[7].buf_idx;
	r->slot[7].buf_idx = head;
	port_close(&p);
	is(free_buffers(q.reg.nr_mem_id), before, "on close all are, after one was exchanged with a slot's");
	port_close(&q);
}

static void extra_buffers(void)
{
	struct nmreq_pools_info pools = { 0 };
	struct port p = { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_extra_bufs = 300 } }, q;
	struct netmap_ring *r;

	is(port_bind(&p, "vale0:a"), 0, "300 extra buffers");
	is(p.reg.nr_extra_bufs, 300, "number in the answer");
	is(chain_length(&p), 300, "length of the chain");
	pools.nr_mem_id = p.reg.nr_mem_id;
	ctrl(p.fd, NETMAP_REQ_POOLS_INFO_GET, "", &pools);
	is(pools.nr_buf_pool_objtotal, 20482 + 300, "the region grew by as many");

	/* The chain as a circle, then an index that is none: nothing but a lost buffer may come of it. */
	r = tx_ring(&p, 0);
	*(uint32_t *)((char *)r + r->buf_ofs + (size_t)p.nifp->ni_bufs_head * r->nr_buf_size) = p.nifp->ni_bufs_head;
	port_close(&p);
	p = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_extra_bufs = 3 } };
	is(port_bind(&p, "vale0:a"), 0, "after a chain that was a circle");
	p.nifp->ni_bufs_head = 0xdeadbeef;
	port_close(&p);
	ok(true, "close with a head that is no buffer");

	/* More than there are: what there is, and the next one gets none. */
	must_open(&q, "vale0:b");
	p = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_extra_bufs = 100000, .nr_mem_id = q.reg.nr_mem_id } };
	is(port_bind(&p, "vale0:a"), 0, "100000 extra buffers of a region that has 16384 left");
	is(p.reg.nr_extra_bufs, 20480 - 4 * 1024, "as many as there are");
	is(chain_length(&p), 20480 - 4 * 1024, "length of the chain");
	is(p.reg.nr_mem_id, q.reg.nr_mem_id, "in the region that was asked for");
	{
		struct port full = { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_mem_id = q.reg.nr_mem_id } };

		is(port_bind(&full, "vale0:c"), -ENOMEM, "a port in a region without buffers");
		ok(kernel_says("1024 wanted, 0 of 20480 available") || kernel_says("1024 wanted, 0 of 20482 available"), "the log says how many it lacked");
	}
	port_close(&p);
	p = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_mem_id = q.reg.nr_mem_id } };
	is(port_bind(&p, "vale0:c"), 0, "and after they were given back");
	port_close(&p);
	port_close(&q);
	p = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_mem_id = 999 } };
	is(port_bind(&p, "vale0:c"), -EINVAL, "a region there is not");
	p = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_mem_id = 1 } };
	is(port_bind(&p, "vale0:c"), 0, "a VALE port in the global region");
	is(p.nifp->ni_flags, 0, "is not marked as private");
	q = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_mem_id = 77 } };
	is(port_bind(&q, "vale0:c"), 0, "a port that exists: the id asked for does not matter");
	is(q.reg.nr_mem_id, 1, "the real one is told");
	port_close(&q);
	port_close(&p);
}

/* The interface and ring pools run out, too. */
static void other_pools(void)
{
	struct port first, p[40];
	char text[128];
	int n, err = 0;

	must_open(&first, "vale0:a");
	for (n = 0; n < 40; n++) {
		err = port_open(&p[n], "vale0:a");
		if (err)
			break;
	}
	is(err, -ENOMEM, "a region has 12 interface objects");
	is(n, 11, "so a port can be opened 12 times");
	snprintf(text, sizeof(text), "cannot allocate from pool if of region %u: 1 wanted, 0 of 12 available; the parameter is priv_if_num", first.reg.nr_mem_id);
	ok(kernel_says(text), "the log says: %s", text);
	while (n--)
		port_close(&p[n]);
	for (n = 0; n < 40; n++) {
		char name[16];

		snprintf(name, sizeof(name), "vale0:p%d", n);
		p[n] = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_mem_id = first.reg.nr_mem_id,
						.nr_tx_rings = 3, .nr_rx_rings = 3, .nr_tx_slots = 16, .nr_rx_slots = 16 } };
		err = port_bind(&p[n], name);
		if (err)
			break;
	}
	is(err, -ENOMEM, "a region has 20 rings");
	is(n, 3, "which are 2 for one port and 6 for each of three more");
	snprintf(text, sizeof(text), "cannot allocate from pool ring of region %u: 1 wanted, 0 of 20 available", first.reg.nr_mem_id);
	ok(kernel_says(text), "the log says: %s", text);
	while (n--)
		port_close(&p[n]);
	p[0] = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_mem_id = first.reg.nr_mem_id, .nr_tx_slots = 4096 } };
	is(port_bind(&p[0], "vale0:b"), -ENOMEM, "a ring that is larger than the region's ring objects");
	port_close(&first);
}

static void lifetime(void)
{
	struct nmreq_port_info_get info = { 0 };
	struct nmreq_vale_list list = { 0 };
	struct port p;
	int fd = dev_open();

	must_open(&p, "vale0:a");
	info.nr_mem_id = p.reg.nr_mem_id;
	close(p.fd);
	p.mem[p.reg.nr_offset] = 'V';
	tx_ring(&p, 0)->slot[5].len = 77;
	is(ctrl(fd, NETMAP_REQ_PORT_INFO_GET, "", &info), 0, "after close, a port that is mapped is still there");
	munmap(p.mem, p.reg.nr_memsize);
	is(ctrl(fd, NETMAP_REQ_PORT_INFO_GET, "", &info), -EINVAL, "after munmap it is gone with its region");
	is(ctrl(fd, NETMAP_REQ_VALE_LIST, "", &list), -ENOENT, "and with its switch");
	close(fd);
}

int main(void)
{
	global_region();
	private_region();
	fresh_port();
	extra_buffers();
	chain_of_choice();
	other_pools();
	lifetime();
	return done();
}
