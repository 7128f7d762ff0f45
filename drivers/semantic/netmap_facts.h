/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Included at the end of the patched driver's file that has all its structures, where NETMAP_FACTS is its list of them. */
#include "seam.h"

/* Ends with one without a name. */
extern const struct netmap_fact netmap_facts[];

#ifdef NETMAP_FACTS
#define MEMBER(structure, member) { #structure, #member, offsetof(struct structure, member) },
#define NUMBER(enumeration, name) { #enumeration, #name, name },

const struct netmap_fact netmap_facts[] = {
#include NETMAP_FACTS
	{ }
};
#endif
