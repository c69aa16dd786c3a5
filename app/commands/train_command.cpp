#include "app/commands/train_command.h"

#include "app/commands/console_progress.h"
#include "app/commands/guarded_read.h"
#include "app/commands/interrupt.h"
#include "core/base/text.h"
#include "core/config/option_help.h"
#include "core/engine/run_pool.h"
#include "core/experiment/check_experiment.h"
#include "core/store/workspace.h"

#include <nlohmann/json.hpp>

#include <set>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

struct TrainArguments {
    std::string experiment;
    std::string workspace;
    std::vector<std::string> settings;
    bool resume = false;
    bool json = false;
    bool helpOptions = false;
    std::string commandLine;
};

/// Options of every kind, although only those of the chosen kind exist in a file.
std::vector<OptionHelp> allOptions()
{
    std::vector<OptionHelp> all;
    std::set<std::string> seen;
    const auto add = [&](const Experiment& experiment) {
        for (auto& option : optionHelp(experiment))
            if (seen.insert(option.path).second)
                all.push_back(std::move(option));
    };
    Experiment experiment;
    for (const auto& method : trainedMethods()) {
        experiment.method.kind = method.value;
        add(experiment);
    }
    experiment.method.kind = MethodKind::Mla;
    experiment.method.mla.alphaKind = HgmAlpha::Constant;
    experiment.method.mla.fusion = MlaFusion::Fixed;
    for (const auto hgm : {Hgm::SlowHead, Hgm::FrozenHead}) {
        experiment.method.mla.hgm = hgm;
        add(experiment);
    }
    experiment.train.optimizer = OptimizerKind::Adam;
    experiment.train.schedule.kind = ScheduleKind::Polynomial;
    experiment.train.schedule.warmupEpochs = 1;
    experiment.train.augment = true;
    add(experiment);
    experiment.method.kind = MethodKind::Network;
    experiment.method.loss = TaskLoss::Ohem;
    for (const auto& network : choices(NetworkKind{})) {
        experiment.method.network.kind = network.value;
        add(experiment);
    }
    experiment.method.network.kind = NetworkKind::Cmnext;
    experiment.method.network.weights = "FILE";
    add(experiment);
    EncoderOptions encoder;
    for (const char* weights : {"", "FILE"}) {
        encoder.weights = weights;
        for (auto& option : optionHelp(encoder, "encoders.<modality or *>"))
            if (seen.insert(option.path).second)
                all.push_back(std::move(option));
    }
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
        return a.path.substr(0, a.path.find('.')) < b.path.substr(0, b.path.find('.'));
    });
    return all;
}

int printOptions(bool json)
{
    auto list = nlohmann::json::array();
    for (const auto& option : allOptions()) {
        if (json)
            list.push_back({{"path", option.path}, {"help", option.help}, {"range", option.range},
                {"default", nlohmann::json::parse(option.defaultValue)}});
        else
            std::printf("%s\n    %s%s; default %s\n", option.path.c_str(), option.help.c_str(),
                option.range.empty() ? "" : (", " + option.range).c_str(), option.defaultValue.c_str());
    }
    if (json)
        printJson(list);
    return Done;
}

Result<Experiment> experimentOf(const TrainArguments& arguments)
{
    auto experiment = readExperiment(arguments.experiment);
    for (const auto& setting : arguments.settings)
        if (experiment)
            experiment = withSetting(experiment.value(), setting);
    if (experiment && experiment.value().dataset.empty())
        return Error{
            ErrorKind::InvalidInput, arguments.experiment + ": dataset is empty; name an HDF5 file there"};
    return experiment;
}

/// Whether a run that is there may go on now.
Result<void> checkExisting(const StoredRun& run, bool resume)
{
    const auto folder = run.folder.string();
    if (const auto other = workedOnElsewhere(run.folder))
        return Error{ErrorKind::InvalidInput,
            folder + ": is being trained by process " + std::to_string(other->pid) + " on " + other->host
                + "; wait for it or stop it first"};
    const auto ended = run.condition == RunCondition::Running ? "interrupted" : toText(run.condition);
    const bool hasStarted = run.condition != RunCondition::Queued;
    if (hasStarted && run.condition != RunCondition::Finished && !resume)
        return Error{ErrorKind::InvalidInput,
            folder + ": was " + ended + " after epoch " + std::to_string(run.status.epoch) + " of "
                + std::to_string(run.status.epochs) + "; add --resume to go on from there"};
    return {};
}

/// Starting anew is what a script that always says --resume wants, but somebody else should know.
void warnOfNothingToResume(const Workspace& workspace, const Experiment& experiment, const Dataset& dataset)
{
    std::string why = "warning: there is no run of this experiment to resume in " + workspace.root().string();
    if (const auto all = workspace.readRuns())
        for (const auto& run : all.value().runs) {
            auto sameContents = dataset;
            sameContents.fingerprint = run.origin.datasetFingerprint;
            if (run.id() == runId(experiment, sameContents))
                why += "; run " + run.id() + " used this dataset before its contents changed (now "
                    + dataset.fingerprint.substr(0, 12) + ", then "
                    + run.origin.datasetFingerprint.substr(0, 12) + ")";
        }
    std::fprintf(stderr, "%s; starting with the first epoch\n", why.c_str());
}

int report(const TrainArguments& arguments, const std::filesystem::path& folder, bool wasFinished)
{
    const auto metrics = RunFolder(folder).metrics();
    if (!metrics)
        return failWhileRunning(metrics.error());
    if (arguments.json) {
        printJson({{"format", 1}, {"id", folder.filename().string()}, {"folder", folder.string()},
            {"already_finished", wasFinished}, {"metrics", metrics.value()}});
        return Done;
    }
    if (wasFinished)
        std::fprintf(stderr, "this experiment has been run before; its results are kept\n");
    const auto& test = metrics.value().at("splits").at("test");
    std::fprintf(stderr, "test, epoch %s (%s), %s [95 %% interval]\n%s",
        metrics.value().at("epoch").dump().c_str(),
        metrics.value().at("selected_on").get<std::string>().c_str(), mainMetricLabel(test).c_str(),
        accuracyLines(test).c_str());
    std::printf("%s\n", folder.c_str());
    return Done;
}

int train(const TrainArguments& arguments)
{
    if (arguments.helpOptions)
        return printOptions(arguments.json);
    if (arguments.experiment.empty() || arguments.workspace.empty())
        return failBefore({ErrorKind::InvalidInput,
            "train: needs EXPERIMENT.json and --workspace DIR; see modalscope-cli train --help"});
    const Interrupt interrupt;
    RunContext context;
    context.stop = interrupt.token();
    const auto experiment = experimentOf(arguments);
    if (!experiment)
        return failBefore(experiment.error());
    for (const auto& text : {arguments.commandLine, experiment.value().dataset})
        if (!isUtf8(text))
            return failBefore(
                invalidInput(text + ": is not UTF-8 text; rename the file or folder, or move it"));
    const auto dataset = readDatasetGuarded(experiment.value().dataset, context);
    if (!dataset)
        return failBefore(dataset.error());
    for (const auto& warning : dataset.value()->warnings)
        std::fprintf(stderr, "warning: %s\n", warning.c_str());
    if (const auto checked = checkExperiment(experiment.value(), *dataset.value()); !checked)
        return failBefore({checked.error().kind, arguments.experiment + ": " + checked.error().message});
    const Workspace workspace(std::filesystem::absolute(arguments.workspace).lexically_normal());
    const auto folder = workspace.runFolder(runId(experiment.value(), *dataset.value()));
    std::error_code code;
    if (std::filesystem::exists(folder / "status.json", code)) {
        const auto existing = workspace.readRun(folder);
        if (!existing)
            return failBefore(existing.error());
        if (const auto checked = checkExisting(existing.value(), arguments.resume); !checked)
            return failBefore(checked.error());
        if (existing.value().condition == RunCondition::Finished && !existing.value().metrics.isNull())
            return report(arguments, folder, true);
    } else if (arguments.resume) {
        warnOfNothingToResume(workspace, experiment.value(), *dataset.value());
    }
    if (const auto made = workspace.create(); !made)
        return failBefore(made.error());
    const auto door = engine();
    if (!door)
        return failBefore(door.error());
    {
        ConsoleProgress progress;
        context.report = [&](const RunEvent& event) { progress.show(event); };
        const auto done = door.value()->run(
            {experiment.value(), dataset.value(), folder, arguments.commandLine}, context);
        if (!done && done.error().kind == ErrorKind::Cancelled)
            std::fprintf(stderr, "stopped; add --resume to go on\n");
        if (!done)
            return failWhileRunning(done.error());
    }
    return report(arguments, folder, false);
}

} // namespace

void addTrainCommand(const CommandSetup& setup)
{
    auto arguments = std::make_shared<TrainArguments>();
    arguments->commandLine = setup.commandLine;
    auto* command = setup.app.add_subcommand("train",
        "Trains one experiment and evaluates it. The run's folder is the last line on stdout. An experiment "
        "that has "
        "finished is not run again; Ctrl+C stops and loses at most the current epoch.");
    command->add_option("EXPERIMENT", arguments->experiment, "experiment file (JSON)");
    command->add_option("--workspace", arguments->workspace, "folder that keeps the runs");
    command
        ->add_option(
            "--set", arguments->settings, "changes one option: path=value, train.epochs=3; may be repeated")
        ->take_all()
        ->allow_extra_args(false);
    command->add_flag(
        "--resume", arguments->resume, "goes on with a run that was interrupted, cancelled or failed");
    command->add_flag("--json", arguments->json, "JSON on stdout instead of the folder");
    command->add_flag("--help-options", arguments->helpOptions, "lists every option of an experiment");
    command->callback(
        [arguments, &action = setup.action] { action = [arguments] { return train(*arguments); }; });
}

} // namespace modalscope
