/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the models of NICs have in common: how QEMU gets to know them, and the tags and the padding of frames. */
#ifndef NIC_H
#define NIC_H

#include "qemu/osdep.h"
#include "hw/pci/pci.h"
#include "hw/qdev-properties.h"
#include "net/eth.h"
#include "net/net.h"
#include "qapi/error.h"
#include "qemu/module.h"

#define FCS_BYTES   4
#define TAG_BYTES   4
#define MIN_FRAME   60
#define MAX_FRAME   16384

/* ---- frames ---- */

/* Pads it with zeros, where there is room for MIN_FRAME: its length. */
static inline size_t frame_pad(uint8_t *frame, size_t len)
{
    if (len >= MIN_FRAME) {
        return len;
    }
    memset(frame + len, 0, MIN_FRAME - len);
    return MIN_FRAME;
}

/* Puts in the tag of a VLAN, where there is room: its length. */
static inline size_t frame_put_tag(uint8_t *frame, size_t len, uint16_t tag)
{
    memmove(frame + 12 + TAG_BYTES, frame + 12, len - 12);
    stw_be_p(frame + 12, ETH_P_VLAN);
    stw_be_p(frame + 14, tag);
    return len + TAG_BYTES;
}

static inline bool frame_has_tag(const uint8_t *frame, size_t len)
{
    return len >= ETH_HLEN + TAG_BYTES && lduw_be_p(frame + 12) == ETH_P_VLAN;
}

/* Copies a frame as a NIC stores it, which is padded; without its tag, which goes to *tag, if @strips: its length. */
static inline size_t frame_copy(uint8_t *to, const uint8_t *from, size_t len, bool strips, uint16_t *tag)
{
    if (strips) {
        *tag = lduw_be_p(from + 14);
        memcpy(to, from, 12);
        memcpy(to + 12, from + 12 + TAG_BYTES, len - 12 - TAG_BYTES);
        len -= TAG_BYTES;
    } else {
        memcpy(to, from, len);
    }
    return frame_pad(to, len);
}

/* ---- the device ---- */

/* Not if the headers that it was compiled with are of another QEMU. */
static inline bool nic_fits(PCIDevice *pci, Error **errp)
{
    size_t bytes = object_type_get_instance_size(TYPE_PCI_DEVICE);

    if (bytes == sizeof(PCIDevice)) {
        return true;
    }
    error_setg(errp, "%s: built for another QEMU: its PCI devices have %zu bytes, and here %zu",
               object_get_typename(OBJECT(pci)), sizeof(PCIDevice), bytes);
    return false;
}

/* Its side of the network. */
static inline NICState *nic_new(PCIDevice *pci, NetClientInfo *info, NICConf *conf)
{
    qemu_macaddr_default_if_unset(&conf->macaddr);
    return qemu_new_nic(info, conf, object_get_typename(OBJECT(pci)), DEVICE(pci)->id, &DEVICE(pci)->mem_reentrancy_guard, pci);
}

/* Makes a type of device known to QEMU in its own way, which needs that it exports its functions, as Debian's does. */
#define NIC_MODEL(info)                                             \
    static void register_type(void)                                 \
    {                                                               \
        type_register_static(&(info));                              \
    }                                                               \
                                                                    \
    static void __attribute__((constructor)) loaded(void)           \
    {                                                               \
        register_module_init(register_type, MODULE_INIT_QOM);       \
    }

#endif /* NIC_H */
