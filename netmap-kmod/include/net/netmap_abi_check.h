/* SPDX-License-Identifier: (GPL-2.0 WITH Linux-syscall-note) OR BSD-2-Clause */
/*
 * Asserts the layout of every structure of net/netmap.h and the number of every request against the netmap API, at
 * compile time, in the module and in user programs alike.
 */
#ifndef _NETMAP_ABI_CHECK_H_
#define _NETMAP_ABI_CHECK_H_

#include <net/netmap.h>

#ifdef __KERNEL__
#include <linux/build_bug.h>
#include <linux/stddef.h>
#define NM_ASSERT(_x)	static_assert(_x, #_x)
#else
#include <stddef.h>
#define NM_ASSERT(_x)	_Static_assert(_x, #_x)
#endif

#define NM_SIZE(_s, _size, _align)	NM_ASSERT(sizeof(struct _s) == (_size) && __alignof__(struct _s) == (_align))
#define NM_FIELD(_s, _f, _ofs, _size)	NM_ASSERT(offsetof(struct _s, _f) == (_ofs) && sizeof(((struct _s *)0)->_f) == (_size))
#define NM_ARRAY(_s, _f, _ofs)		NM_ASSERT(offsetof(struct _s, _f) == (_ofs))

NM_SIZE(netmap_slot, 16, 8);
NM_FIELD(netmap_slot, buf_idx, 0, 4);
NM_FIELD(netmap_slot, len, 4, 2);
NM_FIELD(netmap_slot, flags, 6, 2);
NM_FIELD(netmap_slot, ptr, 8, 8);

NM_SIZE(netmap_ring, 256, 128);
NM_FIELD(netmap_ring, buf_ofs, 0, 8);
NM_FIELD(netmap_ring, num_slots, 8, 4);
NM_FIELD(netmap_ring, nr_buf_size, 12, 4);
NM_FIELD(netmap_ring, ringid, 16, 2);
NM_FIELD(netmap_ring, dir, 18, 2);
NM_FIELD(netmap_ring, head, 20, 4);
NM_FIELD(netmap_ring, cur, 24, 4);
NM_FIELD(netmap_ring, tail, 28, 4);
NM_FIELD(netmap_ring, flags, 32, 4);
NM_FIELD(netmap_ring, ts, 40, 16);
NM_FIELD(netmap_ring, offset_mask, 56, 8);
NM_FIELD(netmap_ring, buf_align, 64, 8);
NM_FIELD(netmap_ring, sem, 128, 128);
NM_ARRAY(netmap_ring, slot, 256);

NM_SIZE(netmap_if, 56, 8);
NM_FIELD(netmap_if, ni_name, 0, 16);
NM_FIELD(netmap_if, ni_version, 16, 4);
NM_FIELD(netmap_if, ni_flags, 20, 4);
NM_FIELD(netmap_if, ni_tx_rings, 24, 4);
NM_FIELD(netmap_if, ni_rx_rings, 28, 4);
NM_FIELD(netmap_if, ni_bufs_head, 32, 4);
NM_FIELD(netmap_if, ni_host_tx_rings, 36, 4);
NM_FIELD(netmap_if, ni_host_rx_rings, 40, 4);
NM_FIELD(netmap_if, ni_spare1, 44, 12);
NM_ARRAY(netmap_if, ring_ofs, 56);

NM_SIZE(nmreq_header, 88, 8);
NM_FIELD(nmreq_header, nr_version, 0, 2);
NM_FIELD(nmreq_header, nr_reqtype, 2, 2);
NM_FIELD(nmreq_header, nr_reserved, 4, 4);
NM_FIELD(nmreq_header, nr_name, 8, 64);
NM_FIELD(nmreq_header, nr_options, 72, 8);
NM_FIELD(nmreq_header, nr_body, 80, 8);

NM_SIZE(nmreq_option, 24, 8);
NM_FIELD(nmreq_option, nro_next, 0, 8);
NM_FIELD(nmreq_option, nro_reqtype, 8, 4);
NM_FIELD(nmreq_option, nro_status, 12, 4);
NM_FIELD(nmreq_option, nro_size, 16, 8);

NM_SIZE(nmreq_register, 56, 8);
NM_FIELD(nmreq_register, nr_offset, 0, 8);
NM_FIELD(nmreq_register, nr_memsize, 8, 8);
NM_FIELD(nmreq_register, nr_tx_slots, 16, 4);
NM_FIELD(nmreq_register, nr_rx_slots, 20, 4);
NM_FIELD(nmreq_register, nr_tx_rings, 24, 2);
NM_FIELD(nmreq_register, nr_rx_rings, 26, 2);
NM_FIELD(nmreq_register, nr_host_tx_rings, 28, 2);
NM_FIELD(nmreq_register, nr_host_rx_rings, 30, 2);
NM_FIELD(nmreq_register, nr_mem_id, 32, 2);
NM_FIELD(nmreq_register, nr_ringid, 34, 2);
NM_FIELD(nmreq_register, nr_mode, 36, 4);
NM_FIELD(nmreq_register, nr_extra_bufs, 40, 4);
NM_FIELD(nmreq_register, nr_flags, 48, 8);

NM_SIZE(nmreq_port_info_get, 32, 8);
NM_FIELD(nmreq_port_info_get, nr_memsize, 0, 8);
NM_FIELD(nmreq_port_info_get, nr_tx_slots, 8, 4);
NM_FIELD(nmreq_port_info_get, nr_rx_slots, 12, 4);
NM_FIELD(nmreq_port_info_get, nr_tx_rings, 16, 2);
NM_FIELD(nmreq_port_info_get, nr_rx_rings, 18, 2);
NM_FIELD(nmreq_port_info_get, nr_host_tx_rings, 20, 2);
NM_FIELD(nmreq_port_info_get, nr_host_rx_rings, 22, 2);
NM_FIELD(nmreq_port_info_get, nr_mem_id, 24, 2);
NM_FIELD(nmreq_port_info_get, pad, 26, 6);

NM_SIZE(nmreq_vale_attach, 64, 8);
NM_FIELD(nmreq_vale_attach, reg, 0, 56);
NM_FIELD(nmreq_vale_attach, port_index, 56, 4);
NM_FIELD(nmreq_vale_attach, pad1, 60, 4);

NM_SIZE(nmreq_vale_detach, 8, 4);
NM_FIELD(nmreq_vale_detach, port_index, 0, 4);
NM_FIELD(nmreq_vale_detach, pad1, 4, 4);

NM_SIZE(nmreq_vale_list, 8, 4);
NM_FIELD(nmreq_vale_list, nr_bridge_idx, 0, 2);
NM_FIELD(nmreq_vale_list, pad1, 2, 2);
NM_FIELD(nmreq_vale_list, nr_port_idx, 4, 4);

NM_SIZE(nmreq_port_hdr, 8, 4);
NM_FIELD(nmreq_port_hdr, nr_hdr_len, 0, 4);
NM_FIELD(nmreq_port_hdr, pad1, 4, 4);

NM_SIZE(nmreq_vale_newif, 16, 4);
NM_FIELD(nmreq_vale_newif, nr_tx_slots, 0, 4);
NM_FIELD(nmreq_vale_newif, nr_rx_slots, 4, 4);
NM_FIELD(nmreq_vale_newif, nr_tx_rings, 8, 2);
NM_FIELD(nmreq_vale_newif, nr_rx_rings, 10, 2);
NM_FIELD(nmreq_vale_newif, nr_mem_id, 12, 2);
NM_FIELD(nmreq_vale_newif, pad1, 14, 2);

NM_SIZE(nmreq_vale_polling, 16, 4);
NM_FIELD(nmreq_vale_polling, nr_mode, 0, 4);
NM_FIELD(nmreq_vale_polling, nr_first_cpu_id, 4, 4);
NM_FIELD(nmreq_vale_polling, nr_num_polling_cpus, 8, 4);
NM_FIELD(nmreq_vale_polling, pad1, 12, 4);

NM_SIZE(nmreq_pools_info, 64, 8);
NM_FIELD(nmreq_pools_info, nr_memsize, 0, 8);
NM_FIELD(nmreq_pools_info, nr_mem_id, 8, 2);
NM_FIELD(nmreq_pools_info, pad1, 10, 6);
NM_FIELD(nmreq_pools_info, nr_if_pool_offset, 16, 8);
NM_FIELD(nmreq_pools_info, nr_if_pool_objtotal, 24, 4);
NM_FIELD(nmreq_pools_info, nr_if_pool_objsize, 28, 4);
NM_FIELD(nmreq_pools_info, nr_ring_pool_offset, 32, 8);
NM_FIELD(nmreq_pools_info, nr_ring_pool_objtotal, 40, 4);
NM_FIELD(nmreq_pools_info, nr_ring_pool_objsize, 44, 4);
NM_FIELD(nmreq_pools_info, nr_buf_pool_offset, 48, 8);
NM_FIELD(nmreq_pools_info, nr_buf_pool_objtotal, 56, 4);
NM_FIELD(nmreq_pools_info, nr_buf_pool_objsize, 60, 4);

NM_SIZE(nmreq_sync_kloop_start, 8, 4);
NM_FIELD(nmreq_sync_kloop_start, sleep_us, 0, 4);
NM_FIELD(nmreq_sync_kloop_start, pad1, 4, 4);

NM_SIZE(nm_csb_atok, 64, 4);
NM_FIELD(nm_csb_atok, head, 0, 4);
NM_FIELD(nm_csb_atok, cur, 4, 4);
NM_FIELD(nm_csb_atok, appl_need_kick, 8, 4);
NM_FIELD(nm_csb_atok, sync_flags, 12, 4);
NM_FIELD(nm_csb_atok, pad, 16, 48);

NM_SIZE(nm_csb_ktoa, 64, 4);
NM_FIELD(nm_csb_ktoa, hwcur, 0, 4);
NM_FIELD(nm_csb_ktoa, hwtail, 4, 4);
NM_FIELD(nm_csb_ktoa, kern_need_kick, 8, 4);
NM_FIELD(nm_csb_ktoa, pad, 12, 52);

NM_SIZE(nmreq_opt_sync_kloop_eventfds, 24, 8);
NM_FIELD(nmreq_opt_sync_kloop_eventfds, nro_opt, 0, 24);
NM_ARRAY(nmreq_opt_sync_kloop_eventfds, eventfds, 24);

NM_SIZE(nmreq_opt_sync_kloop_mode, 32, 8);
NM_FIELD(nmreq_opt_sync_kloop_mode, nro_opt, 0, 24);
NM_FIELD(nmreq_opt_sync_kloop_mode, mode, 24, 4);

NM_SIZE(nmreq_opt_extmem, 96, 8);
NM_FIELD(nmreq_opt_extmem, nro_opt, 0, 24);
NM_FIELD(nmreq_opt_extmem, nro_usrptr, 24, 8);
NM_FIELD(nmreq_opt_extmem, nro_info, 32, 64);

NM_SIZE(nmreq_opt_csb, 40, 8);
NM_FIELD(nmreq_opt_csb, nro_opt, 0, 24);
NM_FIELD(nmreq_opt_csb, csb_atok, 24, 8);
NM_FIELD(nmreq_opt_csb, csb_ktoa, 32, 8);

NM_SIZE(nmreq_opt_offsets, 56, 8);
NM_FIELD(nmreq_opt_offsets, nro_opt, 0, 24);
NM_FIELD(nmreq_opt_offsets, nro_max_offset, 24, 8);
NM_FIELD(nmreq_opt_offsets, nro_initial_offset, 32, 8);
NM_FIELD(nmreq_opt_offsets, nro_offset_bits, 40, 4);
NM_FIELD(nmreq_opt_offsets, nro_tx_align, 44, 4);
NM_FIELD(nmreq_opt_offsets, nro_min_gap, 48, 8);

NM_SIZE(nmreq, 60, 4);
NM_FIELD(nmreq, nr_name, 0, 16);
NM_FIELD(nmreq, nr_version, 16, 4);
NM_FIELD(nmreq, nr_offset, 20, 4);
NM_FIELD(nmreq, nr_memsize, 24, 4);
NM_FIELD(nmreq, nr_tx_slots, 28, 4);
NM_FIELD(nmreq, nr_rx_slots, 32, 4);
NM_FIELD(nmreq, nr_tx_rings, 36, 2);
NM_FIELD(nmreq, nr_rx_rings, 38, 2);
NM_FIELD(nmreq, nr_ringid, 40, 2);
NM_FIELD(nmreq, nr_cmd, 42, 2);
NM_FIELD(nmreq, nr_arg1, 44, 2);
NM_FIELD(nmreq, nr_arg2, 46, 2);
NM_FIELD(nmreq, nr_arg3, 48, 4);
NM_FIELD(nmreq, nr_flags, 52, 4);
NM_FIELD(nmreq, spare2, 56, 4);

NM_SIZE(nm_ifreq, 272, 1);
NM_FIELD(nm_ifreq, nifr_name, 0, 16);
NM_FIELD(nm_ifreq, data, 16, 256);

NM_ASSERT(NIOCGINFO == 0xc03c6991);
NM_ASSERT(NIOCREGIF == 0xc03c6992);
NM_ASSERT(NIOCTXSYNC == 0x00006994);
NM_ASSERT(NIOCRXSYNC == 0x00006995);
NM_ASSERT(NIOCCONFIG == 0xc1106996);
NM_ASSERT(NIOCCTRL == 0xc0586997);

NM_ASSERT(NETMAP_API == 14);
NM_ASSERT(NETMAP_MIN_API == 14);
NM_ASSERT(NETMAP_MAX_API == 15);
NM_ASSERT(NM_CACHE_ALIGN == 128);
NM_ASSERT(NETMAP_REQ_IFNAMSIZ == 64);
NM_ASSERT(NETMAP_REQ_MAXSIZE == 4096);
NM_ASSERT(NETMAP_MAX_FRAGS == 64);
NM_ASSERT(NS_BUF_CHANGED == 1);
NM_ASSERT(NS_REPORT == 2);
NM_ASSERT(NS_FORWARD == 4);
NM_ASSERT(NS_NO_LEARN == 8);
NM_ASSERT(NS_INDIRECT == 16);
NM_ASSERT(NS_MOREFRAG == 32);
NM_ASSERT(NS_TXMON == 64);
NM_ASSERT(NS_PORT_SHIFT == 8);
NM_ASSERT(NS_PORT_MASK == 65280);
NM_ASSERT(NR_TIMESTAMP == 2);
NM_ASSERT(NR_FORWARD == 4);
NM_ASSERT(NI_PRIV_MEM == 1);
NM_ASSERT(NR_REG_MASK == 15);
NM_ASSERT(NETMAP_HW_RING == 16384);
NM_ASSERT(NETMAP_SW_RING == 8192);
NM_ASSERT(NETMAP_RING_MASK == 4095);
NM_ASSERT(NETMAP_NO_TX_POLL == 4096);
NM_ASSERT(NETMAP_DO_RX_POLL == 32768);
NM_ASSERT(NR_MONITOR_TX == 256);
NM_ASSERT(NR_MONITOR_RX == 512);
NM_ASSERT(NR_ZCOPY_MON == 1024);
NM_ASSERT(NR_EXCLUSIVE == 2048);
NM_ASSERT(NR_RX_RINGS_ONLY == 8192);
NM_ASSERT(NR_TX_RINGS_ONLY == 16384);
NM_ASSERT(NR_ACCEPT_VNET_HDR == 32768);
NM_ASSERT(NR_DO_RX_POLL == 65536);
NM_ASSERT(NR_NO_TX_POLL == 131072);
NM_ASSERT(NR_REG_DEFAULT == 0);
NM_ASSERT(NR_REG_ALL_NIC == 1);
NM_ASSERT(NR_REG_SW == 2);
NM_ASSERT(NR_REG_NIC_SW == 3);
NM_ASSERT(NR_REG_ONE_NIC == 4);
NM_ASSERT(NR_REG_PIPE_MASTER == 5);
NM_ASSERT(NR_REG_PIPE_SLAVE == 6);
NM_ASSERT(NR_REG_NULL == 7);
NM_ASSERT(NR_REG_ONE_SW == 8);
NM_ASSERT(NETMAP_REQ_REGISTER == 1);
NM_ASSERT(NETMAP_REQ_PORT_INFO_GET == 2);
NM_ASSERT(NETMAP_REQ_VALE_ATTACH == 3);
NM_ASSERT(NETMAP_REQ_VALE_DETACH == 4);
NM_ASSERT(NETMAP_REQ_VALE_LIST == 5);
NM_ASSERT(NETMAP_REQ_PORT_HDR_SET == 6);
NM_ASSERT(NETMAP_REQ_PORT_HDR_GET == 7);
NM_ASSERT(NETMAP_REQ_VALE_NEWIF == 8);
NM_ASSERT(NETMAP_REQ_VALE_DELIF == 9);
NM_ASSERT(NETMAP_REQ_VALE_POLLING_ENABLE == 10);
NM_ASSERT(NETMAP_REQ_VALE_POLLING_DISABLE == 11);
NM_ASSERT(NETMAP_REQ_POOLS_INFO_GET == 12);
NM_ASSERT(NETMAP_REQ_SYNC_KLOOP_START == 13);
NM_ASSERT(NETMAP_REQ_SYNC_KLOOP_STOP == 14);
NM_ASSERT(NETMAP_REQ_CSB_ENABLE == 15);
NM_ASSERT(NETMAP_REQ_OPT_EXTMEM == 1);
NM_ASSERT(NETMAP_REQ_OPT_SYNC_KLOOP_EVENTFDS == 2);
NM_ASSERT(NETMAP_REQ_OPT_CSB == 3);
NM_ASSERT(NETMAP_REQ_OPT_SYNC_KLOOP_MODE == 4);
NM_ASSERT(NETMAP_REQ_OPT_OFFSETS == 5);
NM_ASSERT(NETMAP_REQ_OPT_MAX == 6);
NM_ASSERT(NETMAP_POLLING_MODE_SINGLE_CPU == 1);
NM_ASSERT(NETMAP_POLLING_MODE_MULTI_CPU == 2);
NM_ASSERT(NM_OPT_SYNC_KLOOP_DIRECT_TX == 1);
NM_ASSERT(NM_OPT_SYNC_KLOOP_DIRECT_RX == 2);
NM_ASSERT(NETMAP_BDG_ATTACH == 1);
NM_ASSERT(NETMAP_BDG_DETACH == 2);
NM_ASSERT(NETMAP_BDG_REGOPS == 3);
NM_ASSERT(NETMAP_BDG_LIST == 4);
NM_ASSERT(NETMAP_BDG_VNET_HDR == 5);
NM_ASSERT(NETMAP_BDG_NEWIF == 6);
NM_ASSERT(NETMAP_BDG_DELIF == 7);
NM_ASSERT(NETMAP_PT_HOST_CREATE == 8);
NM_ASSERT(NETMAP_PT_HOST_DELETE == 9);
NM_ASSERT(NETMAP_BDG_POLLING_ON == 10);
NM_ASSERT(NETMAP_BDG_POLLING_OFF == 11);
NM_ASSERT(NETMAP_VNET_HDR_GET == 12);
NM_ASSERT(NETMAP_BDG_HOST == 1);
NM_ASSERT(NM_IFRDATA_LEN == 256);

#undef NM_SIZE
#undef NM_FIELD
#undef NM_ARRAY
#undef NM_ASSERT

#endif /* _NETMAP_ABI_CHECK_H_ */
