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

bool nm_fwd;
module_param_named(fwd, nm_fwd, bool, 0644);
MODULE_PARM_DESC(fwd, "Emulated adapters: forward every released slot to the other side, as if it had NS_FORWARD");

static int __init nm_module_init(void)
{
	int err;

	nm_mem_init();
	err = nm_device_init();
	if (err)
		return err;
	err = nm_netns_init();
	if (err)
		goto exit_device;
	err = misc_register(&nm_miscdev);
	if (err)
		goto exit_netns;
	nm_debugfs_init();
	return 0;

exit_netns:
	nm_netns_exit();
exit_device:
	nm_device_exit();
	return err;
}

static void __exit nm_module_exit(void)
{
	nm_debugfs_exit();
	misc_deregister(&nm_miscdev);
	nm_netns_exit();
	nm_device_exit();
}

module_init(nm_module_init);
module_exit(nm_module_exit);
MODULE_LICENSE("Dual BSD/GPL");
MODULE_DESCRIPTION("The netmap API and the VALE switch");
MODULE_VERSION("0.1.0");
/* modprobe loads the native drivers of NICs with it, if they are installed. */
MODULE_SOFTDEP("post: netmap_nic");
