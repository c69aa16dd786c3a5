#include "app/commands/analyze_gap.h"

#include "app/commands/console_progress.h"
#include "app/commands/described_flags.h"
#include "app/commands/feature_input.h"
#include "app/commands/found_runs.h"
#include "app/commands/interrupt.h"
#include "app/commands/report_output.h"
#include "core/analysis/gap_text.h"
#include "core/base/text.h"
#include "core/figure/figure_notes.h"
#include "core/figure/gap_figure.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace modalscope {
namespace {

struct GapArguments {
    std::vector<std::string> paths;
    FeatureInput input;
    DescribedFlags flags;
    bool isKeptAlone = false;
    ReportOutput output;
};

int analyzeFileGap(const GapArguments& arguments, const ModalityGapOptions& options, RunContext context)
{
    auto input = arguments.input;
    input.path = arguments.paths.front();
    input.seed = options.seed;
    if (arguments.paths.size() > 1)
        return failBefore(invalidInput(input.path + ": is a file; name one file, or runs alone"));
    if (!arguments.output.figure.empty())
        return failBefore(invalidInput("--figure: a figure needs runs; " + input.path + " is a file"));
    const auto set = readFeatures(input, context);
    if (!set)
        return failBefore(set.error());
    const auto pairs = [&] {
        ConsoleProgress progress; // takes its bar away before anything is printed
        context.report = [&](const RunEvent& event) { progress.show(event); };
        return gapsOfPairs(set.value(), options, context);
    }();
    if (!pairs)
        return failWhileRunning(pairs.error());
    arguments.output.print([&] { return gapJson(set.value(), pairs.value()); },
        [&] { return gapCsv(set.value(), pairs.value()); },
        [&] { return tableText(gapTable(set.value(), pairs.value(), arguments.output.commandLine)); });
    return Done;
}

/// The runs in groups, when all are on one dataset. Error: InvalidInput.
Result<std::vector<ComparedGroup>> gapGroups(const FoundRuns& found)
{
    std::vector<const StoredRun*> runs;
    for (const auto& run : found.runs)
        runs.push_back(&run);
    if (const auto one = checkOneDataset(runs); !one)
        return one.error();
    return runGroups(runs);
}

int analyzeRunGaps(const GapArguments& arguments, const ModalityGapOptions& options, RunContext context)
{
    const auto found = findRuns(arguments.paths);
    if (!found)
        return failBefore(found.error());
    if (!arguments.input.labels.empty())
        return failBefore(invalidInput("--labels: runs have labels of their own"));
    const auto groups = gapGroups(found.value());
    if (!groups)
        return failBefore(groups.error());
    GapRequest request;
    request.split = arguments.input.split;
    request.modalities = arguments.input.modalities;
    request.epoch = arguments.input.epoch;
    request.overEpochs = request.epoch == 0 && !arguments.isKeptAlone;
    request.mostRows = arguments.input.rows;
    request.options = options;
    auto report = [&] {
        ConsoleProgress progress; // takes its bar away before anything is printed
        context.report = [&](const RunEvent& event) { progress.show(event); };
        return measureGaps(groups.value(), request, context);
    }();
    if (!report)
        return failWhileRunning(report.error());
    report.value().conditions = conditionsText(groups.value());
    const auto& leftOut = report.value().leftOut;
    if (report.value().measured.empty())
        return failBefore(invalidInput(leftOut.empty() ? "no run has a gap" : leftOut.front()));
    for (const auto& why : leftOut)
        std::fprintf(stderr, "note: left out: %s\n", printableText(why).c_str());
    const auto& output = arguments.output;
    const auto written = output.writeFigure([&] {
        return gapFigure(report.value(), {{}, output.commandLine});
    });
    if (!written)
        return failBefore(written.error());
    output.print([&] { return gapJson(report.value()); }, [&] { return gapCsv(report.value()); },
        [&] { return tableText(gapTable(report.value(), output.commandLine)); });
    return Done;
}

int analyzeGap(const GapArguments& arguments)
{
    const Interrupt interrupt;
    RunContext context;
    context.stop = interrupt.token();
    const auto options = arguments.flags.options(ModalityGapOptions());
    if (!options)
        return failBefore(options.error());
    std::error_code code;
    for (const auto& path : arguments.paths)
        if (std::filesystem::is_regular_file(path, code))
            return analyzeFileGap(arguments, options.value(), context);
        else if (!std::filesystem::exists(path, code))
            return failBefore(Error{ErrorKind::NotFound, path + ": there is no such file or folder"});
    return analyzeRunGaps(arguments, options.value(), context);
}

} // namespace

void addGapAnalysis(CLI::App& analyze, const CommandSetup& setup)
{
    auto arguments = std::make_shared<GapArguments>();
    arguments->output.commandLine = setup.commandLine;
    auto* command = analyze.add_subcommand("gap",
        "How far apart the features of modalities lie: distance of their means on the sphere, separability, "
        "alignment, uniformity; by method over seeds, and over epochs where train.feature_epochs kept them");
    command
        ->add_option("RUN_OR_WORKSPACE_OR_FILE", arguments->paths,
            "folders of runs or workspaces; or one dataset, NPZ, HDF5 or safetensors file")
        ->required();
    arguments->input.addOptions(*command);
    arguments->flags.add(*command, ModalityGapOptions());
    command->add_flag("--kept-alone", arguments->isKeptAlone, "of runs: the kept epoch and no others");
    arguments->output.addOptions(*command);
    command->callback(
        [arguments, &action = setup.action] { action = [arguments] { return analyzeGap(*arguments); }; });
}

} // namespace modalscope
