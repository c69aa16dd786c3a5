#include "app/commands/analyze_command.h"

#include "app/commands/analyze_groups.h"
#include "app/commands/analyze_similarity.h"
#include "app/commands/found_runs.h"
#include "core/analysis/laziness_text.h"
#include "core/base/atomic_file.h"
#include "core/figure/figure_json.h"
#include "core/figure/laziness_figure.h"

#include <nlohmann/json.hpp>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

struct LazinessArguments {
    std::vector<std::string> paths;
    std::string figure;
    std::string commandLine;
    bool json = false;
    bool csv = false;
};

int analyzeLaziness(const LazinessArguments& arguments)
{
    const auto found = findRuns(arguments.paths);
    if (!found)
        return failBefore(found.error());
    const auto series = found.value().series();
    const auto report = lazinessReport(series);
    if (!arguments.figure.empty()) {
        ColorAssignment colors;
        LazinessFigureOptions options;
        options.command = arguments.commandLine;
        const auto text = figureJson(lazinessFigure(series, report, colors, options));
        if (const auto written = writeFileAtomically(arguments.figure, text); !written)
            return failBefore(written.error());
    }
    if (arguments.json)
        printJson(lazinessJson(report));
    else
        std::fputs((arguments.csv ? lazinessCsv(report) : lazinessTable(report)).c_str(), stdout);
    return Done;
}

} // namespace

void addAnalyzeCommand(const CommandSetup& setup)
{
    auto arguments = std::make_shared<LazinessArguments>();
    arguments->commandLine = setup.commandLine;
    auto* analyze = setup.app.add_subcommand("analyze", "The numbers behind a view");
    analyze->require_subcommand(1);
    auto* command = analyze->add_subcommand("laziness",
        "How much worse each modality does inside a method than trained alone: mean over seeds with 95 % "
        "interval");
    command->add_option("RUN_OR_WORKSPACE", arguments->paths, "folders of runs or workspaces")->required();
    command->add_option("--figure", arguments->figure, "also writes the figure, for modalscope --render");
    auto* json = command->add_flag("--json", arguments->json, "JSON on stdout");
    command->add_flag("--csv", arguments->csv, "CSV on stdout")->excludes(json);
    command->callback([arguments, &action = setup.action] {
        action = [arguments] { return analyzeLaziness(*arguments); };
    });
    addGroupAnalyses(*analyze, setup);
    addSimilarityAnalysis(*analyze, setup);
}

} // namespace modalscope
