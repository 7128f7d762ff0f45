// PartitionSort (Yingchareonthawornchai, Daly, Liu and Torng, "A Sorted-Partitioning Approach to Fast and Scalable Dynamic Packet
// Classification", IEEE/ACM Transactions on Networking 26(4), 2018): rules are parted into few sets, each of which can be sorted, field after
// field in an order of the set's own, as intervals of a field are equal or do not overlap. One search a set finds the only rule that can match.
// Sets are made greedily by the largest weight of disjoint intervals. Sorted arrays take the place of balanced trees: as fast to search or
// faster, and updates are not measured.
#pragma once
#include <algorithm>
#include <map>

#include "rules.h"

class PartitionSort final : public Classifier {
public:
    explicit PartitionSort(const std::vector<Rule>& rules) {
        std::vector<const Rule*> left;
        for (const Rule& r : rules) {
            left.push_back(&r);
        }
        while (!left.empty()) {
            left = part(left);
        }
        std::sort(trees.begin(), trees.end(), [](const Tree& a, const Tree& b) { return a.best > b.best; });
    }

    int lookup(const Header& h) const override {
        int best = -1;
        for (const Tree& t : trees) {
            if (t.best <= best) {
                break;
            }
            const Rule* r = t.find(h);
            if (r != nullptr && r->priority > best && r->matches(h)) {
                best = r->priority;
            }
        }
        return best;
    }

    size_t parts() const override { return trees.size(); }

private:
    using Rules = std::vector<const Rule*>;

    struct Node {
        int field; // -1: a single rule is left
        uint32_t first;
        uint32_t count;
        int rule;
    };

    struct Tree {
        int best = -1;
        std::vector<Node> nodes;
        std::vector<uint32_t> low, high, child; // intervals of all nodes
        std::vector<Rule> rules;

        const Rule* find(const Header& h) const {
            const Node* n = &nodes[0];
            while (n->field >= 0) {
                uint32_t v = h[n->field];
                const uint32_t* from = &low[n->first];
                uint32_t at = 0;
                for (uint32_t rest = n->count; rest > 1;) { // the last interval that begins at or before v, without a branch
                    uint32_t half = rest / 2;
                    at = from[at + half] <= v ? at + half : at;
                    rest -= half;
                }
                at += n->first;
                if (v - low[at] > high[at] - low[at]) {
                    return nullptr;
                }
                n = &nodes[child[at]];
            }
            return &rules[n->rule];
        }
    };

    struct Interval {
        uint32_t low, high;
        bool operator<(const Interval& o) const { return low != o.low ? low < o.low : high < o.high; }
    };

    using Groups = std::map<Interval, Rules>;

    static Groups group(const Rules& rules, int f) {
        Groups g;
        for (const Rule* r : rules) {
            g[{r->low[f], r->high[f]}].push_back(r);
        }
        return g;
    }

    // Disjoint intervals with the most rules: weighted interval scheduling. Leaves only these; returns the number of rules.
    static size_t disjoint(Groups& g) {
        std::vector<std::pair<Interval, size_t>> by_end;
        for (auto& [i, rules] : g) {
            by_end.emplace_back(i, rules.size());
        }
        std::sort(by_end.begin(), by_end.end(), [](const auto& a, const auto& b) { return a.first.high < b.first.high; });
        size_t n = by_end.size();
        std::vector<size_t> best = {0}, before;
        for (size_t k = 0; k < n; k++) {
            before.push_back(std::partition_point(by_end.begin(), by_end.begin() + k, [&](const auto& e) { return e.first.high < by_end[k].first.low; }) - by_end.begin());
            best.push_back(std::max(best[k], best[before[k]] + by_end[k].second));
        }
        Groups kept;
        for (size_t k = n; k > 0;) {
            if (best[k] == best[k - 1]) {
                k--;
            } else {
                kept[by_end[k - 1].first] = std::move(g[by_end[k - 1].first]);
                k = before[k - 1];
            }
        }
        g = std::move(kept);
        return best[n];
    }

    // Takes a sortable set out of the rules and makes its tree. Returns the others.
    Rules part(const Rules& rules) {
        std::vector<Rules> sets = {rules};
        std::vector<int> order;
        std::vector<bool> used(FIELDS, false);
        while (order.size() < FIELDS) {
            int field = -1;
            size_t most = 0;
            std::vector<Rules> next;
            for (int f = 0; f < FIELDS; f++) {
                if (used[f]) {
                    continue;
                }
                size_t sum = 0;
                std::vector<Rules> kept;
                for (const Rules& s : sets) {
                    Groups g = group(s, f);
                    sum += disjoint(g);
                    for (auto& [i, r] : g) {
                        kept.push_back(std::move(r));
                    }
                }
                if (field < 0 || sum > most) {
                    field = f;
                    most = sum;
                    next = std::move(kept);
                }
            }
            used[field] = true;
            order.push_back(field);
            sets = std::move(next);
        }
        Rules in; // of equal rules the best alone can ever match
        std::map<const Rule*, bool> taken;
        for (Rules& s : sets) {
            in.push_back(*std::max_element(s.begin(), s.end(), [](const Rule* a, const Rule* b) { return a->priority < b->priority; }));
            for (const Rule* r : s) {
                taken[r] = true;
            }
        }
        Tree t;
        build(t, in, order, 0);
        trees.push_back(std::move(t));
        Rules others;
        for (const Rule* r : rules) {
            if (!taken.count(r)) {
                others.push_back(r);
            }
        }
        return others;
    }

    static uint32_t build(Tree& t, const Rules& rules, const std::vector<int>& order, size_t depth) {
        uint32_t me = t.nodes.size();
        if (rules.size() == 1) {
            t.nodes.push_back({-1, 0, 0, static_cast<int>(t.rules.size())});
            t.rules.push_back(*rules[0]);
            t.best = std::max(t.best, rules[0]->priority);
            return me;
        }
        Groups g = group(rules, order[depth]);
        if (g.size() == 1) { // all are equal in this field: nothing to search; matches() looks at it
            return build(t, rules, order, depth + 1);
        }
        uint32_t first = t.low.size();
        t.nodes.push_back({order[depth], first, static_cast<uint32_t>(g.size()), 0});
        for (auto& [i, r] : g) {
            t.low.push_back(i.low);
            t.high.push_back(i.high);
            t.child.push_back(0);
        }
        uint32_t at = first;
        for (auto& [i, r] : g) {
            uint32_t c = build(t, r, order, depth + 1);
            t.child[at++] = c;
        }
        return me;
    }

    std::vector<Tree> trees;
};
