/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What a patched driver calls. It comes before all of the driver's own, so it includes nothing. */
#ifndef _NETMAP_HOOKS_H_
#define _NETMAP_HOOKS_H_

void netmap_started(void *priv);
void netmap_stands_still(void *priv);
int netmap_stands_still_value(void *priv, int value);
void netmap_stopping(void *priv);
void netmap_stopped(void *priv);
_Bool netmap_cleans_tx(void *priv);

#endif /* _NETMAP_HOOKS_H_ */
