// TupleMerge (Daly et al., "TupleMerge: Fast Software Packet Processing for Online Packet Classification", IEEE/ACM Transactions on
// Networking 27(4), 2019): hash tables whose key is a tuple of prefix lengths. A rule may be in any table whose lengths are not above its own,
// so that many tuples share a table; a bucket that gets too long is moved to a table of longer prefixes.
#pragma once
#include <algorithm>
#include <map>

#include "rules.h"

class TupleMerge final : public Classifier {
public:
    // step: address lengths of a new table are rounded down to multiples of it. limit: rules of one key.
    TupleMerge(const std::vector<Rule>& rules, int step, size_t limit) : step(step), limit(limit) {
        std::vector<const Rule*> order;
        for (const Rule& r : rules) {
            order.push_back(&r);
        }
        std::stable_sort(order.begin(), order.end(), [](const Rule* a, const Rule* b) { return a->priority > b->priority; });
        for (const Rule* r : order) {
            insert(r);
        }
        for (Building& b : building) {
            if (!b.rules.empty()) {
                tables.push_back(freeze(b));
            }
        }
        std::sort(tables.begin(), tables.end(), [](const Table& a, const Table& b) { return a.best > b.best; });
    }

    int lookup(const Header& h) const override {
        int best = -1;
        for (const Table& t : tables) {
            if (t.best <= best) {
                break;
            }
            const auto& [first, end] = t.buckets[hash(t.key(h)) & t.mask];
            for (uint32_t i = first; i < end; i++) {
                const Rule& r = t.rules[i];
                if (r.priority <= best) {
                    break;
                }
                if (r.matches(h)) {
                    best = r.priority;
                    break;
                }
            }
        }
        return best;
    }

    size_t parts() const override { return tables.size(); }

private:
    using Lengths = std::array<int, FIELDS>;

    struct Tuple {
        Lengths length;
        Header bits;

        explicit Tuple(const Lengths& l) : length(l) {
            for (int f = 0; f < FIELDS; f++) {
                bits[f] = l[f] == 0 ? 0 : ~0u << (WIDTH[f] - l[f]);
            }
        }

        Header key(const Header& h) const {
            Header k;
            for (int f = 0; f < FIELDS; f++) {
                k[f] = h[f] & bits[f];
            }
            return k;
        }

        bool takes(const Rule& r) const {
            for (int f = 0; f < FIELDS; f++) {
                if (length[f] > r.length[f]) {
                    return false;
                }
            }
            return true;
        }
    };

    struct Building : Tuple {
        std::map<Header, std::vector<const Rule*>> rules;
        using Tuple::Tuple;
        int sum() const { return length[0] + length[1] + length[2] + length[3] + length[4]; }
    };

    struct Table : Tuple {
        int best = -1;
        uint32_t mask;
        std::vector<std::pair<uint32_t, uint32_t>> buckets; // first and behind the last in rules
        std::vector<Rule> rules;                            // of each bucket by falling priority
        using Tuple::Tuple;
    };

    static uint32_t hash(const Header& k) {
        uint64_t h = (static_cast<uint64_t>(k[0]) << 32 | k[1]) * 0x9e3779b97f4a7c15u;
        h ^= (static_cast<uint64_t>(k[2]) << 32 | k[3] << 16 | k[4]) * 0xc2b2ae3d27d4eb4fu;
        return (h * 0x165667b19e3779f9u) >> 32;
    }

    // The compatible table with the longest prefixes whose bucket has room; else a new one.
    void insert(const Rule* r) {
        Building* to = nullptr;
        Building* full = nullptr;
        for (Building& b : building) {
            if (b.takes(*r)) {
                auto bucket = b.rules.find(b.key(r->low));
                bool room = bucket == b.rules.end() || bucket->second.size() < limit;
                Building*& which = room ? to : full;
                if (which == nullptr || b.sum() > which->sum()) {
                    which = &b;
                }
            }
        }
        if (to == nullptr && full != nullptr) {
            to = split(*full, *r);
        } else if (to == nullptr) {
            building.emplace_back(relaxed(*r));
            to = &building.back();
        }
        to->rules[to->key(r->low)].push_back(r);
    }

    // Moves what is in the way of a rule to a table of the longest prefixes that all of it has.
    Building* split(Building& from, const Rule& r) {
        auto bucket = from.rules.find(from.key(r.low));
        Lengths common = r.length;
        for (const Rule* o : bucket->second) {
            for (int f = 0; f < FIELDS; f++) {
                common[f] = std::min(common[f], o->length[f]);
            }
        }
        if (common == from.length) {
            return &from;
        }
        std::vector<const Rule*> moved = bucket->second;
        from.rules.erase(bucket);
        auto same = std::find_if(building.begin(), building.end(), [&](const Building& b) { return b.length == common; });
        if (same == building.end()) {
            building.emplace_back(common);
            same = std::prev(building.end());
        }
        for (const Rule* o : moved) {
            same->rules[same->key(o->low)].push_back(o);
        }
        return &*same;
    }

    // Ports and protocol narrow little where both addresses are there.
    Lengths relaxed(const Rule& r) const {
        Lengths l = r.length;
        l[0] -= l[0] % step;
        l[1] -= l[1] % step;
        if (l[0] + l[1] >= 24) {
            l[2] = l[3] = l[4] = 0;
        }
        return l;
    }

    static Table freeze(const Building& b) {
        size_t n = 0;
        for (const auto& bucket : b.rules) {
            n += bucket.second.size();
        }
        Table t(b.length);
        uint32_t size = 1;
        while (size < 2 * n) {
            size *= 2;
        }
        t.mask = size - 1;
        std::vector<std::vector<const Rule*>> placed(size);
        for (const auto& [key, rules] : b.rules) {
            auto& p = placed[hash(key) & t.mask];
            p.insert(p.end(), rules.begin(), rules.end());
        }
        for (auto& p : placed) {
            std::stable_sort(p.begin(), p.end(), [](const Rule* a, const Rule* c) { return a->priority > c->priority; });
            uint32_t first = t.rules.size();
            for (const Rule* r : p) {
                t.rules.push_back(*r);
                t.best = std::max(t.best, r->priority);
            }
            t.buckets.emplace_back(first, t.rules.size());
        }
        return t;
    }

    const int step;
    const size_t limit;
    std::vector<Building> building;
    std::vector<Table> tables;
};
