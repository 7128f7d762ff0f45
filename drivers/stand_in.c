// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * In the place of the native drivers where DKMS could not build them for a kernel: says so when it is to be loaded, and is not.
 * Interfaces have the emulated adapter then.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>

static int __init stand_in_init(void)
{
	pr_warn("the native drivers did not build for this kernel (DKMS's make.log has the reason); NICs get the emulated adapter\n");
	return -EOPNOTSUPP;
}

module_init(stand_in_init);
MODULE_LICENSE("Dual BSD/GPL");
MODULE_DESCRIPTION("Stands in for native drivers of NICs that did not build");
MODULE_VERSION("0.1.0");
