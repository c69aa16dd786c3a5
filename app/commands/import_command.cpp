#include "app/commands/import_command.h"

#include "app/commands/console_progress.h"
#include "app/commands/guarded_read.h"
#include "app/commands/interrupt.h"
#include "app/commands/seed_check.h"
#include "core/base/text.h"
#include "core/imported/import_run.h"

#include <nlohmann/json.hpp>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

struct ImportArguments {
    ImportRequest request;
    std::string file, workspace;
    std::string fusion = "file";
    std::string protocol = "gcnet";
    std::string dataset;
    std::string testSplit;
    std::vector<std::string> classNames;
    bool json = false;
};

int reportImport(const ImportArguments& arguments, const ImportedRun& run)
{
    const auto metrics = RunFolder(run.folder).metrics();
    if (!metrics)
        return failWhileRunning(metrics.error());
    if (arguments.json) {
        printJson({{"format", 1}, {"id", run.id}, {"folder", run.folder.string()},
            {"already_there", run.wasThere}, {"notes", run.notes}, {"metrics", metrics.value()}});
        return Done;
    }
    std::printf("%s\n", run.folder.c_str());
    for (const auto& note : run.notes)
        std::fprintf(stderr, "note: %s\n", printableText(note).c_str());
    if (run.wasThere)
        std::fprintf(stderr, "note: this file was imported with these settings before\n");
    const auto& splits = metrics.value().at("splits");
    for (const char* split : {"valid", "test"})
        if (splits.contains(split) && splits.at(split).contains("fused"))
            std::printf("%s, n = %s, %s [95 %% interval]\n%s", split, splits.at(split).at("n").dump().c_str(),
                mainMetricLabel(splits.at(split)).c_str(), accuracyLines(splits.at(split)).c_str());
    return Done;
}

int importFile(ImportArguments& arguments)
{
    const Interrupt interrupt;
    RunContext context;
    context.stop = interrupt.token();
    auto& request = arguments.request;
    request.workspace = arguments.workspace;
    request.fusion = fromText<ImportedFusion>(arguments.fusion);
    request.protocol = fromText<MissingProtocol>(arguments.protocol).value_or(MissingProtocol::Gcnet);
    if (!arguments.dataset.empty()) {
        auto dataset = readDatasetGuarded(arguments.dataset, context);
        if (!dataset)
            return failBefore(dataset.error());
        request.dataset = std::move(dataset).value();
    }
    ConsoleProgress progress;
    context.report = [&](const RunEvent& event) { progress.show(event); };
    auto file = Result<ResultsFile>(Error{});
    readGuarded(arguments.file, context, [&](const RunContext& watched) {
        file = readResultsFile(arguments.file, {arguments.testSplit, arguments.classNames}, watched);
    });
    const auto run
        = file ? importRun(request, std::move(file).value(), context) : Result<ImportedRun>(file.error());
    if (!run)
        return run.error().kind == ErrorKind::Cancelled ? failWhileRunning(run.error())
                                                        : failBefore(run.error());
    return reportImport(arguments, run.value());
}

} // namespace

void addImportCommand(const CommandSetup& setup)
{
    auto arguments = std::make_shared<ImportArguments>();
    auto& request = arguments->request;
    request.command = setup.commandLine;
    auto* command = setup.app.add_subcommand("import",
        "Makes a run of what a network that was trained elsewhere said: an HDF5 or NPZ file with labels, and "
        "features or logits of each modality (test/labels, test/features/audio, test/logits/audio)");
    command->add_option("FILE", arguments->file, "HDF5 file, or .npz file of numpy.savez")->required();
    command->add_option("--workspace", arguments->workspace, "folder that gets the run")->required();
    command->add_option("--name", request.name, "of the run, and of its method; default: that of the file");
    command->add_option("--method", request.method, "what figures call the method; default: the name");
    command->add_option("--seed", request.seed, "of the training; runs that differ in it alone are one group")
        ->check(isSeed())
        ->capture_default_str();
    command->add_option("--test-split", arguments->testSplit, "split to test on; default: test");
    command
        ->add_option("--fusion", arguments->fusion,
            "how logits are fused: file (as the file has them, else the mean), mean, sum, entropy, "
            "entropy-probabilities")
        ->check(CLI::IsMember(choiceTexts<ImportedFusion>()))
        ->capture_default_str();
    command->add_option("--class-names", arguments->classNames, "a,b; default: those of the file")
        ->delimiter(',');
    command
        ->add_option("--missing-rates", request.missingRates,
            "rates of hidden cells that are computed from the logits as well; default: 0,0.2,0.4,0.6")
        ->delimiter(',');
    command->add_option("--protocol", arguments->protocol, "how cells are hidden")
        ->check(CLI::IsMember({"gcnet", "bernoulli", "one-modality"}))
        ->capture_default_str();
    command->add_option("--hidden-modality", request.hiddenModality, "of protocol one-modality");
    command->add_option(
        "--dataset", arguments->dataset, "dataset that the samples are of, in the same order: shows them");
    command->add_flag("--json", arguments->json, "JSON on stdout");
    command->callback(
        [arguments, &action = setup.action] { action = [arguments] { return importFile(*arguments); }; });
}

} // namespace modalscope
