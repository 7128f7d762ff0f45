// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Loading and unloading of the native drivers. An adapter in use holds this module (nm_driver.owner). */
#include <linux/module.h>
#include "parts.h"

static struct nic_chip *const chips[] = { &nic_e1000, &nic_e1000e, &nic_igb, &nic_ixgbe, &nic_r8169, &nic_forcedeth };

static int __init nic_init(void)
{
	int i, err = nic_device_init();

	if (err)
		return err;
	nic_probes_init();
	for (i = 0; i < ARRAY_SIZE(chips); i++) {
		err = nic_chip_register(chips[i]);
		if (err) {
			while (i--)
				nic_chip_unregister(chips[i]);
			nic_probes_exit();
			nic_device_exit();
			return err;
		}
	}
	return 0;
}

static void __exit nic_exit(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(chips); i++)
		nic_chip_unregister(chips[i]);
	nic_probes_exit();
	nic_device_exit();
}

module_init(nic_init);
module_exit(nic_exit);
MODULE_LICENSE("Dual BSD/GPL");
MODULE_DESCRIPTION("netmap mode of NICs by their own rings, around the distribution's drivers");
MODULE_VERSION("0.1.0");
