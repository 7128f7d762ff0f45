// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Probes of the stock driver's functions, by which the takeover learns that a NIC was started or is to stop.
 *
 * A handler on the entry of a function may run as if in an NMI, and takes no lock. One on its return runs as the function does.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include "parts.h"

/* Of a function with the private data or the net_device as its first argument, which its return wants to know. */
static int keep_argument(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	*(void **)ri->data = (void *)regs_get_kernel_argument(regs, 0);
	return 0;
}

static int configure_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	nic_started(*(void **)ri->data);
	return 0;
}

/* The NIC stands still, or this is another call of the function. */
static int standstill_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	nic_stands_still(*(void **)ri->data);
	return 0;
}

static int down_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	nic_stopped(*(void **)ri->data);
	return 0;
}

static int down_entry(struct kprobe *kp, struct pt_regs *regs)
{
	nic_stopping((void *)regs_get_kernel_argument(regs, 0));
	return 0;
}

/*
 * Instead of the stock driver's clean-up of transmissions, in its interrupt: it would take our reports for its own. A ring of the stock
 * driver begins with its adapter; chip->attach() has made sure.
 */
static bool clean_tx(void **ring)
{
	rcu_read_lock();
	nic_cleans_tx(*ring);
	rcu_read_unlock();
	return true;
}

/*
 * A kprobe by ftrace has no copy of its instruction. Who meets the breakpoint that is there for a moment while it is put in, and comes too late for
 * ftrace to know of it, is sent to this copy, at 0, if the handler leaves to the kernel where to go on: so we say it, behind ftrace's call. Processors
 * are not late, but QEMU's are, whose translation of the code may be older than the code.
 */
static int clean_tx_entry(struct kprobe *kp, struct pt_regs *regs)
{
	struct nic *nic = nic_of(*(void **)regs_get_kernel_argument(regs, 0));

	if (nic && READ_ONCE(nic->on)) {
		instruction_pointer_set(regs, (unsigned long)clean_tx);
		return 1;
	}
#ifdef CONFIG_KPROBES_ON_FTRACE
	if (kprobe_ftrace(kp)) {
		instruction_pointer_set(regs, (unsigned long)kp->addr + MCOUNT_INSN_SIZE);
		return 1;
	}
#endif
	return 0;
}

/*
 * With this one a kprobe is never made a jump, as the kernel likes to do after a while with those that are not by ftrace. One that sends
 * the processor elsewhere must not be: a jump goes on at its place, whatever the handler wanted. Nor one of a function of this module's:
 * jumps are taken back later, by when the function is gone, and the kernel then never forgets the kprobe, and refuses the next
 * at the same address.
 */
static void no_jump(struct kprobe *kp, struct pt_regs *regs, unsigned long flags)
{
}

void nic_probes_off(struct nic_chip *c)
{
	if (!c->probed)
		return;
	c->probed = false;
	if (c->clean_tx)
		unregister_kprobe(&c->kp_clean_tx);
	if (c->standstill) {
		unregister_kretprobe(&c->kr_standstill);
		unregister_kretprobe(&c->kr_down);
	}
	unregister_kprobe(&c->kp_down);
	unregister_kretprobe(&c->kr_configure);
}

/* What unregistering left in @kr goes. */
static int probe_return(struct kretprobe *kr, const char *function, kretprobe_handler_t handler)
{
	*kr = (struct kretprobe) {
		.kp.symbol_name = function, .entry_handler = keep_argument, .handler = handler, .data_size = sizeof(void *), .maxactive = 16,
	};
	return register_kretprobe(kr);
}

static int probe_entry(struct kprobe *kp, const char *function, kprobe_pre_handler_t handler, kprobe_post_handler_t post)
{
	*kp = (struct kprobe) { .symbol_name = function, .pre_handler = handler, .post_handler = post };
	return register_kprobe(kp);
}

/* ---- whether probes are at work: they can be switched off by debugfs, and are registered as ever then ---- */

static bool felt;

static int feel(struct kprobe *kp, struct pt_regs *regs)
{
	felt = true;
	return 0;
}

static noinline void touch(void)
{
	/* No function that can be left out. */
	asm volatile("");
}

static struct kprobe kp_touch = { .addr = (kprobe_opcode_t *)touch, .pre_handler = feel, .post_handler = no_jump };
static bool can_feel;

void nic_probes_init(void)
{
	can_feel = !register_kprobe(&kp_touch);
}

void nic_probes_exit(void)
{
	if (can_feel)
		unregister_kprobe(&kp_touch);
}

/* nm_lock is held. */
static bool probes_work(void)
{
	felt = false;
	touch();
	return READ_ONCE(felt);
}

/*
 * Probes come with the first NIC that is taken over and stay, idle, until this module goes: to patch code that other
 * processors run is nothing to be done each time that a port is opened. They are lost if the stock driver goes meanwhile.
 */
int nic_probes_on(struct nic_chip *c)
{
	int err;

	if (!probes_work()) {
		pr_info("driver %s: probes are switched off (/sys/kernel/debug/kprobes/enabled), or this kernel has none\n", c->driver);
		return -EPERM;
	}
	if (c->probed && !kprobe_gone(&c->kp_down))
		return 0;
	nic_probes_off(c);
	err = probe_return(&c->kr_configure, c->configure, configure_return);
	if (err)
		goto failed;
	err = probe_entry(&c->kp_down, c->down, down_entry, NULL);
	if (err)
		goto undo_configure;
	err = c->standstill ? probe_return(&c->kr_down, c->emptied ?: c->down, down_return) : 0;
	if (err)
		goto undo_down;
	err = c->standstill ? probe_return(&c->kr_standstill, c->standstill, standstill_return) : 0;
	if (err)
		goto undo_down_return;
	err = c->clean_tx ? probe_entry(&c->kp_clean_tx, c->clean_tx, clean_tx_entry, no_jump) : 0;
	if (err)
		goto undo_standstill;
	c->probed = true;
	return 0;

undo_standstill:
	if (c->standstill)
		unregister_kretprobe(&c->kr_standstill);
undo_down_return:
	if (c->standstill)
		unregister_kretprobe(&c->kr_down);
undo_down:
	unregister_kprobe(&c->kp_down);
undo_configure:
	unregister_kretprobe(&c->kr_configure);
failed:
	pr_info("driver %s: its functions %s, %s cannot be probed: error %d\n", c->driver, c->configure, c->down, err);
	return err;
}
