// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// bench_simulate NODES ALGORITHM REQUESTS [REPLICATIONS THREADS]: simulates about REQUESTS requests
// to NODES one-core nodes at 90 % load, with health checks, sessions and all figures on, and prints
// how many were answered. tests/bench/run times it from outside.
//
// bench_simulate year DAYS: simulates DAYS days of 10 nodes that fail and are repaired by chance,
// at one request per second, and prints the most memory that the process used, in MiB.
#include "sim/design_simulation.h"
#include "sim/design_text.h"

#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>

using namespace loadstar;

namespace {

int farm(int nodes, const char *algorithm, double requests, int replications, int threads)
{
    const double rate = 0.9 * nodes;
    tests::DesignText text;
    text.farm(
        nodes,
        R"j({"work": "exponential(1)", "sessionLength": 10, "sessionState": "node", "rate": )j" +
            std::to_string(rate) + "}",
        R"j({"algorithm": ")j" + std::string(algorithm) + "\"}");
    sim::RunOptions options;
    options.duration = requests / rate;
    const auto report = sim::simulateReplications(text.design(), options, replications, threads);
    if (!report) {
        std::fprintf(stderr, "%s\n", qPrintable(report.error().text()));
        return 3;
    }
    std::printf("%s, %d nodes: %lld answered, %llu events, mean response %.4f s\n", algorithm,
                nodes, static_cast<long long>(report->requests.completed),
                static_cast<unsigned long long>(report->engineEvents),
                report->responseTime.mean.mean.value_or(0.0));
    return 0;
}

int year(double days)
{
    constexpr double kSecondsPerDay = 86400.0;
    tests::DesignText text;
    text.farm(10,
              R"j({"work": "exponential(1)", "sessionLength": 10, "sessionState": "node",
                   "timeout": 30, "rate": 1})j",
              R"j({"algorithm": "power-of-two", "sticky": "cookie", "retries": 3})j",
              R"j({"mtbf": 720, "mttr": 4})j");
    sim::RunOptions options;
    options.duration = days * kSecondsPerDay;
    tests::reportOf(text.design(), options);
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    std::printf("%.1f\n", static_cast<double>(used.ru_maxrss) / 1024.0);
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc == 3 && std::string_view(argv[1]) == "year")
        return year(std::atof(argv[2]));
    if (argc == 4)
        return farm(std::atoi(argv[1]), argv[2], std::atof(argv[3]), 1, 1);
    if (argc == 6)
        return farm(std::atoi(argv[1]), argv[2], std::atof(argv[3]), std::atoi(argv[4]),
                    std::atoi(argv[5]));
    std::fprintf(stderr, "usage: bench_simulate NODES ALGORITHM REQUESTS [REPLICATIONS THREADS]\n"
                         "       bench_simulate year DAYS\n");
    return 2;
}
