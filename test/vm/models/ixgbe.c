/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * A model of Intel's 82599, with a CX4 port, for QEMU: "-device ixgbe,netdev=...".
 * Here are the device as QEMU knows it, and its link; what it does is in ixgbe_*.c.
 *
 * Facts are from the data sheet "Intel 82599 10 GbE Controller". Where it leaves open what happens, the model takes the view that is
 * harder on a driver; the file that does it says which.
 *
 * There are 64 rings each way, without pools and traffic classes.
 *
 * Not there: segmentation, receive coalescing, header split (data are in one buffer or several), flow director (its tables take
 * commands and match nothing), IPsec, FCoE, virtual functions, time stamps, wake-up, a management controller, receive checksums.
 */
#include "ixgbe.h"
#include "hw/pci/msix.h"
#include "qemu/timer.h"

#define DEVICE_ID           0x10f9          /* CX4: no module in a cage and no PHY that the driver would have to know */
#define MSIX_BYTES          0x4000
#define NEGOTIATION_NS      (100 * SCALE_MS)
#define CAUSE_LINK          BIT(20)
#define LINKS_UP_10G        (BIT(30) | 3u << 28)

/* ---- the link ---- */

static void update_link(IxgbeState *s)
{
    bool up = !qemu_get_queue(s->nic)->link_down && !timer_pending(s->negotiation);

    if (up != link_is_up(s)) {
        *reg(s, LINKS) = up ? LINKS_UP_10G : 0;
        ixgbe_raise_other(s, CAUSE_LINK);
    }
}

void ixgbe_negotiate(IxgbeState *s)
{
    timer_mod(s->negotiation, qemu_clock_get_ns(QEMU_CLOCK_VIRTUAL) + NEGOTIATION_NS);
    update_link(s);
}

static void negotiated(void *opaque)
{
    update_link(opaque);
}

static void link_status_changed(NetClientState *nc)
{
    IxgbeState *s = qemu_get_nic_opaque(nc);

    if (nc->link_down) {
        update_link(s);
    } else {
        ixgbe_negotiate(s);
    }
}

/* ---- the device ---- */

static NetClientInfo net_info = {
    .type = NET_CLIENT_DRIVER_NIC,
    .size = sizeof(NICState),
    .receive = ixgbe_receive,
    .link_status_changed = link_status_changed,
};

static void device_reset(DeviceState *dev)
{
    ixgbe_soft_reset(IXGBE(dev));
}

static void realize(PCIDevice *pci, Error **errp)
{
    IxgbeState *s = IXGBE(pci);
    unsigned v;

    if (!nic_fits(pci, errp)) {
        return;
    }
    pci_set_word(pci->config + PCI_DEVICE_ID, s->device_id);
    memory_region_init_io(&s->mmio, OBJECT(pci), &ixgbe_mmio_ops, s, "ixgbe", BAR_BYTES);
    pci_register_bar(pci, 0, PCI_BASE_ADDRESS_SPACE_MEMORY | PCI_BASE_ADDRESS_MEM_TYPE_64, &s->mmio);
    memory_region_init(&s->msix, OBJECT(pci), "ixgbe-msix", MSIX_BYTES);
    pci_register_bar(pci, 4, PCI_BASE_ADDRESS_SPACE_MEMORY | PCI_BASE_ADDRESS_MEM_TYPE_64, &s->msix);
    /* The driver looks for the capabilities where the NIC has them. */
    if (msix_init(pci, NUM_VECTORS, &s->msix, 4, 0, &s->msix, 4, MSIX_BYTES / 2, 0x70, errp)) {
        return;
    }
    for (v = 0; v < NUM_VECTORS; v++) {
        msix_vector_use(pci, v);
    }
    if (pcie_endpoint_cap_init(pci, 0xa0) < 0) {
        error_setg(errp, "ixgbe: no room for the capability of PCI Express");
        return;
    }
    s->negotiation = timer_new_ns(QEMU_CLOCK_VIRTUAL, negotiated, s);
    s->nic = nic_new(pci, &net_info, &s->conf);
    ixgbe_make_eeprom(s);
}

static void unrealize(PCIDevice *pci)
{
    IxgbeState *s = IXGBE(pci);

    timer_free(s->negotiation);
    qemu_del_nic(s->nic);
    pcie_cap_exit(pci);
    msix_unuse_all_vectors(pci);
    msix_uninit(pci, &s->msix, &s->msix);
}

static Property properties[] = {
    DEFINE_NIC_PROPERTIES(IxgbeState, conf),
    /* Says that it is another NIC, which it is not: an 82598 (0x10dd) is for netmap to refuse. */
    DEFINE_PROP_UINT16("device-id", IxgbeState, device_id, DEVICE_ID),
    DEFINE_PROP_END_OF_LIST(),
};

static void class_init(ObjectClass *klass, void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);
    PCIDeviceClass *pc = PCI_DEVICE_CLASS(klass);

    pc->realize = realize;
    pc->exit = unrealize;
    pc->vendor_id = PCI_VENDOR_ID_INTEL;
    pc->device_id = DEVICE_ID;
    pc->revision = 1;
    pc->class_id = PCI_CLASS_NETWORK_ETHERNET;
    dc->reset = device_reset;
    dc->desc = "Intel 82599 with CX4 (a model of onos-netmap)";
    device_class_set_props(dc, properties);
    set_bit(DEVICE_CATEGORY_NETWORK, dc->categories);
}

static const TypeInfo type = {
    .name = TYPE_IXGBE,
    .parent = TYPE_PCI_DEVICE,
    .instance_size = sizeof(IxgbeState),
    .class_init = class_init,
    .interfaces = (InterfaceInfo[]) { { INTERFACE_PCIE_DEVICE }, { } },
};

NIC_MODEL(type)
