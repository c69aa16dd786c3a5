#include "app/commands/analyze_command.h"

#include "app/commands/analyze_adapters.h"
#include "app/commands/analyze_gap.h"
#include "app/commands/analyze_gap_shift.h"
#include "app/commands/analyze_groups.h"
#include "app/commands/analyze_pca.h"
#include "app/commands/analyze_similarity.h"
#include "app/commands/analyze_umap.h"
#include "app/commands/found_runs.h"
#include "app/commands/report_output.h"
#include "core/analysis/laziness_text.h"
#include "core/figure/laziness_figure.h"

#include <nlohmann/json.hpp>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

struct LazinessArguments {
    std::vector<std::string> paths;
    ReportOutput output;
};

int analyzeLaziness(const LazinessArguments& arguments)
{
    const auto found = findRuns(arguments.paths);
    if (!found)
        return failBefore(found.error());
    const auto series = found.value().series();
    const auto report = lazinessReport(series);
    const auto& output = arguments.output;
    const auto written = output.writeFigure([&] {
        ColorAssignment colors;
        LazinessFigureOptions options;
        options.command = output.commandLine;
        return lazinessFigure(series, report, colors, options);
    });
    if (!written)
        return failBefore(written.error());
    output.print([&] { return lazinessJson(report); }, [&] { return lazinessCsv(report); },
        [&] { return lazinessTable(report); });
    return Done;
}

} // namespace

void addAnalyzeCommand(const CommandSetup& setup)
{
    auto arguments = std::make_shared<LazinessArguments>();
    arguments->output.commandLine = setup.commandLine;
    auto* analyze = setup.app.add_subcommand("analyze", "The numbers behind a view");
    analyze->require_subcommand(1);
    auto* command = analyze->add_subcommand("laziness",
        "How much worse each modality does inside a method than trained alone: mean over seeds with 95 % "
        "interval");
    command->add_option("RUN_OR_WORKSPACE", arguments->paths, "folders of runs or workspaces")->required();
    arguments->output.addOptions(*command);
    command->callback([arguments, &action = setup.action] {
        action = [arguments] { return analyzeLaziness(*arguments); };
    });
    addGroupAnalyses(*analyze, setup);
    addSimilarityAnalysis(*analyze, setup);
    addAdapterAnalysis(*analyze, setup);
    addGapAnalysis(*analyze, setup);
    addGapShiftAnalysis(*analyze, setup);
    addPcaAnalysis(*analyze, setup);
    addUmapAnalysis(*analyze, setup);
}

} // namespace modalscope
