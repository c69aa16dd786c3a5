#include "app/commands/adopt_command.h"

#include "app/commands/console_progress.h"
#include "app/commands/guarded_read.h"
#include "app/commands/interrupt.h"
#include "core/base/text.h"
#include "core/store/adoptable_checkpoint.h"
#include "core/store/workspace.h"

#include <nlohmann/json.hpp>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

struct AdoptArguments {
    std::string file, dataset, workspace;
    std::string commandLine;
    bool json = false;
};

/// Where a run of the workspace has found the dataset. Error: NotFound, what to do.
Result<std::string> knownDataset(const AdoptableCheckpoint& checkpoint, const std::string& workspace)
{
    const auto runs = Workspace(workspace).readRuns();
    std::error_code code;
    if (runs)
        for (const auto& run : runs.value().runs)
            if (run.origin.datasetFingerprint == checkpoint.fingerprint()
                && std::filesystem::exists(run.origin.datasetPath, code))
                return run.origin.datasetPath;
    return Error{ErrorKind::NotFound,
        "dataset: no run of the workspace is on the data of " + checkpoint.file + " (fingerprint "
            + checkpoint.fingerprint().substr(0, 12) + "); name the file with --dataset"};
}

int reportAdopted(const AdoptArguments& arguments, const std::filesystem::path& folder)
{
    const RunFolder run(folder);
    const auto metrics = run.metrics();
    const auto status = run.status();
    if (!metrics)
        return failWhileRunning(metrics.error());
    if (!status)
        return failWhileRunning(status.error());
    if (arguments.json) {
        printJson({{"format", 1}, {"run", folder.filename().string()}, {"folder", folder.string()},
            {"warnings", status.value().warnings}, {"metrics", metrics.value()}});
        return Done;
    }
    for (const auto& [name, split] : metrics.value().at("splits").items())
        std::printf("%s, n = %s, %s [95 %% interval]\n%s", name.c_str(), split.at("n").dump().c_str(),
            mainMetricLabel(split).c_str(), accuracyLines(split).c_str());
    std::printf("%s\n", folder.c_str());
    return Done;
}

int adoptFile(const AdoptArguments& arguments)
{
    const Interrupt interrupt;
    RunContext context;
    context.stop = interrupt.token();
    if (!isUtf8(arguments.commandLine))
        return failBefore(
            invalidInput(arguments.commandLine + ": is not UTF-8 text; rename the file or folder"));
    const auto checkpoint = readAdoptable(arguments.file);
    if (!checkpoint)
        return failBefore(checkpoint.error());
    const auto workspace = std::filesystem::absolute(arguments.workspace).lexically_normal();
    const auto path = arguments.dataset.empty() ? knownDataset(checkpoint.value(), arguments.workspace)
                                                : Result<std::string>(arguments.dataset);
    if (!path)
        return failBefore(path.error());
    const auto dataset = readDatasetGuarded(path.value(), context);
    if (!dataset)
        return failBefore(dataset.error());
    const auto door = engine();
    if (!door)
        return failBefore(door.error());
    const auto folder = [&] {
        ConsoleProgress progress; // takes its bar away before anything is printed
        context.report = [&](const RunEvent& event) { progress.show(event); };
        return door.value()->adopt(
            {arguments.file, dataset.value(), workspace, arguments.commandLine}, context);
    }();
    return folder ? reportAdopted(arguments, folder.value()) : failWhileRunning(folder.error());
}

} // namespace

void addAdoptCommand(const CommandSetup& setup)
{
    auto arguments = std::make_shared<AdoptArguments>();
    arguments->commandLine = setup.commandLine;
    auto* command = setup.app.add_subcommand(
        "adopt", "Makes a run of a checkpoint.safetensors of ModalScope that came without its folder");
    command->add_option("CHECKPOINT", arguments->file, "checkpoint.safetensors of a run")->required();
    command->add_option("--workspace", arguments->workspace, "folder that gets the run")->required();
    command->add_option("--dataset", arguments->dataset,
        "data to evaluate on; default: where a run of the workspace found those that the file names");
    command->add_flag("--json", arguments->json, "JSON on stdout");
    command->callback(
        [arguments, &action = setup.action] { action = [arguments] { return adoptFile(*arguments); }; });
}

} // namespace modalscope
