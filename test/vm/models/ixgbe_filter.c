/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Which frames the 82599's model takes, and to which ring they go. RSS hashes as the data sheet says. */
#include "ixgbe.h"

#define NUM_ADDRESSES       128
#define FCTRL_MPE           BIT(8)
#define FCTRL_UPE           BIT(9)
#define FCTRL_BAM           BIT(10)
#define VLNCTRL_VFE         BIT(30)
#define MCSTCTRL_MFE        BIT(2)
#define MRQC_MODE(v)        ((v) & 0xf)
#define MRQC_RSS            1
#define MRQC_TCP4           BIT(16)
#define MRQC_IPV4           BIT(17)
#define MRQC_IPV6           BIT(20)
#define MRQC_TCP6           BIT(21)
#define MRQC_UDP4           BIT(22)
#define MRQC_UDP6           BIT(23)

static bool is_own_address(IxgbeState *s, const uint8_t *frame)
{
    unsigned i;

    for (i = 0; i < NUM_ADDRESSES; i++) {
        uint32_t low = *reg(s, RAR + 8 * i), high = *reg(s, RAR + 8 * i + 4);

        if ((high & RAH_VALID) && ldl_le_p(frame) == low && lduw_le_p(frame + 4) == (high & 0xffff)) {
            return true;
        }
    }
    return false;
}

static bool accepts_address(IxgbeState *s, const uint8_t *frame)
{
    uint32_t mode = *reg(s, FCTRL);

    if (is_broadcast_ether_addr(frame)) {
        return mode & FCTRL_BAM;
    }
    if (frame[0] & 1) {
        unsigned bit = frame[4] >> 4 | frame[5] << 4;

        return (mode & FCTRL_MPE) || ((*reg(s, MCSTCTRL) & MCSTCTRL_MFE) && (*reg(s, MTA + bit / 32 * 4) >> bit % 32 & 1));
    }
    return (mode & FCTRL_UPE) || is_own_address(s, frame);
}

static bool accepts_tag(IxgbeState *s, const uint8_t *frame, size_t len)
{
    unsigned vid;

    if (!(*reg(s, VLNCTRL) & VLNCTRL_VFE) || !frame_has_tag(frame, len)) {
        return true;
    }
    vid = lduw_be_p(frame + 14) & 0xfff;
    return *reg(s, VFTA + vid / 32 * 4) >> vid % 32 & 1;
}

bool ixgbe_accepts(IxgbeState *s, const uint8_t *frame, size_t len)
{
    return accepts_address(s, frame) && accepts_tag(s, frame, len);
}

/* Toeplitz's hash of @len bytes, with the key that the driver has set. */
static uint32_t hash_of(IxgbeState *s, const uint8_t *input, size_t len)
{
    uint32_t hash = 0, window = bswap32(*reg(s, RSSRK));
    size_t bit;

    for (bit = 0; bit < 8 * len; bit++) {
        size_t next = bit + 32;
        uint32_t word = *reg(s, RSSRK + next / 32 * 4);

        if (input[bit / 8] >> (7 - bit % 8) & 1) {
            hash ^= window;
        }
        window = window << 1 | (word >> (next % 32 / 8 * 8 + 7 - next % 8) & 1);
    }
    return hash;
}

/* What of a frame is hashed goes to @input: its length; 0 if nothing is. */
static size_t hash_input(IxgbeState *s, const uint8_t *frame, size_t len, uint8_t input[36])
{
    uint32_t mrqc = *reg(s, MRQC);
    const uint8_t *ip = frame + ETH_HLEN, *end = frame + len, *ports;
    bool v4 = len >= ETH_HLEN + 20 && lduw_be_p(frame + 12) == ETH_P_IP;
    bool v6 = len >= ETH_HLEN + 40 && lduw_be_p(frame + 12) == ETH_P_IPV6;
    size_t bytes = v4 ? 8 : 32;
    uint8_t protocol;

    if (MRQC_MODE(mrqc) != MRQC_RSS || !(v4 || v6)) {
        return 0;
    }
    protocol = v4 ? ip[9] : ip[6];
    ports = ip + (v4 ? (ip[0] & 0xf) * 4 : 40);
    memcpy(input, ip + (v4 ? 12 : 8), bytes);
    if (ports + 4 <= end && !(v4 && (lduw_be_p(ip + 6) & 0x3fff)) &&
        ((protocol == 6 && (mrqc & (v4 ? MRQC_TCP4 : MRQC_TCP6))) || (protocol == 17 && (mrqc & (v4 ? MRQC_UDP4 : MRQC_UDP6))))) {
        memcpy(input + bytes, ports, 4);
        return bytes + 4;
    }
    return mrqc & (v4 ? MRQC_IPV4 : MRQC_IPV6) ? bytes : 0;
}

/* The ring by the redirection table, or the first one if there is no hash. */
unsigned ixgbe_ring_of(IxgbeState *s, const uint8_t *frame, size_t len, uint32_t *hash)
{
    uint8_t input[36];
    size_t bytes = hash_input(s, frame, len, input);
    unsigned entry;

    *hash = bytes ? hash_of(s, input, bytes) : 0;
    entry = *hash & 0x7f;
    return bytes ? *reg(s, RETA + entry / 4 * 4) >> entry % 4 * 8 & 0xf : 0;
}
