#include "app/commands/evaluate_command.h"

#include "app/commands/console_progress.h"
#include "app/commands/interrupt.h"
#include "app/commands/seed_check.h"
#include "app/commands/stored_run.h"
#include "core/base/text.h"
#include "core/store/run_folder.h"

#include <nlohmann/json.hpp>

#include <algorithm>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

struct EvaluateArguments {
    EvaluateRequest request;
    std::string folder;
    std::string dataset;
    std::string protocol;
    bool json = false;
};

/// What the dataset cannot say of this split: modalities of the run that none of its samples has.
void noteAbsentModalities(
    const Experiment& experiment, const Dataset& dataset, const std::string& name, ConsoleProgress& progress)
{
    const auto* split = dataset.split(name);
    const auto indices = modalityIndices(experiment, dataset);
    if (split == nullptr || !indices)
        return;
    for (const int index : indices.value()) {
        const auto& present = split->presence[std::size_t(index)];
        const auto& modality = dataset.modalities[std::size_t(index)].name;
        if (!present.empty() && std::find(present.begin(), present.end(), 1) == present.end())
            progress.show(LogLine{"note: no sample of " + name + " has " + modality + " (present_" + modality
                + " is 0 everywhere): there are no numbers of it"});
    }
}

void printSplit(const std::string& name, const nlohmann::json& split, const std::vector<std::string>& present)
{
    std::printf("%s, n = %s, %s [95 %% interval]\n%s", name.c_str(), split.at("n").dump().c_str(),
        mainMetricLabel(split).c_str(), accuracyLines(split).c_str());
    if (const auto without = split.find("without"); without != split.end())
        std::printf("left out: %s samples that have no %s\n", without->dump().c_str(),
            joinText(present, " and no ").c_str());
}

int evaluate(EvaluateArguments& arguments)
{
    const Interrupt interrupt;
    arguments.request.folder = arguments.folder;
    if (!arguments.protocol.empty())
        arguments.request.protocol = fromText<MissingProtocol>(arguments.protocol);
    RunContext context;
    context.stop = interrupt.token();
    const auto run = openStoredRun(arguments.folder, arguments.dataset, context);
    if (!run)
        return failBefore(run.error());
    arguments.request.dataset = run.value().dataset;
    const auto door = engine();
    if (!door)
        return failBefore(door.error());
    ConsoleProgress progress;
    context.report = [&](const RunEvent& event) { progress.show(event); };
    const auto splits = door.value()->evaluate(arguments.request, context);
    if (!splits)
        return failWhileRunning(splits.error());
    if (const auto experiment = RunFolder(arguments.folder).experiment())
        noteAbsentModalities(experiment.value(), *run.value().dataset, arguments.request.split, progress);
    if (arguments.json) {
        printJson({{"format", 1}, {"run", run.value().origin.id}, {"present", arguments.request.present},
            {"missing_rate", arguments.request.missingRate}, {"mask_seed", arguments.request.maskSeed},
            {"splits", splits.value()}});
    } else {
        for (const auto& [name, split] : splits.value().items())
            printSplit(name, split, arguments.request.present);
    }
    return Done;
}

} // namespace

void addEvaluateCommand(const CommandSetup& setup)
{
    auto arguments = std::make_shared<EvaluateArguments>();
    auto* command = setup.app.add_subcommand("evaluate", "Metrics of a finished run under other conditions");
    command->add_option("RUN", arguments->folder, "folder of the run")->required();
    command->add_option("--split", arguments->request.split, "split to evaluate")->capture_default_str();
    command
        ->add_option("--present", arguments->request.present, "modalities that are there, a,b; default: all")
        ->delimiter(',');
    auto* rate = command->add_option(
        "--missing-rate", arguments->request.missingRate, "share of modality cells to hide, 0 to 0.9");
    command->add_option("--mask-seed", arguments->request.maskSeed, "seed of the hidden cells")
        ->check(isSeed())
        ->needs(rate)
        ->capture_default_str();
    command
        ->add_option("--protocol", arguments->protocol, "how cells are hidden; default: as the run's masks")
        ->check(CLI::IsMember({"gcnet", "bernoulli", "one-modality"}))
        ->needs(rate);
    command->add_option("--hidden-modality", arguments->request.hiddenModality, "of protocol one-modality")
        ->needs(rate);
    command->add_flag("--subsets", arguments->request.subsets, "also every set of available modalities");
    command
        ->add_option("--missing-rates", arguments->request.missingRates,
            "also these rates, 0,0.2,0.4, with the masks of the run's seed")
        ->delimiter(',');
    command
        ->add_option("--permutations", arguments->request.permutations,
            "also each modality permuted across samples, so many times")
        ->check(CLI::Range(0, 100));
    command
        ->add_option_function<std::string>(
            "--adapters", [arguments](const std::string& path) { arguments->request.adapters = path; },
            "adapter set of the run: its folder; only its modalities are there then")
        ->check([](const std::string& path) { return std::string(path.empty() ? "names no folder" : ""); });
    command->add_option("--dataset", arguments->dataset, "where the dataset is now; default: where it was");
    command->add_flag("--json", arguments->json, "JSON on stdout");
    command->callback(
        [arguments, &action = setup.action] { action = [arguments] { return evaluate(*arguments); }; });
}

} // namespace modalscope
