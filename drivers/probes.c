// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Probes of the stock driver's functions, by which the takeover learns that a NIC was started or is to stop; and the list of NICs
 * that were taken over, in which the probes look.
 *
 * A handler on the entry of a function may run as if in an NMI, and takes no lock. One on its return runs as the function does.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/rculist.h>
#include "parts.h"

static LIST_HEAD(nics);

void nic_list_add(struct nic *nic)
{
	list_add_rcu(&nic->node, &nics);
}

void nic_list_del(struct nic *nic)
{
	list_del_rcu(&nic->node);
	synchronize_rcu();
}

struct nic *nic_of(const void *priv)
{
	struct nic *nic;

	list_for_each_entry_rcu(nic, &nics, node) {
		if (nic->priv == priv)
			return nic;
	}
	return NULL;
}

/* Of a function with the private data as its first argument, which its return wants to know. */
static int keep_argument(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	*(void **)ri->data = (void *)regs_get_kernel_argument(regs, 0);
	return 0;
}

static int configure_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct nic *nic = nic_of(*(void **)ri->data);
	unsigned long flags;

	if (!nic)
		return 0;
	spin_lock_irqsave(&nic->lock, flags);
	if (nic->on) {
		nic_hook_poll(nic);
		if (nic_start(nic))
			nic_resume(nic);
	}
	spin_unlock_irqrestore(&nic->lock, flags);
	return 0;
}

/* The NIC stands still, or this is another call of the function. */
static int standstill_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct nic *nic = nic_of(*(void **)ri->data);
	unsigned long flags;

	if (!nic)
		return 0;
	spin_lock_irqsave(&nic->lock, flags);
	if (nic->on && !READ_ONCE(nic->running) && !nic->exchanged)
		nic->exchanged = nic_look(nic) && nic->chip->exchange(nic);
	spin_unlock_irqrestore(&nic->lock, flags);
	return 0;
}

static int down_return(struct kretprobe_instance *ri, struct pt_regs *regs)
{
	struct nic *nic = nic_of(*(void **)ri->data);
	unsigned long flags;

	if (!nic)
		return 0;
	spin_lock_irqsave(&nic->lock, flags);
	if (nic->exchanged)
		nic->chip->give_back(nic);
	nic->exchanged = false;
	spin_unlock_irqrestore(&nic->lock, flags);
	return 0;
}

static int down_entry(struct kprobe *kp, struct pt_regs *regs)
{
	struct nic *nic = nic_of((void *)regs_get_kernel_argument(regs, 0));

	if (nic)
		nic_stop(nic);
	return 0;
}

/* A ring of the stock driver begins with its adapter; chip->attach() has made sure. */
static struct nic *nic_of_ring(void *ring)
{
	return nic_of(*(void **)ring);
}

/* Instead of the stock driver's clean-up of transmissions, in its interrupt: it would take our reports for its own. */
static bool clean_tx(void *ring)
{
	struct nic *nic;

	rcu_read_lock();
	nic = nic_of_ring(ring);
	if (nic && nic->ring[NM_TX][0].bound)
		kring_of(nic, NM_TX, 0)->notify(kring_of(nic, NM_TX, 0));
	rcu_read_unlock();
	return true;
}

static int clean_tx_entry(struct kprobe *kp, struct pt_regs *regs)
{
	struct nic *nic = nic_of_ring((void *)regs_get_kernel_argument(regs, 0));

	if (!nic || !READ_ONCE(nic->on))
		return 0;
	instruction_pointer_set(regs, (unsigned long)clean_tx);
	return 1;
}

/*
 * With this one a kprobe that sends the processor elsewhere is never made a jump, as the kernel likes to do with kprobes after a
 * while: a jump goes on at its place, whatever the handler wanted.
 */
static void clean_tx_post(struct kprobe *kp, struct pt_regs *regs, unsigned long flags)
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

/*
 * Probes come with the first NIC that is taken over and stay, idle, until this module goes: to patch code that other
 * processors run is nothing to be done each time that a port is opened. They are lost if the stock driver goes meanwhile.
 */
int nic_probes_on(struct nic_chip *c)
{
	int err;

	if (c->probed && !kprobe_gone(&c->kp_down))
		return 0;
	nic_probes_off(c);
	err = probe_return(&c->kr_configure, c->configure, configure_return);
	if (err)
		goto failed;
	err = probe_entry(&c->kp_down, c->down, down_entry, NULL);
	if (err)
		goto undo_configure;
	err = c->standstill ? probe_return(&c->kr_down, c->down, down_return) : 0;
	if (err)
		goto undo_down;
	err = c->standstill ? probe_return(&c->kr_standstill, c->standstill, standstill_return) : 0;
	if (err)
		goto undo_down_return;
	err = c->clean_tx ? probe_entry(&c->kp_clean_tx, c->clean_tx, clean_tx_entry, clean_tx_post) : 0;
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
