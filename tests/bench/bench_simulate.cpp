// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
// bench_simulate NODES ALGORITHM REQUESTS: simulates about REQUESTS requests to NODES one-core
// nodes at 90 % load, with health checks, sessions and all figures on, and prints how many were
// answered. tests/bench/run times it from outside.
#include "sim/design_simulation.h"
#include "sim/design_text.h"

#include <cstdio>
#include <cstdlib>

using namespace loadstar;

int main(int argc, char **argv)
{
    if (argc < 4) {
        std::fprintf(stderr, "usage: bench_simulate NODES ALGORITHM REQUESTS\n");
        return 2;
    }
    const int nodes = std::atoi(argv[1]);
    const double requests = std::atof(argv[3]);
    const double rate = 0.9 * nodes;
    tests::DesignText text;
    text.farm(
        nodes,
        R"j({"work": "exponential(1)", "sessionLength": 10, "sessionState": "node", "rate": )j" +
            std::to_string(rate) + "}",
        R"j({"algorithm": ")j" + std::string(argv[2]) + "\"}");
    sim::RunOptions options;
    options.duration = requests / rate;
    const sim::RunReport report = tests::reportOf(text.design(), options);
    std::printf("%s, %d nodes: %lld answered, %llu events, mean response %.4f s\n", argv[2], nodes,
                static_cast<long long>(report.requests.completed),
                static_cast<unsigned long long>(report.engineEvents),
                report.responseTime.mean.mean.value_or(0.0));
    return 0;
}
