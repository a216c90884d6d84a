// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sim/random_design.h"

#include "sim/engine/random_streams.h"

namespace loadstar::tests {

namespace {

using sim::engine::Random;

template <std::size_t N>
std::string oneOf(Random &random, const char *const (&choices)[N])
{
    return choices[random.below(static_cast<std::uint32_t>(N))];
}

std::string quoted(const std::string &text)
{
    return nlohmann::json(text).dump();
}

/// Collects "key": value pairs.
class Properties
{
public:
    Properties &add(const char *key, const std::string &value)
    {
        m_text.append(m_text.empty() ? "" : ", ").append(quoted(key)).append(": ").append(value);
        return *this;
    }
    std::string text() const { return std::string("{").append(m_text).append("}"); }

private:
    std::string m_text;
};

/// What people do about slow and failed requests, and how their rate changes.
void addCalls(Random &random, Properties &users)
{
    if (random.below(3) == 0)
        users.add("retries", std::to_string(1 + random.below(3)));
    if (random.below(3) == 0)
        users.add("attemptTimeout", oneOf(random, {"0.15", "0.7"}));
    users.add("backoff", oneOf(random, {"0", "0.1", "2"}));
    users.add("backoffJitter", quoted(oneOf(random, {"full", "equal", "none"})));
    if (random.below(3) == 0)
        users.add("hedgeDelay", oneOf(random, {"0.05", "0.3"}));
    if (random.below(3) == 0)
        users.add("breakerShare", oneOf(random, {"0.2", "0.6"}))
            .add("breakerMinimum", "5")
            .add("breakerTrials", "2");
    if (random.below(3) == 0)
        users.add("patience", quoted(oneOf(random, {"exponential(0.5)", "constant(0.2)"})));
}

void addClasses(Random &random, Properties &users)
{
    if (random.below(3) == 0)
        users.add("priority", std::to_string(random.below(3))).add("highPriorityShare", "0.4");
    if (random.below(3) == 0)
        users.add("paths", "20").add("pathSkew", "1");
    if (random.below(3) == 0)
        users.add("addressSkew", "1.2");
    if (random.below(4) == 0)
        users.add("maintenanceFirst", "11").add("maintenanceTime", "3");
}

std::string randomUsers(Random &random)
{
    Properties users;
    if (random.below(4) == 0) {
        users.add("arrivals", "\"closed\"").add("population", std::to_string(1 + random.below(20)));
        users.add("thinkTime",
                  quoted(oneOf(random, {"exponential(1)", "constant(0.5)", "uniform(0,2)"})));
    } else if (random.below(4) == 0) {
        users.add("rate", "8")
            .add("profile", quoted(oneOf(random, {"ramp(from=0.2, to=3, over=20 s)",
                                                  "spike(at=5 s, for=3 s, factor=6)",
                                                  "bursts(on=4 s, off=6 s, factor=4, rest=0.2)"})));
    } else if (random.below(2) == 0) {
        users.add("interarrival", quoted(oneOf(random, {"constant(0.25)", "gamma(0.5, 200 ms)",
                                                        "lognormal(0.3,2)"})));
    } else {
        users.add("rate", std::to_string(1 + random.below(15)));
    }
    users.add("work", quoted(oneOf(random, {"exponential(0.1)", "constant(0.25)",
                                            "hyperexponential(0.1,3)", "erlang(3,0.2)"})));
    users.add("clients", std::to_string(1 + random.below(50)));
    if (random.below(2) == 0) {
        users.add("sessionLength", std::to_string(1 + random.below(8)));
        users.add("sessionState", quoted(oneOf(random, {"none", "node", "shared"})));
        if (random.below(3) == 0)
            users.add("sessionMemory", "0.5");
    }
    if (random.below(2) == 0)
        users.add("timeout", oneOf(random, {"0.2", "1", "7.5"}));
    if (random.below(3) == 0)
        users.add("addresses", "3");
    if (random.below(2) == 0)
        addCalls(random, users);
    addClasses(random, users);
    return users.text();
}

/// Queue, hashing, and what is concluded from traffic and checks.
void addBalancing(Random &random, Properties &balancer)
{
    balancer.add("layer", quoted(oneOf(random, {"http", "http", "tcp"})));
    balancer.add("choices", std::to_string(1 + random.below(4)));
    balancer.add("hashType", quoted(oneOf(random, {"map-based", "consistent", "maglev"})));
    balancer.add("leastRule", quoted(oneOf(random, {"requests", "next-request"})));
    if (random.below(3) == 0)
        balancer.add("loadBound", "1.25");
    if (random.below(3) == 0)
        balancer.add("maxQueue", std::to_string(random.below(6)));
    if (random.below(3) == 0)
        balancer.add("queueTimeout", "0.5");
    if (random.below(4) == 0)
        balancer.add("maxRequests", "12").add("maxPending", "3");
    balancer.add("retryDelay", oneOf(random, {"0", "0.2", "1"}));
    balancer.add("retryBackoff", oneOf(random, {"1", "2"})).add("retryJitter", "0.5");
    if (random.below(3) == 0)
        balancer.add("retriableStatus", quoted("500,503"));
    balancer.add("checkDepth", quoted(oneOf(random, {"shallow", "deep"})));
    if (random.below(3) == 0)
        balancer.add("fastInterval", "0.5").add("downInterval", "3");
    balancer.add("observe", quoted(oneOf(random, {"none", "layer4", "layer7"})));
    balancer.add("errorLimit", "3");
    balancer.add("onError",
                 quoted(oneOf(random, {"fail-check", "fastinter", "sudden-death", "mark-down"})));
    if (random.below(3) == 0)
        balancer.add("outlierDetection", "true")
            .add("outlierInterval", "3")
            .add("ejectionTime", "4")
            .add("mostEjected", "0.5")
            .add("outlierNodes", "2")
            .add("outlierRequests", "5");
    if (random.below(3) == 0)
        balancer.add("agentCheck", "true").add("agentInterval", oneOf(random, {"0.5", "2"}));
    balancer.add("overprovisioning", oneOf(random, {"1", "1.4"}));
    balancer.add("disableOn404", random.below(2) == 0 ? "true" : "false");
    balancer.add("allBackups", random.below(2) == 0 ? "true" : "false");
    if (random.below(5) == 0)
        balancer.add("mtbf", "0.01").add("mttr", "0.001");
}

std::string randomBalancer(Random &random)
{
    Properties balancer;
    balancer.add("algorithm",
                 quoted(oneOf(random, {"round-robin", "random", "least-connections", "power-of-two",
                                       "peak-ewma", "least-load", "first", "source-hash",
                                       "consistent-hash", "weighted-random", "uri-hash",
                                       "cookie-hash", "user-hash", "sessions", "system-load"})));
    balancer.add("sticky", quoted(oneOf(random, {"none", "cookie", "source", "application"})));
    balancer.add("checkRules",
                 quoted(oneOf(random, {"haproxy", "alb", "envoy", "kubernetes", "nginx"})));
    balancer.add("healthCheck", random.below(5) == 0 ? "false" : "true");
    balancer.add("retries", std::to_string(random.below(4)));
    balancer.add("redispatch", random.below(2) == 0 ? "true" : "false");
    balancer.add("failOpen", random.below(4) == 0 ? "true" : "false");
    balancer.add("crossZone", random.below(3) == 0 ? "false" : "true");
    balancer.add("distinctChoices", random.below(2) == 0 ? "true" : "false");
    balancer.add("slowStart", random.below(3) == 0 ? "10" : "0");
    if (random.below(3) == 0)
        balancer.add("maxConnectionsPerNode", std::to_string(1 + random.below(4)));
    if (random.below(3) == 0)
        balancer.add("cookieDuration", "5");
    if (random.below(3) == 0)
        balancer.add("drainTimeout", "6");
    if (random.below(4) == 0)
        balancer.add("instances", "2").add("failoverTime", "1.5");
    addBalancing(random, balancer);
    return balancer.text();
}

std::string randomNode(Random &random)
{
    Properties node;
    node.add("cores", std::to_string(1 + random.below(4)));
    node.add("discipline", quoted(oneOf(random, {"fifo", "ps", "lifo", "priority"})));
    node.add("speed", oneOf(random, {"1", "0.5", "2"}));
    node.add("weight", oneOf(random, {"1", "1", "3", "0"}));
    node.add("priorityLevel", oneOf(random, {"0", "0", "0", "1", "5"}));
    node.add("role", quoted(oneOf(random, {"active", "active", "active", "standby", "dr"})));
    node.add("group", quoted(oneOf(random, {"", "blue", "green"})));
    node.add("primary", random.below(6) == 0 ? "true" : "false");
    if (random.below(3) == 0)
        node.add("queueLimit", std::to_string(random.below(5)));
    if (random.below(4) == 0)
        node.add("mtbf", "0.01").add("mttr", "0.002");
    if (random.below(4) == 0)
        node.add("failureShape", "0.7").add("repairSpread", "0.5");
    if (random.below(4) == 0)
        node.add("bootTime", "2").add("resizeTime", "3");
    if (random.below(8) == 0)
        node.add("heartbeat", "\"\"");
    if (random.below(3) == 0)
        node.add("memory", "2").add("memoryFull", quoted(oneOf(random, {"swap", "crash"})));
    if (random.below(8) == 0)
        node.add("maintenanceFirst", "7").add("maintenanceEvery", "20").add("maintenanceTime", "4");
    return node.text();
}

void addFault(Random &random, DesignText &text, double at, const std::string &node)
{
    const char *const targets[][2] = {{"cpu", ""},
                                      {"memory", ""},
                                      {"errors", ""},
                                      {"disk-full", "db"},
                                      {"flapping", ""},
                                      {"slow-io", "db"},
                                      {"errors", "db"},
                                      {"delay", "users.front"},
                                      {"loss", "front.n0"},
                                      {"partition", "za"},
                                      {"partition", ""},
                                      {"dns", "users"},
                                      {"certificate", "back"}};
    const auto &chosen = targets[random.below(std::size(targets))];
    Properties fault;
    fault.add("kind", quoted(chosen[0])).add("intensity", oneOf(random, {"0.3", "0.9"}));
    if (random.below(2) == 0)
        fault.add("for", "12");
    text.at(at, "fault", *chosen[1] ? chosen[1] : node, fault.text());
}

void addScenario(Random &random, DesignText &text, int nodes)
{
    for (std::uint32_t i = 0; i < random.below(10); ++i) {
        const double at = random.below(240) * 0.25;
        const std::string node = std::string("n").append(
            std::to_string(random.below(static_cast<std::uint32_t>(nodes))));
        switch (random.below(22)) {
        case 0:
            text.at(at, "fail", node);
            break;
        case 1:
            text.at(at, "fail", oneOf(random, {"front", "back", "db", "za"}),
                    R"({"mode": "hang"})");
            break;
        case 2:
            text.at(at, "fail", oneOf(random, {"front", "back", "db", "za"}));
            break;
        case 3:
            text.at(at, "recover", oneOf(random, {"front", "back", "db", "za"}));
            break;
        case 4:
            text.at(at, "fail", node, R"({"mode": "hang"})");
            break;
        case 5:
            text.at(at, "recover", node);
            break;
        case 6:
            text.at(at, random.below(2) == 0 ? "drain" : "undrain", node);
            break;
        case 7:
            text.at(at, "resize", node, R"({"cores": 2, "memory": 8})");
            break;
        case 8:
            text.at(at, "cutover", "", R"({"from": "blue", "to": "green"})");
            break;
        case 9:
            text.at(at, "surge", "users", R"({"factor": 3, "for": 9})");
            break;
        case 10:
            text.at(at, "slow", node, R"({"factor": 3})");
            break;
        case 11:
            text.at(at, random.below(2) == 0 ? "disconnect" : "reconnect", "front.n0");
            break;
        case 12:
            text.at(at, "maintain", oneOf(random, {"front", "db", "za", "copy"}), R"({"for": 5})");
            break;
        case 13:
            text.at(at, "maintain", node, R"({"for": 5, "drain": 3})");
            break;
        case 14:
            text.at(at, "reweight", node, R"({"weight": 2})");
            break;
        case 15:
            text.at(at, "configure", oneOf(random, {"front", "back"}),
                    R"({"algorithm": "least-connections", "sticky": "cookie", "retries": 2})");
            break;
        case 16:
            text.at(at, random.below(2) == 0 ? "failover" : "failback",
                    oneOf(random, {"here", "there"}));
            break;
        case 17:
            text.at(at, "agent", node,
                    Properties()
                        .add("text", quoted(oneOf(random, {"drain", "maint", "down", "up ready",
                                                           "50%", "weight:3 maxconn:2", "0%"})))
                        .text());
            break;
        case 18:
            text.at(at, "respond", node,
                    Properties().add("status", oneOf(random, {"200", "404", "503"})).text());
            break;
        default:
            addFault(random, text, at, node);
            break;
        }
    }
}

} // namespace

DesignText randomDesign(std::uint64_t seed)
{
    Random random(seed);
    DesignText text;
    const std::string latency = random.below(3) == 0 ? R"({"latency": 0.01})" : "{}";
    text.users(randomUsers(random))
        .balancer(randomBalancer(random), "front")
        .balancer(randomBalancer(random), "back");
    text.add("site", "here")
        .add("site", "there")
        .add("zone", "za", random.below(2) == 0 ? R"({"commonCause": 0.5})" : "{}", "here")
        .add("zone", "zb", "{}", "there")
        .add("storage", "db",
             random.below(2) == 0
                 ? R"j({"ioTime": "exponential(0.02)", "concurrency": 2})j"
                 : R"j({"replicas": 3, "failoverTime": 2, "writeShare": 0.5, "repairCrews": 1,
                                         "mtbf": 0.02, "mttr": 0.003, "concurrency": 3,
                                         "whenDegraded": "read-only"})j");
    text.add("storage", "copy")
        .connect("replication", "db", "copy",
                 random.below(2) == 0 ? R"j({"latency": 0.01})j"
                                      : R"j({"mode": "asynchronous", "interval": 7})j");
    if (random.below(2) == 0)
        text.connect("replication", "here", "there",
                     random.below(2) == 0
                         ? R"j({"promote": "automatic", "activationTime": 2, "dnsTtl": 3})j"
                         : R"j({"mode": "asynchronous", "interval": 5})j");
    text.traffic("users", "front", latency);
    if (random.below(2) == 0)
        text.traffic("front", "back");
    if (random.below(3) == 0)
        text.traffic("back", "front");
    const int nodes = 1 + static_cast<int>(random.below(6));
    for (int i = 0; i < nodes; ++i) {
        const std::string id = std::string("n").append(std::to_string(i));
        text.node(id, randomNode(random), oneOf(random, {"za", "zb", ""}));
        if (i == 0 || random.below(2) == 0)
            text.traffic("front", id, latency);
        if (random.below(2) == 0)
            text.traffic("back", id);
        if (random.below(5) == 0)
            text.traffic("users", id);
        if (random.below(3) == 0)
            text.connect("state", id, "db");
    }
    addScenario(random, text, nodes);
    return text;
}

} // namespace loadstar::tests
