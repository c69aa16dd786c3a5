#include "app/commands/info_command.h"

#include "app/commands/file_summary.h"
#include "app/commands/interrupt.h"

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

int printInfo(const std::vector<std::string>& paths, bool asJson)
{
    if (paths.empty())
        return failBefore(
            {ErrorKind::InvalidInput, "info: needs at least one FILE; see modalscope-cli info --help"});
    const Interrupt interrupt;
    RunContext context;
    context.stop = interrupt.token();
    auto list = nlohmann::json::array();
    std::string text;
    int code = Done;
    for (const auto& path : paths) {
        const auto summary = summarizeFile(path, context);
        if (!summary) {
            code = failBefore(summary.error());
            list.push_back({{"path", path}, {"error", summary.error().message}});
            continue;
        }
        text += (text.empty() ? "" : "\n") + path + "\n" + summary.value().text;
        list.push_back(summary.value().json);
    }
    if (asJson)
        printJson(paths.size() == 1 ? list.front() : list);
    else
        std::fputs(printableText(text, /*keepLines=*/true).c_str(), stdout);
    return code;
}

} // namespace

void addInfoCommand(const CommandSetup& setup)
{
    struct Arguments {
        std::vector<std::string> paths;
        bool json = false;
    };
    auto arguments = std::make_shared<Arguments>();
    auto* command = setup.app.add_subcommand(
        "info", "Says what a dataset, run, workspace, experiment or checkpoint is");
    command->add_option("FILE", arguments->paths, "files or folders");
    command->add_flag(
        "--json", arguments->json, "JSON on stdout: an object for one file, a list for several");
    command->callback([arguments, &action = setup.action] {
        action = [arguments] { return printInfo(arguments->paths, arguments->json); };
    });
}

} // namespace modalscope
