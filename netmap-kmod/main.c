// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Loading and unloading. Parameters of memory are in mem.c, those of the switch in vale.c.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/miscdevice.h>
#include <linux/module.h>
#include <net/netmap_abi_check.h>
#include "nm.h"

bool nm_no_timestamp;
module_param_named(no_timestamp, nm_no_timestamp, bool, 0644);
MODULE_PARM_DESC(no_timestamp, "Write the time into a ring only if the program asks by NR_TIMESTAMP");

static int __init nm_module_init(void)
{
	int err;

	nm_mem_init();
	err = nm_emulated_init();
	if (err)
		return err;
	err = misc_register(&nm_miscdev);
	if (err) {
		nm_emulated_exit();
		return err;
	}
	nm_debugfs_init();
	return 0;
}

static void __exit nm_module_exit(void)
{
	nm_debugfs_exit();
	misc_deregister(&nm_miscdev);
	nm_vale_nic_exit();
	nm_vale_if_exit();
	nm_emulated_exit();
}

module_init(nm_module_init);
module_exit(nm_module_exit);
MODULE_LICENSE("Dual BSD/GPL");
MODULE_DESCRIPTION("The netmap API and the VALE switch");
MODULE_VERSION("0.1.0");
