/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* CSB mode, where a ring's indexes are in memory of the program's, and the kernel's loop that syncs such rings. */
#include "nmt.h"
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>

struct csb {
	struct nm_csb_atok atok[16];
	struct nm_csb_ktoa ktoa[16];
} __attribute__((aligned(64)));

static struct csb ca, cb;
static struct port a, b;

static int open_csb(struct port *p, const char *name, struct csb *c, uint32_t slots)
{
	struct nmreq_opt_csb opt = { .nro_opt = { .nro_reqtype = NETMAP_REQ_OPT_CSB, .nro_status = 1 },
				     .csb_atok = (uintptr_t)c->atok, .csb_ktoa = (uintptr_t)c->ktoa };
	int err;

	memset(p, 0, sizeof(*p));
	memset(c, 0x55, sizeof(*c));
	memset(c->atok, 0, sizeof(c->atok));
	p->reg = (struct nmreq_register) { .nr_mode = NR_REG_ALL_NIC, .nr_flags = NR_EXCLUSIVE, .nr_tx_slots = slots, .nr_rx_slots = slots };
	err = port_bind_opt(p, name, &opt);
	if (!err)
		is(opt.nro_opt.nro_status, 0, "%s: status of the option", name);
	return err;
}

/* Indexes as the interface wants them written and read. */
static void atok_write(struct nm_csb_atok *k, uint32_t head, uint32_t cur)
{
	__atomic_store_n(&k->cur, cur, __ATOMIC_SEQ_CST);
	__atomic_store_n(&k->head, head, __ATOMIC_SEQ_CST);
}

static uint32_t hwtail(const struct nm_csb_ktoa *k)
{
	return __atomic_load_n(&k->hwtail, __ATOMIC_SEQ_CST);
}

static void csb_put(struct port *p, struct csb *c, uint16_t dst, uint16_t src, int len, int seed)
{
	struct netmap_ring *r = tx_ring(p, 0);
	uint32_t at = c->atok[0].head;

	frame_make(slot_buf(r, at), dst, src, len, seed);
	r->slot[at].len = len;
	r->slot[at].flags = 0;
	atok_write(&c->atok[0], ring_next(r, at), ring_next(r, at));
}

/* The next received packet: its length, 0 if there is none, -1 if it is not what was sent. */
static int csb_get(struct port *p, struct csb *c, int seed)
{
	struct netmap_ring *r = rx_ring(p, 0);
	uint32_t at = c->atok[1].head;
	int len;

	if (at == hwtail(&c->ktoa[1]))
		return 0;
	len = frame_good(slot_buf(r, at), r->slot[at].len, seed) ? r->slot[at].len : -1;
	atok_write(&c->atok[1], ring_next(r, at), ring_next(r, at));
	return len;
}

static void modes(void)
{
	struct nmreq_opt_csb opt = { .nro_opt = { .nro_reqtype = NETMAP_REQ_OPT_CSB } };
	struct nmreq_register reg = { .nr_mode = NR_REG_ALL_NIC };
	int fd = dev_open();

	is(ctrl_opt(fd, NETMAP_REQ_REGISTER, "vale0:a", &reg, &opt), -EINVAL, "no arrays");
	is(opt.nro_opt.nro_status, EINVAL, "status of the option");
	opt.csb_atok = opt.csb_ktoa = 4096;
	is(ctrl_opt(fd, NETMAP_REQ_REGISTER, "vale0:a", &reg, &opt), -EFAULT, "arrays at a bad address");
	opt.csb_atok = (uintptr_t)ca.atok;
	opt.csb_ktoa = 0xffff888000000000;
	is(ctrl_opt(fd, NETMAP_REQ_REGISTER, "vale0:a", &reg, &opt), -EFAULT, "an array in the kernel");
	opt.csb_ktoa = (uintptr_t)ca.ktoa + 1;
	is(ctrl_opt(fd, NETMAP_REQ_REGISTER, "vale0:a", &reg, &opt), -EINVAL, "one that is not aligned");
	opt.csb_ktoa = (uintptr_t)ca.ktoa;
	is(ctrl_opt(fd, NETMAP_REQ_CSB_ENABLE, "", NULL, &opt), -ENXIO, "CSB_ENABLE on a descriptor that is not bound");
	is(ctrl(fd, NETMAP_REQ_REGISTER, "vale0:a", &reg), 0, "bind");
	is(ctrl(fd, NETMAP_REQ_CSB_ENABLE, "", NULL), -EINVAL, "CSB_ENABLE without the option");
	is(ctrl_opt(fd, NETMAP_REQ_CSB_ENABLE, "", NULL, &opt), 0, "and with it");
	is(opt.nro_opt.nro_status, 0, "status of the option");
	is(ca.ktoa[0].hwtail, 1023, "the array is filled in");
	is(ctrl_opt(fd, NETMAP_REQ_CSB_ENABLE, "", NULL, &opt), -EBUSY, "twice");
	close(fd);
}

static void by_ioctl(void)
{
	int i;

	is(open_csb(&a, "vale0:a", &ca, 16), 0, "vale0:a in CSB mode");
	is(open_csb(&b, "vale0:b", &cb, 16), 0, "vale0:b in CSB mode");
	ok(ca.ktoa[0].hwcur == 0 && ca.ktoa[0].hwtail == 15 && ca.ktoa[1].hwcur == 0 && ca.ktoa[1].hwtail == 0, "indexes of fresh rings");
	is(ca.ktoa[2].hwcur, 0x55555555, "nothing is written behind the last ring");
	is(poll_port(&a, POLLIN | POLLOUT, PATIENCE), POLLERR, "poll is POLLERR");
	for (i = 0; i < 40; i++) {
		csb_put(&a, &ca, 2, 1, 60 + i, i);
		is(txsync(&a), 0, "txsync %d", i);
		ok(ca.ktoa[0].hwcur == ca.atok[0].head && ca.ktoa[0].hwtail == (ca.atok[0].head + 15) % 16, "it is sent");
		is(rxsync(&b), 0, "rxsync %d", i);
		is(csb_get(&b, &cb, i), 60 + i, "it arrives");
	}
	is(tx_ring(&a, 0)->head, 0, "head of the ring itself is not used");
	/* Hostile indexes. */
	atok_write(&ca.atok[0], 16, 16);
	is(txsync(&a), 0, "head out of range: no error");
	is(ca.ktoa[0].hwcur, 8, "and nothing moves");
	atok_write(&ca.atok[0], 0xffffffff, 3);
	is(txsync(&a), 0, "far out of range: no error");
	atok_write(&ca.atok[0], 10, 9);
	is(txsync(&a), 0, "cur before head: no error");
	is(ca.ktoa[0].hwcur, 8, "and nothing moves");
	atok_write(&ca.atok[0], 8, 8);
	csb_put(&a, &ca, 2, 1, 60, 1);
	is(txsync(&a), 0, "the next good sync");
	rxsync(&b);
	is(csb_get(&b, &cb, 1), 60, "works");
	port_close(&a);
	port_close(&b);
}

static void vanished_memory(void)
{
	struct csb *c = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	is(open_csb(&a, "vale0:a", c, 16), 0, "arrays that will go");
	munmap(c, 8192);
	is(txsync(&a), -EFAULT, "they are gone: txsync is EFAULT");
	is(rxsync(&a), -EFAULT, "and rxsync");
	is(ctrl(a.fd, NETMAP_REQ_SYNC_KLOOP_START, "", &(struct nmreq_sync_kloop_start) { 0 }), -EFAULT, "and the loop");
	port_close(&a);
}

/* ---- the loop ---- */

struct loop {
	pthread_t thread;
	int fd, result;
	uint32_t sleep_us;
	void *options;
};

static void *loop_thread(void *arg)
{
	struct loop *l = arg;
	struct nmreq_sync_kloop_start req = { .sleep_us = l->sleep_us };

	l->result = ctrl_opt(l->fd, NETMAP_REQ_SYNC_KLOOP_START, "", &req, l->options);
	return NULL;
}

static void loop_start(struct loop *l, int fd, uint32_t sleep_us, void *options)
{
	*l = (struct loop) { .fd = fd, .sleep_us = sleep_us, .options = options, .result = 1 };
	pthread_create(&l->thread, NULL, loop_thread, l);
}

static int loop_stop(struct loop *l)
{
	int err = ctrl(l->fd, NETMAP_REQ_SYNC_KLOOP_STOP, "", NULL);

	pthread_join(l->thread, NULL);
	return err ?: l->result;
}

static int wait_packet(struct port *p, struct csb *c, int seed)
{
	double until = now_s() + PATIENCE / 1000.0;
	int len;

	while (!(len = csb_get(p, c, seed)) && now_s() < until)
		usleep(200);
	return len;
}

static void by_clock(void)
{
	struct nmreq_opt_sync_kloop_mode mode = { .nro_opt = { .nro_reqtype = NETMAP_REQ_OPT_SYNC_KLOOP_MODE }, .mode = NM_OPT_SYNC_KLOOP_DIRECT_TX };
	struct nmreq_sync_kloop_start req = { .sleep_us = 100 };
	struct loop la, lb;
	int i, n = 0, busy, fd = dev_open();
	double until;

	is(ctrl(fd, NETMAP_REQ_SYNC_KLOOP_START, "", &req), -ENXIO, "a loop on a descriptor that is not bound");
	is(ctrl(fd, NETMAP_REQ_SYNC_KLOOP_STOP, "", NULL), -ENXIO, "or its end");
	close(fd);
	must_open(&a, "vale0:a");
	is(ctrl(a.fd, NETMAP_REQ_SYNC_KLOOP_START, "", &req), -EINVAL, "on one that is not in CSB mode");
	port_close(&a);
	is(open_csb(&a, "vale0:a", &ca, 64), 0, "vale0:a in CSB mode");
	is(open_csb(&b, "vale0:b", &cb, 64), 0, "vale0:b in CSB mode");
	is(ctrl(a.fd, NETMAP_REQ_SYNC_KLOOP_STOP, "", NULL), 0, "the end of a loop that does not run");
	req.sleep_us = 2000000;
	is(ctrl(a.fd, NETMAP_REQ_SYNC_KLOOP_START, "", &req), -EINVAL, "a sleep of more than a second");
	req.sleep_us = 100;
	is(ctrl_opt(a.fd, NETMAP_REQ_SYNC_KLOOP_START, "", &req, &mode), -EINVAL, "the direct mode without eventfds");
	is(mode.nro_opt.nro_status, EINVAL, "status of the option");
	loop_start(&la, a.fd, 200, NULL);
	loop_start(&lb, b.fd, 0, NULL);
	for (i = 0; i < 300 && n == i; i++) {
		csb_put(&a, &ca, 2, 1, 60 + i, i);
		n += wait_packet(&b, &cb, i) == 60 + i;
	}
	is(n, 300, "300 packets from loop to loop, without a system call for them");
	csb_put(&b, &cb, 1, 2, 99, 5);
	is(wait_packet(&a, &ca, 5), 99, "and one back");
	is(ctrl(a.fd, NETMAP_REQ_SYNC_KLOOP_START, "", &req), -EBUSY, "a second loop on the descriptor");
	busy = txsync(&a);
	is(busy, -EBUSY, "txsync meanwhile");
	is(loop_stop(&la), 0, "stop one");
	is(loop_stop(&lb), 0, "stop the other, which never sleeps");
	is(txsync(&a), 0, "txsync works again");
	loop_start(&la, a.fd, 1000, NULL);
	csb_put(&a, &ca, 2, 1, 60, 7);
	until = now_s() + PATIENCE / 1000.0;
	do
		is(rxsync(&b), 0, "a loop can be started again");
	while (!(n = csb_get(&b, &cb, 7)) && !usleep(20000) && now_s() < until);
	is(n, 60, "and works");
	is(loop_stop(&la), 0, "stop it");
	port_close(&a);
	port_close(&b);
}

static void nothing(int sig) { (void)sig; }

static void by_events(void)
{
	struct {
		struct nmreq_opt_sync_kloop_eventfds o;
		struct { int32_t io, irq; } fd[2];
	} ea = { .o = { .nro_opt = { .nro_reqtype = NETMAP_REQ_OPT_SYNC_KLOOP_EVENTFDS } } }, eb = ea;
	struct nmreq_opt_sync_kloop_mode mode = { .nro_opt = { .nro_reqtype = NETMAP_REQ_OPT_SYNC_KLOOP_MODE, .nro_next = (uintptr_t)&eb },
						  .mode = NM_OPT_SYNC_KLOOP_DIRECT_TX | NM_OPT_SYNC_KLOOP_DIRECT_RX };
	struct sigaction act = { .sa_handler = nothing };
	uint64_t one = 1, count;
	struct loop la, lb;
	struct pollfd pfd;
	int i, n = 0, told = 0, asks = 0;

	sigaction(SIGUSR1, &act, NULL);
	is(open_csb(&a, "vale0:a", &ca, 64), 0, "vale0:a in CSB mode");
	is(open_csb(&b, "vale0:b", &cb, 64), 0, "vale0:b in CSB mode");
	ea.fd[0].io = ea.fd[0].irq = ea.fd[1].io = 0;
	ea.fd[1].irq = 4711;
	loop_start(&la, a.fd, 0, &ea);
	pthread_join(la.thread, NULL);
	ok(la.result == -EINVAL || la.result == -EBADF, "descriptors that are no eventfds");
	is(ea.o.nro_opt.nro_status, -la.result, "status of the option");
	for (i = 0; i < 2; i++) {
		ea.fd[i].io = eventfd(0, EFD_NONBLOCK);
		ea.fd[i].irq = eventfd(0, EFD_NONBLOCK);
		eb.fd[i].io = eventfd(0, EFD_NONBLOCK);
		eb.fd[i].irq = eventfd(0, EFD_NONBLOCK);
	}
	cb.atok[1].appl_need_kick = 1;
	loop_start(&la, a.fd, 0, &ea);
	loop_start(&lb, b.fd, 0, &mode);
	for (i = 0; i < 200 && n == i && told == i; i++) {
		double until = now_s() + PATIENCE / 1000.0;

		csb_put(&a, &ca, 2, 1, 60 + i, i);
		/* Kick the loop if it says that it wants to be. */
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		if (__atomic_load_n(&ca.ktoa[0].kern_need_kick, __ATOMIC_SEQ_CST))
			write(ea.fd[0].io, &one, sizeof(one));
		pfd = (struct pollfd) { .fd = eb.fd[1].irq, .events = POLLIN };
		if (poll(&pfd, 1, PATIENCE) == 1 && read(eb.fd[1].irq, &count, sizeof(count)) == sizeof(count))
			told++;
		while (hwtail(&cb.ktoa[1]) == cb.atok[1].head && now_s() < until)
			usleep(100);
		n += csb_get(&b, &cb, i) == 60 + i;
		__atomic_thread_fence(__ATOMIC_SEQ_CST);
		if (__atomic_load_n(&cb.ktoa[1].kern_need_kick, __ATOMIC_SEQ_CST))
			write(eb.fd[1].io, &one, sizeof(one));
	}
	is(n, 200, "200 packets, with kicks");
	is(told, 200, "each told by the irqfd");
	for (i = 0; i < PATIENCE && !(asks = __atomic_load_n(&ca.ktoa[0].kern_need_kick, __ATOMIC_SEQ_CST)); i++)
		usleep(1000);
	is(asks, 1, "a loop that sleeps says so");
	is(read(eb.fd[0].irq, &count, sizeof(count)), -1, "no kick for a ring that did not ask for it");
	cb.atok[1].appl_need_kick = 0;
	csb_put(&a, &ca, 2, 1, 60, 3);
	write(ea.fd[0].io, &one, sizeof(one));
	is(wait_packet(&b, &cb, 3), 60, "one more packet");
	is(read(eb.fd[1].irq, &count, sizeof(count)), -1, "of which the program did not want to be told");
	pthread_kill(la.thread, SIGUSR1);
	pthread_join(la.thread, NULL);
	is(la.result, -EINTR, "a signal ends a loop");
	is(loop_stop(&lb), 0, "and STOP one that sleeps");
	for (i = 0; i < 2; i++) {
		close(ea.fd[i].io);
		close(ea.fd[i].irq);
		close(eb.fd[i].io);
		close(eb.fd[i].irq);
	}
	port_close(&a);
	port_close(&b);
}

static void killed(void)
{
	int i, status;

	for (i = 0; i < 10; i++) {
		pid_t pid = fork();

		if (!pid) {
			struct loop l;

			if (open_csb(&a, "vale0:k", &ca, 64))
				_exit(1);
			loop_start(&l, a.fd, i % 2 ? 0 : 1000, NULL);
			usleep(20000);
			kill(getpid(), SIGKILL);
		}
		waitpid(pid, &status, 0);
		if (!WIFSIGNALED(status))
			break;
	}
	is(i, 10, "programs killed in the loop");
}

int main(void)
{
	modes();
	by_ioctl();
	vanished_memory();
	by_clock();
	by_events();
	killed();
	return done();
}
