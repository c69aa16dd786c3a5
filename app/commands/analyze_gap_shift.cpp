#include "app/commands/analyze_gap_shift.h"

#include "app/commands/console_progress.h"
#include "app/commands/found_runs.h"
#include "app/commands/guarded_read.h"
#include "app/commands/interrupt.h"
#include "app/commands/report_output.h"
#include "core/analysis/gap_shift_text.h"
#include "core/base/text.h"
#include "core/figure/figure_notes.h"
#include "core/figure/gap_shift_figure.h"

#include <nlohmann/json.hpp>

#include <cstdio>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

struct GapShiftArguments {
    std::vector<std::string> paths;
    std::vector<std::string> pair;
    std::string dataset;
    GapShiftRequest request;
    ReportOutput output;
};

Result<void> checkPair(const std::vector<std::string>& pair)
{
    if (!pair.empty() && pair.size() != 2)
        return invalidInput("--pair: name two modalities, a,b");
    return {};
}

/// The one that all runs are on.
Result<std::shared_ptr<const Dataset>> datasetOf(
    const FoundRuns& found, const std::string& named, const RunContext& context)
{
    std::vector<const StoredRun*> runs;
    for (const auto& run : found.runs) {
        if (auto has = checkHasNetwork(run.origin); !has)
            return has.error();
        runs.push_back(&run);
    }
    if (const auto one = checkOneDataset(runs); !one)
        return one.error();
    return readDatasetGuarded(named.empty() ? runs.front()->origin.datasetPath : named, context);
}

int analyzeGapShift(GapShiftArguments& arguments)
{
    const Interrupt interrupt;
    RunContext context;
    context.stop = interrupt.token();
    if (const auto good = checkPair(arguments.pair); !good)
        return failBefore(good.error());
    const auto found = findRuns(arguments.paths);
    if (!found)
        return failBefore(found.error());
    auto dataset = datasetOf(found.value(), arguments.dataset, context);
    if (!dataset)
        return failBefore(dataset.error());
    const auto door = engine();
    if (!door)
        return failBefore(door.error());
    auto& request = arguments.request;
    request.dataset = dataset.value();
    if (!arguments.pair.empty()) {
        request.x = arguments.pair[0];
        request.y = arguments.pair[1];
    }
    std::vector<const StoredRun*> runs;
    for (const auto& run : found.value().runs)
        runs.push_back(&run);
    const auto groups = runGroups(runs);
    auto report = [&] {
        ConsoleProgress progress; // takes its bar away before anything is printed
        context.report = [&](const RunEvent& event) { progress.show(event); };
        auto quiet = context;
        quiet.report = [](const RunEvent&) {};
        const auto shiftRun = [&](const StoredRun& run) {
            request.folder = run.folder;
            return door.value()->shiftGap(request, quiet);
        };
        return gapShiftReport(groups, shiftRun, context);
    }();
    if (!report)
        return failWhileRunning(report.error());
    report.value().conditions = conditionsText(groups);
    const auto& leftOut = report.value().leftOut;
    if (report.value().measured.empty())
        return failBefore(invalidInput(leftOut.empty() ? "there is no run to work on" : leftOut.front()));
    for (const auto& why : leftOut)
        std::fprintf(stderr, "note: left out: %s\n", printableText(why).c_str());
    const auto& output = arguments.output;
    const auto written = output.writeFigure([&] {
        return gapShiftFigure(report.value(), {{}, output.commandLine});
    });
    if (!written)
        return failBefore(written.error());
    output.print([&] { return gapShiftJson(report.value()); }, [&] { return gapShiftCsv(report.value()); },
        [&] { return tableText(gapShiftTable(report.value(), output.commandLine)); });
    return Done;
}

} // namespace

void addGapShiftAnalysis(CLI::App& analyze, const CommandSetup& setup)
{
    auto arguments = std::make_shared<GapShiftArguments>();
    arguments->output.commandLine = setup.commandLine;
    const auto usual = usualGapShifts();
    arguments->request.shifts.assign(usual.begin(), usual.end());
    auto* command = analyze.add_subcommand("gap-shift",
        "Moves the features of two modalities along the gap between them, each sample keeping its length, "
        "and "
        "asks the heads of the run again: accuracy and loss against the gap, by method over seeds");
    command->add_option("RUN_OR_WORKSPACE", arguments->paths, "folders of runs or workspaces")->required();
    command
        ->add_option("--pair", arguments->pair, "the two modalities, a,b; default: the first two of the run")
        ->delimiter(',');
    command
        ->add_option("--shifts", arguments->request.shifts,
            "how far: above 0 towards each other, 1 closes the gap, below 0 widens it")
        ->delimiter(',')
        ->capture_default_str();
    command->add_flag("--lengths", arguments->request.areLengths,
        "shifts are lengths on the unit sphere, the same for every run, in place of shares of its gap");
    command
        ->add_option("--split", arguments->request.split,
            "whose features are moved, by the gap of the same split: valid or test")
        ->capture_default_str();
    command->add_option("--dataset", arguments->dataset, "where the dataset is now; default: where it was");
    arguments->output.addOptions(*command);
    command->callback([arguments, &action = setup.action] {
        action = [arguments] { return analyzeGapShift(*arguments); };
    });
}

} // namespace modalscope
