/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Robustness: leaks over many cycles, programs that are killed, threads that race each other on one descriptor, random
 * requests, random ring contents. That the kernel lives and does not complain is judged by the runner.
 */
#include "leaks.h"
#include "modules.h"
#include <pthread.h>
#include <signal.h>
#include <sys/time.h>

static int open_and_close(int times)
{
	struct port p, q;
	int i, err = 0;

	for (i = 0; i < times && !err; i++) {
		if (i % 10 == 9) {
			err = port_open_size(&p, "x{1", 32, 1) ?: port_open_size(&q, "x}1", 32, 1);
			if (err)
				break;
			send_frame(&p, 2, 1, 60, 1);
			port_close(&q);
		} else {
			err = port_open_size(&p, "vale0:a", i % 100 == 0 ? 1024 : 32, 1);
			if (err)
				break;
			send_frame(&p, 2, i, 60, 1);
		}
		port_close(&p);
	}
	return err;
}

/* What is lost in each cycle shows in any of these; what the kernel keeps for later use is there after the first part. */
static void cycles(void)
{
	struct memory_use before;

	is(open_and_close(3000), 0, "a port opened and closed 3000 times");
	before = memory_use();
	is(open_and_close(7000), 0, "and 7000 times more");
	nothing_lost(before, 7000);
}

static void killed(void)
{
	struct nmreq_vale_list list = { 0 };
	int round, fd = dev_open(), status;

	for (round = 0; round < 20; round++) {
		pid_t pid = fork();

		if (!pid) {
			struct port p, q;

			must_open(&p, "vale0:k");
			must_open(&q, "k{1");
			for (;;) {
				put(&p, 0xffff, 1, 60, 1);
				txsync(&p);
				put(&q, 0xffff, 1, 60, 1);
				if (poll_port(&q, round & 1 ? POLLIN : POLLOUT, 100) < 0)
					_exit(1);
			}
		}
		usleep(20000 + round * 3000);
		kill(pid, SIGKILL);
		waitpid(pid, &status, 0);
	}
	is(ctrl(fd, NETMAP_REQ_VALE_LIST, "", &list), -ENOENT, "programs that were killed leave no port");
	close(fd);
}

/* ---- threads against each other ---- */

static struct port shared[2];
static volatile int stop;

static void *hammer(void *arg)
{
	struct port *p = &shared[(intptr_t)arg & 1];
	unsigned int seed = (intptr_t)arg;

	while (!stop) {
		struct netmap_ring *t = tx_ring(p, 0), *r = rx_ring(p, 0);

		switch (rand_r(&seed) % 6) {
		case 0:
			t->head = t->cur = rand_r(&seed) % (t->num_slots + 2);
			break;
		case 1:
			t->slot[rand_r(&seed) % t->num_slots].buf_idx = rand_r(&seed) % 3000;
			t->slot[rand_r(&seed) % t->num_slots].flags = rand_r(&seed);
			t->slot[rand_r(&seed) % t->num_slots].len = rand_r(&seed) % 3000;
			break;
		case 2:
			txsync(p);
			break;
		case 3:
			r->head = r->cur = r->tail;
			rxsync(p);
			break;
		case 4:
			poll_port(p, POLLIN | POLLOUT, 0);
			break;
		case 5:
			r->slot[rand_r(&seed) % r->num_slots].buf_idx = rand_r(&seed);
			r->head = rand_r(&seed) % (r->num_slots + 1);
			break;
		}
	}
	return NULL;
}

static void races(const char *a, const char *b)
{
	pthread_t thread[4];
	int i, fd;

	stop = 0;
	is(port_open_size(&shared[0], a, 64, 1) | port_open_size(&shared[1], b, 64, 1), 0, "%s and %s", a, b);
	for (i = 0; i < 4; i++)
		pthread_create(&thread[i], NULL, hammer, (void *)(intptr_t)i);
	/* Descriptors come and go meanwhile: of the same ports, and of others of the switch. */
	for (i = 0; i < 100; i++) {
		struct port p;

		if (!port_open_size(&p, i & 1 ? a : "vale0:other", 64, 1)) {
			/* The ring of a has nonsense in it, which this program must not follow itself. */
			if (i & 1)
				txsync(&p);
			else
				send_frame(&p, 0xffff, i, 60, 1);
			port_close(&p);
		}
	}
	/* Close while others sync and poll: they go on with the file until their call is done. */
	stop = 1;
	fd = shared[0].fd;
	close(fd);
	close(shared[1].fd);
	for (i = 0; i < 4; i++)
		pthread_join(thread[i], NULL);
	munmap(shared[0].mem, shared[0].reg.nr_memsize);
	munmap(shared[1].mem, shared[1].reg.nr_memsize);
	ok(true, "four threads that write nonsense and sync, while descriptors come and go");
}

static void *binder(void *arg)
{
	struct nmreq_register reg = { .nr_mode = NR_REG_ALL_NIC, .nr_tx_slots = 16, .nr_rx_slots = 16 };

	return (void *)(intptr_t)ctrl((intptr_t)arg, NETMAP_REQ_REGISTER, "vale0:race", &reg);
}

static void *mapper(void *arg)
{
	void *mem = mmap(NULL, 4096, PROT_READ, MAP_SHARED, (intptr_t)arg, 0);

	ioctl((intptr_t)arg, NIOCTXSYNC);
	if (mem != MAP_FAILED)
		munmap(mem, 4096);
	return NULL;
}

static void racing_binds(void)
{
	int round, wins = 0;

	for (round = 0; round < 200; round++) {
		intptr_t fd = dev_open();
		pthread_t t[4];
		void *res;
		int i, good = 0;

		for (i = 0; i < 4; i++)
			pthread_create(&t[i], NULL, i & 1 ? mapper : binder, (void *)fd);
		for (i = 0; i < 4; i++) {
			pthread_join(t[i], &res);
			good += !(i & 1) && !res;
		}
		wins += good == 1;
		close(fd);
	}
	is(wins, 200, "of two threads that bind one descriptor, one succeeds, 200 times");
}

static volatile pid_t polling;

static void *blocked_poll(void *arg)
{
	polling = gettid();
	return (void *)(intptr_t)poll_port(arg, POLLIN, PATIENCE);
}

static void close_while_polling(void)
{
	struct port p, q;
	pthread_t thread;
	void *res;

	must_open(&p, "vale0:a");
	must_open(&q, "vale0:b");
	polling = 0;
	pthread_create(&thread, NULL, blocked_poll, &p);
	ok(in_poll(&polling), "a thread waits for a packet");
	close(p.fd);
	munmap(p.mem, p.reg.nr_memsize);
	send_frame(&q, 0xffff, 1, 60, 1);
	pthread_join(thread, &res);
	/* Linux looks the descriptor up again, and finds it closed. */
	is((intptr_t)res, POLLNVAL, "a poll that runs keeps its port over the last close, and is woken by a packet");
	port_close(&q);
}

/* A list of random options, some good. */
static void *random_options(unsigned int *seed)
{
	static union {
		struct nmreq_option opt;
		struct nmreq_opt_extmem extmem;
		struct nmreq_opt_csb csb;
		struct nmreq_opt_offsets offsets;
		struct nmreq_opt_sync_kloop_mode mode;
		uint64_t word[32];
	} o[4];
	static char memory[2 << 20] __attribute__((aligned(4096)));
	int i, k, n = rand_r(seed) % 4 + 1;

	for (i = 0; i < n; i++) {
		memset(&o[i], 0, sizeof(o[i]));
		o[i].opt.nro_reqtype = rand_r(seed) % 8;
		o[i].opt.nro_next = i + 1 < n ? (uintptr_t)&o[i + 1] : rand_r(seed) % 30 ? 0 : (uintptr_t)&o[0];
		for (k = 3; k < 12; k++)
			o[i].word[k] = rand_r(seed) % 3 ? 0 : rand_r(seed) % 3 ? (uint64_t)rand_r(seed) % 3000 : (uint64_t)rand_r(seed) << (rand_r(seed) % 34);
		if (rand_r(seed) % 2)
			continue;
		switch (o[i].opt.nro_reqtype) {
		case NETMAP_REQ_OPT_EXTMEM:
			o[i].extmem.nro_usrptr = (uintptr_t)memory;
			o[i].extmem.nro_info = (struct nmreq_pools_info) { .nr_memsize = rand_r(seed) % sizeof(memory), .nr_buf_pool_objtotal = rand_r(seed) % 500 };
			break;
		case NETMAP_REQ_OPT_CSB:
			o[i].csb.csb_atok = (uintptr_t)memory;
			o[i].csb.csb_ktoa = (uintptr_t)memory + 65536;
			break;
		}
	}
	return o;
}

static void nothing(int sig) { (void)sig; }

static void fuzz(void)
{
	/* A loop in the kernel ends with the next tick. */
	struct itimerval tick = { { 0, 20000 }, { 0, 20000 } }, none = { 0 };
	struct sigaction act = { .sa_handler = nothing };
	static const char *const names[] = { "", "vale0:a", "vale0:b", "x{1", "x}1", "vale0:a{2", "vale1:", "lo", "none", "vale", "{", "vale0:a}2" };
	unsigned int seed = 4711, i, n = 0;
	int fd = dev_open();

	sigaction(SIGALRM, &act, NULL);
	setitimer(ITIMER_REAL, &tick, NULL);
	for (i = 0; i < 10000; i++) {
		union {
			uint32_t word[64];
			struct nmreq nmr;
			struct nmreq_register reg;
		} body;
		struct nmreq_header hdr = { 0 };
		unsigned int k;

		for (k = 0; k < 64; k++)
			body.word[k] = rand_r(&seed) % 4 ? 0 : rand_r(&seed) % 3 ? rand_r(&seed) % 40U : (uint32_t)rand_r(&seed) << 1;
		hdr.nr_version = rand_r(&seed) % 20 ? NETMAP_API : rand_r(&seed);
		hdr.nr_reqtype = rand_r(&seed) % 17;
		hdr.nr_reserved = rand_r(&seed) % 20 == 0;
		strcpy(hdr.nr_name, names[rand_r(&seed) % 12]);
		if (rand_r(&seed) % 20 == 0)
			memset(hdr.nr_name, rand_r(&seed), sizeof(hdr.nr_name));
		hdr.nr_body = rand_r(&seed) % 20 ? (uintptr_t)&body : (uint64_t)rand_r(&seed) << (rand_r(&seed) % 40);
		k = rand_r(&seed) % 20;
		hdr.nr_options = k > 4 ? 0 : k ? (uintptr_t)random_options(&seed) : (uintptr_t)&body;
		if (rand_r(&seed) % 2 && body.reg.nr_mode > 8)
			body.reg.nr_mode = 1;
		body.reg.nr_extra_bufs %= 64;
		if (rand_r(&seed) % 4) {
			n += !ioctl(fd, NIOCCTRL, &hdr);
		} else {
			body.nmr.nr_version = rand_r(&seed) % 10 ? NETMAP_API : rand_r(&seed);
			strcpy(body.nmr.nr_name, names[rand_r(&seed) % 12]);
			body.nmr.nr_arg3 %= 64;
			n += !ioctl(fd, rand_r(&seed) % 2 ? NIOCREGIF : NIOCGINFO, &body);
		}
		if (rand_r(&seed) % 3 == 0) {
			void *mem = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

			ioctl(fd, NIOCTXSYNC);
			ioctl(fd, NIOCRXSYNC);
			if (mem != MAP_FAILED) {
				for (k = 0; k < 2000; k++)
					((uint32_t *)mem)[rand_r(&seed) % 16384] = rand_r(&seed);
				ioctl(fd, NIOCTXSYNC);
				ioctl(fd, NIOCRXSYNC);
				munmap(mem, 65536);
			}
			close(fd);
			fd = dev_open();
		}
	}
	close(fd);
	setitimer(ITIMER_REAL, &none, NULL);
	ok(n > 1000, "10000 random requests, of which %u succeeded", n);
}

/* ---- unloading ---- */

static volatile int opened;

static void *opener(void *arg)
{
	while (!stop) {
		struct nmreq_register reg = { .nr_mode = NR_REG_ALL_NIC, .nr_tx_slots = 16, .nr_rx_slots = 16 };
		int fd = open("/dev/netmap", O_RDWR | O_CLOEXEC);
		double since = now_s();

		if (fd < 0)
			continue;
		if (!ctrl(fd, NETMAP_REQ_REGISTER, "vale0:u", &reg)) {
			void *mem = mmap(NULL, reg.nr_memsize, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

			ioctl(fd, NIOCTXSYNC);
			opened++;
			close(fd);
			/* Only the mapping is left. */
			if (mem != MAP_FAILED) {
				((volatile char *)mem)[4096]++;
				munmap(mem, reg.nr_memsize);
			}
		} else {
			close(fd);
		}
		/* As long as it took: else somebody has it open at any time on a slow machine, and it is never unloaded. */
		usleep(500 + (now_s() - since) * 1e6);
	}
	return arg;
}

static void unloading(void)
{
	double until = now_s() + 2 * PATIENCE / 1000.0;
	int i, err, unloaded = 0, in_use = 0, bad = 0;
	pthread_t thread[2];

	is(module_unload("netmap_nic"), 0, "unload the native drivers");
	stop = 0;
	for (i = 0; i < 2; i++)
		pthread_create(&thread[i], NULL, opener, NULL);
	while ((unloaded < 5 || in_use < 20 || opened <= 20) && now_s() < until) {
		err = module_unload("netmap");
		if (err == EWOULDBLOCK)
			in_use++;
		else if (err || module_load("/netmap.ko"))
			bad++;
		else
			unloaded++;
		usleep(500);
	}
	stop = 1;
	for (i = 0; i < 2; i++)
		pthread_join(thread[i], NULL);
	is(bad, 0, "unloading while threads open, map and close: unloaded or in use");
	ok(unloaded >= 5 && in_use >= 20 && opened > 20, "unloaded %d times, in use %d times, ports opened %d times", unloaded, in_use, opened);
	is(module_load("/netmap_nic.ko"), 0, "load the native drivers");
}

int main(void)
{
	double t = now_s();

	cycles();
	printf("# cycles: %.1f s\n", now_s() - t);
	killed();
	races("vale0:a", "vale0:b");
	races("r{1", "r}1");
	racing_binds();
	close_while_polling();
	t = now_s();
	fuzz();
	printf("# fuzz: %.1f s\n", now_s() - t);
	unloading();
	return done();
}
