#include "app/commands/selfcheck_command.h"

#include "app/commands/interrupt.h"

#include <nlohmann/json.hpp>

#include <algorithm>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

int printCheck(const SelfCheck& check, bool hasCuda, bool json)
{
    const auto passed
        = std::count_if(check.lines.begin(), check.lines.end(), [](const auto& line) { return line.passed; });
    const auto failed = std::ptrdiff_t(check.lines.size()) - passed;
    if (json) {
        auto lines = nlohmann::json::array();
        for (const auto& line : check.lines)
            lines.push_back({{"name", line.name}, {"passed", line.passed}, {"detail", line.detail}});
        printJson(
            {{"format", 1}, {"cuda", hasCuda}, {"passed", passed}, {"failed", failed}, {"checks", lines}});
    } else {
        if (!hasCuda)
            std::printf("CUDA was not there: float32 is compared with float64, both on the CPU\n");
        for (const auto& line : check.lines)
            std::printf(
                "%s  %s: %s\n", line.passed ? "passed" : "FAILED", line.name.c_str(), line.detail.c_str());
        std::printf("%td passed, %td failed\n", passed, failed);
    }
    return failed == 0 ? Done : FailedWhileRunning;
}

} // namespace

void addSelfcheckCommand(const CommandSetup& setup)
{
    auto json = std::make_shared<bool>(false);
    auto* command = setup.app.add_subcommand("selfcheck",
        "Trains every model for a few steps on the CPU and on CUDA and compares; prints 'N passed, N "
        "failed'");
    command->add_flag("--json", *json, "JSON on stdout");
    command->callback([json, &action = setup.action] {
        action = [json] {
            const Interrupt interrupt;
            const auto door = engine();
            if (!door)
                return failBefore(door.error());
            RunContext context;
            context.stop = interrupt.token();
            const auto check = door.value()->selfcheck(context);
            return check ? printCheck(check.value(), door.value()->hasCuda(), *json)
                         : failWhileRunning(check.error());
        };
    });
}

} // namespace modalscope
