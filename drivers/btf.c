// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * A reader of BTF, for two questions: at which offset of a structure is this member? Which number has this name?
 *
 * The kernel shows the type information of a loaded module as /sys/kernel/btf/MODULE: a header, types one after the other,
 * strings. It goes on from that of vmlinux: a string's offset that is less than the length of vmlinux's strings is one of
 * them. The format is described in the kernel's Documentation/bpf/btf.rst.
 *
 * What is read comes from the kernel itself; it is checked all the same, so that a format that is not understood gives an
 * error and nothing worse.
 */
#include <linux/btf.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/kthread.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "btf.h"

#define MAX_BYTES	(64U << 20)

static bool header_good(const struct btf_header *h)
{
	return h->magic == BTF_MAGIC && h->version == BTF_VERSION && h->hdr_len >= sizeof(*h) && h->str_len && h->str_len < MAX_BYTES &&
	       h->type_len < MAX_BYTES && h->hdr_len < 4096 && h->str_off < MAX_BYTES && h->type_off < MAX_BYTES;
}

/* As a file, because the functions for reading firmware and the like ask for policies about what is read. */
static int read_file(const char *path, loff_t offset, void *to, size_t bytes)
{
	struct file *file = filp_open(path, O_RDONLY, 0);
	size_t done = 0;
	ssize_t got = 0;

	if (IS_ERR(file))
		return PTR_ERR(file);
	while (done < bytes) {
		got = kernel_read(file, to + done, bytes - done, &offset);
		if (got <= 0)
			break;
		done += got;
	}
	filp_close(file, NULL);
	return done == bytes ? 0 : got < 0 ? got : -EIO;
}

static int read_header(const char *path, struct btf_header *h)
{
	int err = read_file(path, 0, h, sizeof(*h));

	if (!err && !header_good(h))
		err = -EPROTO;
	return err;
}

/* Bytes that follow a struct btf_type; < 0 if its kind is not known. */
static int bytes_behind(const struct btf_type *t)
{
	u32 n = BTF_INFO_VLEN(t->info);

	switch (BTF_INFO_KIND(t->info)) {
	case BTF_KIND_INT:
	case BTF_KIND_VAR:
	case BTF_KIND_DECL_TAG:
		return sizeof(u32);
	case BTF_KIND_ARRAY:
		return sizeof(struct btf_array);
	case BTF_KIND_STRUCT:
	case BTF_KIND_UNION:
		return n * sizeof(struct btf_member);
	case BTF_KIND_ENUM:
		return n * sizeof(struct btf_enum);
	case BTF_KIND_ENUM64:
		return n * sizeof(struct btf_enum64);
	case BTF_KIND_FUNC_PROTO:
		return n * sizeof(struct btf_param);
	case BTF_KIND_DATASEC:
		return n * sizeof(struct btf_var_secinfo);
	case BTF_KIND_PTR:
	case BTF_KIND_FWD:
	case BTF_KIND_TYPEDEF:
	case BTF_KIND_VOLATILE:
	case BTF_KIND_CONST:
	case BTF_KIND_RESTRICT:
	case BTF_KIND_FUNC:
	case BTF_KIND_FLOAT:
	case BTF_KIND_TYPE_TAG:
		return 0;
	}
	return -EPROTO;
}

/* The number of types in @bytes; 0 if the format is not understood. */
static u32 count_types(const char *at, size_t bytes)
{
	const char *end = at + bytes;
	u32 num = 0;

	while (at + sizeof(struct btf_type) <= end) {
		int behind = bytes_behind((const void *)at);

		if (behind < 0)
			return 0;
		at += sizeof(struct btf_type) + behind;
		num++;
	}
	return at == end ? num : 0;
}

static const char vmlinux[] = "/sys/kernel/btf/vmlinux";

static int count_base_types(struct nic_btf *b, const struct btf_header *h)
{
	char *types = vmalloc(h->type_len);
	int err;

	if (!types)
		return -ENOMEM;
	err = read_file(vmlinux, h->hdr_len + h->type_off, types, h->type_len);
	if (!err)
		b->num_base = count_types(types, h->type_len);
	vfree(types);
	return err;
}

static int read_base(struct nic_btf *b)
{
	struct btf_header h;
	int err;

	err = read_header(vmlinux, &h);
	if (!err)
		err = count_base_types(b, &h);
	if (err)
		return err;
	b->strings = vmalloc(h.str_len + 1);
	if (!b->strings)
		return -ENOMEM;
	b->strings[h.str_len] = 0;
	b->num_strings = h.str_len;
	return read_file(vmlinux, h.hdr_len + h.str_off, b->strings, h.str_len);
}

static int read_types(struct nic_btf *b, const char *path)
{
	struct btf_header h;
	int err;

	err = read_header(path, &h);
	if (err)
		return err;
	b->size = h.hdr_len + max(h.type_off + h.type_len, h.str_off + h.str_len);
	b->types = vmalloc(b->size);
	if (!b->types)
		return -ENOMEM;
	err = read_file(path, 0, b->types, b->size);
	if (!err && ((char *)b->types)[h.hdr_len + h.str_off + h.str_len - 1])
		err = -EPROTO;
	return err;
}

struct reading {
	struct nic_btf *btf;
	const char *module;
	int err;
	struct completion done;
};

static int read_all(void *data)
{
	struct reading *r = data;
	char path[80];

	snprintf(path, sizeof(path), "/sys/kernel/btf/%s", r->module);
	r->err = read_types(r->btf, path);
	if (!r->err)
		r->err = read_base(r->btf);
	complete(&r->done);
	set_current_state(TASK_IDLE);
	while (!kthread_should_stop()) {
		schedule();
		set_current_state(TASK_IDLE);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

/*
 * The caller may hold rtnl, and files of sysfs are locked on each access. Those of which one waits for rtnl (that by which a device
 * is taken from its driver) are others; but to lockdep all of them have one lock. So a thread without other locks reads.
 */
int nic_btf_open(struct nic_btf *b, const char *module)
{
	struct reading r = { .btf = b, .module = module };
	struct task_struct *task;

	memset(b, 0, sizeof(*b));
	init_completion(&r.done);
	task = kthread_run(read_all, &r, "netmap-btf");
	if (IS_ERR(task))
		return PTR_ERR(task);
	wait_for_completion(&r.done);
	kthread_stop(task);
	if (r.err)
		nic_btf_close(b);
	return r.err;
}

void nic_btf_close(struct nic_btf *b)
{
	vfree(b->types);
	vfree(b->strings);
	b->types = NULL;
	b->strings = NULL;
}

static const char *string(const struct nic_btf *b, u32 offset)
{
	const struct btf_header *h = b->types;

	if (offset < b->num_strings)
		return b->strings + offset;
	offset -= b->num_strings;
	return offset < h->str_len ? (const char *)h + h->hdr_len + h->str_off + offset : "";
}

/* Goes through the module's types: the next one after @t, or the first one if that is NULL; NULL at the end, or if the format is not understood. */
static const struct btf_type *next_type(const struct nic_btf *b, const struct btf_type *t)
{
	const struct btf_header *h = b->types;
	const char *at = (const char *)h + h->hdr_len + h->type_off, *end = at + h->type_len;
	int behind;

	/* What was looked at before is understood. */
	if (t)
		at = (const char *)(t + 1) + bytes_behind(t);
	if (at + sizeof(*t) > end)
		return NULL;
	behind = bytes_behind((const void *)at);
	return behind >= 0 && at + sizeof(*t) + behind <= end ? (const void *)at : NULL;
}

/* The type of a name; NULL if there is none. */
static const struct btf_type *find_type(const struct nic_btf *b, u32 kind, const char *name)
{
	const struct btf_type *t = NULL;

	while ((t = next_type(b, t))) {
		if (BTF_INFO_KIND(t->info) == kind && !strcmp(string(b, t->name_off), name))
			break;
	}
	return t;
}

/* The structure or union of a number; NULL if it is something else, or vmlinux's. */
static const struct btf_type *inner_type(const struct nic_btf *b, u32 number)
{
	const struct btf_type *t = NULL;

	if (!b->num_base || number <= b->num_base)
		return NULL;
	for (number -= b->num_base; number; number--) {
		t = next_type(b, t);
		if (!t)
			return NULL;
	}
	return BTF_INFO_KIND(t->info) == BTF_KIND_STRUCT || BTF_INFO_KIND(t->info) == BTF_KIND_UNION ? t : NULL;
}

#define MAX_DEPTH	4	/* of structures without a name in others */

static int member_of(const struct nic_btf *b, const struct btf_type *t, const char *member, int depth)
{
	const struct btf_member *m = (const void *)(t + 1);
	u32 i, bits;

	for (i = 0; i < BTF_INFO_VLEN(t->info); i++, m++) {
		const char *name = string(b, m->name_off);
		int inner = strcmp(name, member) ? -ENOENT : 0;

		if (!*name && depth) {
			const struct btf_type *in = inner_type(b, m->type);

			inner = in ? member_of(b, in, member, depth - 1) : -ENOENT;
		}
		if (inner == -ENOENT)
			continue;
		bits = BTF_INFO_KFLAG(t->info) ? BTF_MEMBER_BIT_OFFSET(m->offset) : m->offset;
		if (inner < 0 || bits % 8)
			return -EPROTO;
		return bits / 8 + inner;
	}
	return -ENOENT;
}

int nic_btf_member(const struct nic_btf *b, const char *structure, const char *member)
{
	const struct btf_type *t;

	if (b->seam)
		return nic_seam_fact(b->seam, structure, member);
	t = find_type(b, BTF_KIND_STRUCT, structure);
	return t ? member_of(b, t, member, MAX_DEPTH) : -ENOENT;
}

int nic_btf_enum(const struct nic_btf *b, const char *enumeration, const char *name)
{
	const struct btf_type *t;
	const struct btf_enum *e;
	u32 i;

	if (b->seam)
		return nic_seam_fact(b->seam, enumeration, name);
	t = find_type(b, BTF_KIND_ENUM, enumeration);
	e = (const void *)(t + 1);
	for (i = 0; t && i < BTF_INFO_VLEN(t->info); i++) {
		if (!strcmp(string(b, e[i].name_off), name))
			return e[i].val;
	}
	return -ENOENT;
}
