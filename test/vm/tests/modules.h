/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Modules that come and go while a program runs. */
#ifndef MODULES_H
#define MODULES_H

#include "nmt.h"
#include <sys/syscall.h>

/* 0 or an error number. */
static inline int module_load(const char *file)
{
	int fd = open(file, O_RDONLY | O_CLOEXEC), err;

	err = syscall(SYS_finit_module, fd, "", 0) ? errno : 0;
	close(fd);
	return err;
}

/* 0, EWOULDBLOCK while it is in use, or another error number. */
static inline int module_unload(const char *name)
{
	return syscall(SYS_delete_module, name, O_NONBLOCK) ? errno : 0;
}

#endif /* MODULES_H */
