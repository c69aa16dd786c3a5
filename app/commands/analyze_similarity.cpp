#include "app/commands/analyze_similarity.h"

#include "app/commands/console_progress.h"
#include "app/commands/interrupt.h"
#include "app/commands/report_output.h"
#include "app/commands/seed_check.h"
#include "app/commands/stored_run.h"
#include "core/analysis/similarity_text.h"
#include "core/base/text.h"
#include "core/figure/similarity_figure.h"
#include "core/store/adapter_folder.h"

#include <nlohmann/json.hpp>

#include <algorithm>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

struct SimilarityArguments {
    FeatureCompareRequest request;
    std::string folder;
    std::string dataset;
    std::string adapters;
    std::string option;
    std::uint64_t seed = 0;
    std::string input;
    ReportOutput output;
};

bool isSameSet(std::vector<std::string> a, std::vector<std::string> b)
{
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b;
}

/// The adapter set that option and seed name, among those of the run.
Result<std::filesystem::path> adaptersNamed(const SimilarityArguments& arguments)
{
    for (const auto& set : readAdapters(arguments.folder).sets)
        if (isSameSet(set.options.present, arguments.request.present) && set.options.seed == arguments.seed
            && toText(set.options.adapter.kind) == arguments.option)
            return set.folder;
    const auto present = joinText(arguments.request.present, ",");
    return Error{ErrorKind::NotFound,
        arguments.folder + ": has no adapters of option " + arguments.option + " and seed "
            + std::to_string(arguments.seed) + " for " + present
            + "; learn them with modalscope-cli adapt RUN --present " + present + " --option "
            + arguments.option + " --seeds " + std::to_string(arguments.seed)};
}

Result<void> completeRequest(SimilarityArguments& arguments)
{
    auto& request = arguments.request;
    request.folder = arguments.folder;
    if (request.present.empty() && arguments.adapters.empty())
        return invalidInput(
            "name the modalities that are left with --present a,b, or an adapter set with --adapters FOLDER");
    if (!arguments.input.empty())
        request.input = fromText<MissingInput>(arguments.input).value();
    request.adapters = arguments.adapters;
    if (arguments.option.empty())
        return {};
    auto named = adaptersNamed(arguments);
    if (!named)
        return named.error();
    request.adapters = std::move(named).value();
    return {};
}

int analyzeSimilarity(SimilarityArguments& arguments)
{
    const Interrupt interrupt;
    RunContext context;
    context.stop = interrupt.token();
    const auto run = openStoredRun(arguments.folder, arguments.dataset, context);
    if (!run)
        return failBefore(run.error());
    if (const auto good = completeRequest(arguments); !good)
        return failBefore(good.error());
    arguments.request.dataset = run.value().dataset;
    const auto door = engine();
    if (!door)
        return failBefore(door.error());
    auto report = [&] {
        ConsoleProgress progress; // takes its bar away before anything is printed
        context.report = [&](const RunEvent& event) { progress.show(event); };
        return door.value()->compareFeatures(arguments.request, context);
    }();
    if (!report)
        return failWhileRunning(report.error());
    const auto& output = arguments.output;
    const auto written
        = output.writeFigure([&] { return similarityFigure(report.value(), output.commandLine); });
    if (!written)
        return failBefore(written.error());
    output.print([&] { return similarityJson(report.value()); },
        [&] { return similarityCsv(report.value()); },
        [&] { return tableText(similarityTable(report.value(), output.commandLine)); });
    return Done;
}

} // namespace

void addSimilarityAnalysis(CLI::App& analyze, const CommandSetup& setup)
{
    auto arguments = std::make_shared<SimilarityArguments>();
    arguments->output.commandLine = setup.commandLine;
    auto* command = analyze.add_subcommand("similarity",
        "How alike the features of each layer are with complete and with missing inputs, before and after "
        "adaptation: cosine, cosine at each position, linear CKA, relative distance");
    command->add_option("RUN", arguments->folder, "folder of the run")->required();
    command
        ->add_option("--present", arguments->request.present,
            "modalities that are left, a,b; with --adapters default: those of the adapters")
        ->delimiter(',');
    auto* adapters
        = command->add_option("--adapters", arguments->adapters, "adapter set of the run: its folder");
    auto* option = command
                       ->add_option("--option", arguments->option,
                           "adapters of this option for --present, such as ssf")
                       ->check(CLI::IsMember(choiceTexts<AdapterKind>()))
                       ->excludes(adapters)
                       ->needs("--present");
    command->add_option("--seed", arguments->seed, "of these adapters; default: 0")
        ->check(isSeed())
        ->needs(option);
    command
        ->add_option("--input", arguments->input,
            "without adapters: what stands for missing modalities; default: as in training")
        ->check(CLI::IsMember(choiceTexts<MissingInput>()))
        ->excludes(adapters)
        ->excludes(option);
    command->add_option("--split", arguments->request.split, "split to compare on")->capture_default_str();
    command->add_option("--dataset", arguments->dataset, "where the dataset is now; default: where it was");
    arguments->output.addOptions(*command);
    command->callback([arguments, &action = setup.action] {
        action = [arguments] { return analyzeSimilarity(*arguments); };
    });
}

} // namespace modalscope
