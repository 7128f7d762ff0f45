/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The option EXTMEM: regions in memory of the program's, what they look like, who shares them, how long they last. */
#include "extmem.h"
#include <signal.h>
#include <sys/resource.h>

static void traffic(void)
{
	char *mem = memory(16 * MB);
	struct port a, b, c;
	int i, good = 0;

	is(open_extmem(&a, "vale0:a", mem, 16 * MB, NULL), 0, "a VALE port in memory of the program's");
	is(opt.nro_opt.nro_status, 0, "status of the option");
	is(a.reg.nr_memsize, 16 * MB, "its size");
	ok(a.reg.nr_mem_id > 1 && opt.nro_info.nr_mem_id == a.reg.nr_mem_id, "its number is told in both answers");
	ok(opt.nro_info.nr_if_pool_offset == 0 && opt.nro_info.nr_ring_pool_offset > 0 && opt.nro_info.nr_buf_pool_offset > opt.nro_info.nr_ring_pool_offset,
	   "the pools one after the other");
	ok(opt.nro_info.nr_buf_pool_objtotal > 3000 && opt.nro_info.nr_buf_pool_objsize == 2048, "%u buffers", opt.nro_info.nr_buf_pool_objtotal);
	ok(!strcmp(a.nifp->ni_name, "vale0:a") && a.nifp->ni_flags == NI_PRIV_MEM, "the interface is where the answer says, without mmap");
	ok(tx_ring(&a, 0)->num_slots == 1024 && tx_ring(&a, 0)->tail == 1023, "and its ring");
	must_open(&b, "vale0:b");
	for (i = 0; i < 3000; i++) {
		send_frame(&a, 2, 1, 60 + i % 1000, i);
		rxsync(&b);
		good += rx_ring(&b, 0)->head != rx_ring(&b, 0)->tail &&
			frame_good(slot_buf(rx_ring(&b, 0), rx_ring(&b, 0)->head), 60 + i % 1000, i);
		take(&b, NULL);
	}
	is(good, 3000, "packets from there");
	send_frame(&b, 1, 2, 200, 9);
	rxsync(&a);
	ok(frame_good(slot_buf(rx_ring(&a, 0), rx_ring(&a, 0)->head), 200, 9), "and to there");
	/* Others reach it by its number. */
	c = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_mem_id = a.reg.nr_mem_id } };
	is(port_bind(&c, "vale0:c"), 0, "another port in the same region, by mmap");
	ok(c.mem != mem && !strcmp(((struct netmap_if *)(mem + c.reg.nr_offset))->ni_name, "vale0:c"), "it is the same memory");
	c.mem[c.reg.nr_memsize - 1] = 77;
	is(mem[16 * MB - 1], 77, "up to its end");
	send_frame(&c, 1, 3, 100, 8);
	rxsync(&a);
	is(ring_space(rx_ring(&a, 0)), 2, "and it sends");
	/* The owner goes first. */
	close(a.fd);
	munmap(mem, 16 * MB);
	send_frame(&c, 2, 3, 100, 7);
	is(take(&b, NULL), 1, "the region stays while another port is in it");
	port_close(&c);
	port_close(&b);
	is(file_number("/proc/self/status", "VmLck:"), 0, "all is unlocked then");
}

static void shapes(void)
{
	struct nmreq_pools_info info = { .nr_if_pool_objtotal = 5, .nr_if_pool_objsize = 512, .nr_ring_pool_objtotal = 8, .nr_ring_pool_objsize = 36864,
					 .nr_buf_pool_objtotal = 2500, .nr_buf_pool_objsize = 3000 };
	char *mem = memory(16 * MB);
	struct port p, q;

	is(open_extmem(&p, "vale0:a", mem, 16 * MB, &info), 0, "sizes of the program's choice");
	ok(opt.nro_info.nr_if_pool_objtotal == 5 && opt.nro_info.nr_if_pool_objsize == 512, "interfaces");
	ok(opt.nro_info.nr_ring_pool_objtotal == 8 && opt.nro_info.nr_ring_pool_objsize == 36864 && opt.nro_info.nr_ring_pool_offset == 4096, "rings");
	ok(opt.nro_info.nr_buf_pool_objtotal == 2500 && opt.nro_info.nr_buf_pool_objsize == 3008, "buffers, which may cross pages");
	is(tx_ring(&p, 0)->nr_buf_size, 3008, "the rings say so");
	is(port_open(&q, "vale0:b"), 0, "a usual port beside it");
	tx_ring(&p, 0)->slot[0].len = 2048;
	frame_make(slot_buf(tx_ring(&p, 0), 0), 0xffff, 1, 2048, 3);
	tx_ring(&p, 0)->head = tx_ring(&p, 0)->cur = 1;
	txsync(&p);
	rxsync(&q);
	ok(frame_good(slot_buf(rx_ring(&q, 0), 0), 2048, 3), "a packet across pages");
	port_close(&q);
	close(p.fd);
	is(open_extmem(&p, "lp{1", mem, 16 * MB, NULL), 0, "a pipe");
	q = (struct port) { .reg = { .nr_mode = NR_REG_ALL_NIC, .nr_mem_id = p.reg.nr_mem_id } };
	is(port_bind(&q, "lp}1"), 0, "and its other end");
	is(q.reg.nr_mem_id, p.reg.nr_mem_id, "in the same region");
	send_frame(&p, 2, 1, 100, 1);
	is(take(&q, NULL), 1, "with a packet");
	port_close(&q);
	close(p.fd);
	munmap(mem, 16 * MB);
}

static void refusals(void)
{
	struct nmreq_pools_info info = { .nr_buf_pool_objtotal = 10000 };
	char *mem = memory(8 * MB);
	struct port p, q;

	is(open_extmem(&p, "vale0:a", mem + 100, 4 * MB, NULL), -EINVAL, "an address that is no page's");
	is(opt.nro_opt.nro_status, EINVAL, "status of the option");
	is(open_extmem(&p, "vale0:a", mem, 0, NULL), -EINVAL, "no bytes");
	is(open_extmem(&p, "vale0:a", mem, 4095, NULL), -EINVAL, "less than a page");
	is(open_extmem(&p, "vale0:a", mem, 1ULL << 62, NULL), -EINVAL, "more than there is");
	is(open_extmem(&p, "vale0:a", mem, 65536, NULL), -EINVAL, "too little for the pools");
	is(open_extmem(&p, "vale0:a", mem, 8 * MB, &info), -EINVAL, "pools that do not fit");
	is(open_extmem(&p, "vale0:a", NULL, 4 * MB, NULL), -EFAULT, "memory that is not there");
	is(open_extmem(&p, "vale0:a", (char *)0xffff888000000000, 4 * MB, NULL), -EFAULT, "the kernel's");
	is(open_extmem(&p, "nosuchif", mem, 4 * MB, NULL), -ENXIO, "an interface there is not");
	is(opt.nro_opt.nro_status, ECANCELED, "status of the option");
	is(open_extmem(&p, "vale0:a", mem, 1 * MB, NULL), -ENOMEM, "too few buffers for the rings");
	must_open(&q, "vale0:a");
	is(open_extmem(&p, "vale0:a", mem, 8 * MB, NULL), -EBUSY, "a port that has its memory already");
	is(opt.nro_opt.nro_status, EBUSY, "status of the option");
	port_close(&q);
	munmap(mem + 4 * MB, 4096);
	is(open_extmem(&p, "vale0:a", mem, 8 * MB, NULL), -EFAULT, "memory with a hole");
	mprotect(mem, 8192, PROT_READ);
	is(open_extmem(&p, "vale0:a", mem, 4 * MB, NULL), -EFAULT, "memory that the program may not write");
	is(file_number("/proc/self/status", "VmLck:"), 0, "nothing stays locked");
	munmap(mem, 8 * MB);
}

/* A process that may lock 4 MB only; /dev/netmap was opened before it became one. */
static void locked_memory(void)
{
	struct rlimit limit = { 4 * MB, 4 * MB };
	struct nmreq_register reg = { .nr_mode = NR_REG_ALL_NIC };
	int fd = dev_open(), status;
	pid_t pid = fork();

	if (!pid) {
		char *mem = memory(8 * MB);

		opt = (struct nmreq_opt_extmem) { .nro_opt = { .nro_reqtype = NETMAP_REQ_OPT_EXTMEM }, .nro_usrptr = (uintptr_t)mem };
		opt.nro_info.nr_memsize = 8 * MB;
		if (setrlimit(RLIMIT_MEMLOCK, &limit) || setuid(1000))
			_exit(1);
		_exit(ctrl_opt(fd, NETMAP_REQ_REGISTER, "vale0:a", &reg, &opt) == -ENOMEM ? 0 : 3);
	}
	waitpid(pid, &status, 0);
	is(status, 0, "more than the process may lock: ENOMEM");
	close(fd);
}

/* The owner dies without closing anything. */
static void killed(void)
{
	long before, after;
	int i, status;

	before = file_number("/proc/meminfo", "MemAvailable:");
	for (i = 0; i < 20; i++) {
		pid_t pid = fork();

		if (!pid) {
			struct port p;
			char *mem = memory(16 * MB);

			if (open_extmem(&p, "vale0:k", mem, 16 * MB, NULL))
				_exit(1);
			send_frame(&p, 2, 1, 60, 1);
			kill(getpid(), 9);
		}
		waitpid(pid, &status, 0);
		if (!WIFSIGNALED(status))
			break;
	}
	is(i, 20, "20 programs killed with regions of theirs");
	after = file_number("/proc/meminfo", "MemAvailable:");
	ok(before - after < 64 * 1024, "their memory is free again (%ld kB less)", before - after);
}

int main(void)
{
	traffic();
	shapes();
	refusals();
	locked_memory();
	killed();
	return done();
}
