// SPDX-FileCopyrightText: Loadstar contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "cli/command_output.h"
#include "cli/interrupt.h"
#include "probe/stub_node.h"

#include <QCoreApplication>

#include <memory>

namespace loadstar::cli {

namespace {

struct StubSettings
{
    probe::StubOptions stub;
    std::optional<std::string> agentText;
};

int serve(const StubSettings &options)
{
    // Before the URL is told, since whoever reads it may end the stub at once.
    Interrupt interrupt;
    probe::StubOptions stubOptions = options.stub;
    if (options.agentText)
        stubOptions.agentText = QString::fromStdString(*options.agentText);
    probe::StubNode stub(stubOptions);
    if (const auto listening = stub.listen(); !listening) {
        printError(listening.error());
        return kEnvironment;
    }
    print(stub.url().toString() + u'\n');
    if (!stub.agentUrl().isEmpty())
        print(stub.agentUrl().toString() + u'\n');
    QObject::connect(&interrupt, &Interrupt::requested, qApp, &QCoreApplication::quit);
    QCoreApplication::exec();
    return kDone;
}

} // namespace

CommandBody stubCommand(CLI::App &command)
{
    auto options = std::make_shared<StubSettings>();
    probe::StubOptions &stub = options->stub;
    command.add_option("--port", stub.port, "Port on 127.0.0.1; 0 = any free one")
        ->capture_default_str();
    command
        .add_option("--flap", stub.flapSeconds,
                    "Alternate between working and 503, this many seconds each")
        ->check(finiteRange(0.001, 1e6));
    command.add_option("--slow", stub.slowSeconds, "Wait this many seconds before every answer")
        ->check(finiteRange(0.0, 1e6));
    command.add_flag("--hang", stub.isHanging, "Accept connections and never answer");
    command.add_option("--status", stub.status, "Answer everything with this status")
        ->check(CLI::Range(200, 599));
    command
        .add_option("--load", stub.load,
                    "Tell this load in the heartbeat, as Posit's health check does")
        ->check(finiteRange(0.0, 1e6));
    command.add_option("--agent", options->agentText,
                       "Answer this text on a second port, as HAProxy's agent-check reads it");
    command.add_flag("--shallow", stub.isShallow,
                     "Keep the heartbeat at 200 whatever the other options do to other answers");
    command.add_flag("--tls", stub.isTls,
                     "Speak TLS with a certificate that the stub signs itself");
    command.add_option("--cores", stub.cores, "Requests to /work that are worked on at once")
        ->check(CLI::Range(1, 1024))
        ->capture_default_str();
    command.footer("The first line of output is the URL, the second that of --agent. /health-check "
                   "is the heartbeat;\n"
                   "/work?core-seconds=S keeps one core for S seconds. SIGINT or SIGTERM ends it.");
    return [options] { return serve(*options); };
}

} // namespace loadstar::cli
