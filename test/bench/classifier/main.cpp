// main RULES HEADERS SECONDS: lookups/s of TupleMerge and PartitionSort, a line of JSON each. A line of RULES has value and prefix length of
// each field, and the priority; one of HEADERS the fields. The checksum is the sum of the priorities that one pass finds.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

#include "partition_sort.h"
#include "rules.h"
#include "tuple_merge.h"

namespace {

using Clock = std::chrono::steady_clock;

double seconds(Clock::duration d) { return std::chrono::duration<double>(d).count(); }

std::vector<Rule> read_rules(const char* file) {
    std::vector<Rule> all;
    std::ifstream in(file);
    Rule r;
    while (in) {
        for (int f = 0; f < FIELDS; f++) {
            in >> r.low[f] >> r.length[f];
            r.high[f] = r.low[f] | static_cast<uint32_t>((1ull << (WIDTH[f] - r.length[f])) - 1);
        }
        if (in >> r.priority) {
            all.push_back(r);
        }
    }
    return all;
}

std::vector<Header> read_headers(const char* file) {
    std::vector<Header> all;
    std::ifstream in(file);
    Header h;
    while (in >> h[0] >> h[1] >> h[2] >> h[3] >> h[4]) {
        all.push_back(h);
    }
    return all;
}

struct Result {
    double rate;
    long long sum;
};

// The median of windows of a tenth of a second.
template <class C>
Result measure(const C& c, const std::vector<Header>& headers, double duration) {
    std::vector<double> rates;
    long long sum = 0;
    auto end = Clock::now() + std::chrono::duration<double>(duration);
    while (Clock::now() < end) {
        auto start = Clock::now();
        size_t n = 0;
        double took;
        do {
            sum = 0;
            for (const Header& h : headers) {
                sum += c.lookup(h);
            }
            n += headers.size();
            took = seconds(Clock::now() - start);
        } while (took < 0.1);
        rates.push_back(n / took);
    }
    std::sort(rates.begin(), rates.end());
    return {rates[rates.size() / 2], sum};
}

void print(const std::string& name, const Classifier& c, const Result& r) {
    std::printf("{\"algorithm\": \"%s\", \"lookupsPerSecond\": %.0f, \"parts\": %zu, \"checksum\": %lld}\n", name.c_str(), r.rate, c.parts(), r.sum);
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fprintf(stderr, "usage: %s RULES HEADERS SECONDS\n", argv[0]);
        return 2;
    }
    std::vector<Rule> rules = read_rules(argv[1]);
    std::vector<Header> headers = read_headers(argv[2]);
    if (rules.empty() || headers.empty()) {
        std::fprintf(stderr, "%s: no rules in %s, or no headers in %s\n", argv[0], argv[1], argv[2]);
        return 1;
    }
    double duration = std::atof(argv[3]);
    // The paper leaves these to the implementation; the best for this set counts.
    std::unique_ptr<TupleMerge> best;
    double best_rate = 0;
    std::string best_name;
    for (int step : {4, 8, 16}) {
        for (size_t limit : {8, 40}) {
            auto c = std::make_unique<TupleMerge>(rules, step, limit);
            double rate = measure(*c, headers, 0.2).rate;
            if (rate > best_rate) {
                best_rate = rate;
                best_name = "TupleMerge, lengths rounded to " + std::to_string(step) + ", at most " + std::to_string(limit) + " collisions";
                best = std::move(c);
            }
        }
    }
    print(best_name, *best, measure(*best, headers, duration));
    PartitionSort sorted(rules);
    print("PartitionSort", sorted, measure(sorted, headers, duration));
}
