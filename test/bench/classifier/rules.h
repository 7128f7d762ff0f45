// Rules and headers on the IPv4 five-tuple.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

constexpr int FIELDS = 5;
// Source and destination address, source and destination port, protocol.
constexpr std::array<int, FIELDS> WIDTH = {32, 32, 16, 16, 8};

using Header = std::array<uint32_t, FIELDS>;

struct Rule {
    Header low;  // also the value of the prefix
    Header high;
    std::array<int, FIELDS> length;
    int priority;

    bool matches(const Header& h) const {
        for (int f = 0; f < FIELDS; f++) {
            if (h[f] - low[f] > high[f] - low[f]) {
                return false;
            }
        }
        return true;
    }
};

// Priority of the best match; -1 for none.
struct Classifier {
    virtual ~Classifier() = default;
    virtual int lookup(const Header& h) const = 0;
    // Hash tables or trees.
    virtual size_t parts() const = 0;
};
