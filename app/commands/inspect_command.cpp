#include "app/commands/inspect_command.h"

#include "app/commands/checkpoint_text.h"
#include "app/commands/console_progress.h"
#include "app/commands/guarded_read.h"
#include "app/commands/interrupt.h"
#include "core/base/text.h"

#include <algorithm>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

constexpr int kBins = 16;
constexpr std::int64_t kQuickSpectrum = 1024; // larger ones take more than a second or two

struct InspectArguments {
    std::string file;
    std::vector<std::string> others;
    std::string values;
    bool tensors = false, norms = false, json = false;
};

/// What is said in the end: lines or one JSON document.
struct InspectOutput {
    std::string text;
    nlohmann::json json;
};

Result<void> addNorms(CheckpointReport& report, const RunContext& context)
{
    for (const auto& branch : report.branches) {
        const auto size = sizeOf(*report.checkpoint, branch, context);
        if (!size)
            return size.error();
        report.sizes.push_back(size.value());
    }
    return {};
}

/// By the name in the file or the layer's. Error: NotFound; as lookAt, naming the tensor.
Result<TensorReport> lookAtNamed(
    const Checkpoint& checkpoint, const std::string& name, const RunContext& context)
{
    auto found = std::ranges::find(checkpoint.tensors, name, &CheckpointTensor::name);
    if (found == checkpoint.tensors.end())
        found = std::ranges::find(checkpoint.tensors, name, &CheckpointTensor::layer);
    if (found == checkpoint.tensors.end())
        return Error{ErrorKind::NotFound,
            checkpoint.path.string() + ": has no tensor " + name
                + "; see modalscope-cli inspect FILE --tensors for their names"};
    const auto place = placeOf(checkpoint);
    const auto& entry = entryOf(checkpoint, *found);
    auto look = lookAt(place, entry, kBins, context);
    if (!look)
        return errorOf(checkpoint, *found, look.error());
    TensorReport report{found->name, std::move(look).value(), {}};
    const auto count = elementCountOf(entry);
    const bool isMatrix = entry.shape.size() >= 2 && count > 0
        && std::min(entry.shape[0], count / entry.shape[0]) <= kQuickSpectrum;
    const auto& summary = report.look.summary;
    if (!isMatrix || summary.nan + summary.infinite > 0)
        return report;
    auto spectrum = spectrumOf(place, entry, context);
    if (!spectrum)
        return errorOf(checkpoint, *found, spectrum.error());
    report.spectrum = std::move(spectrum).value();
    return report;
}

/// Everything that reads values. Error: as what it calls.
Result<void> addReadings(InspectOutput& out, const std::vector<Checkpoint>& checkpoints,
    const InspectArguments& arguments, const RunContext& context)
{
    const auto& first = checkpoints.front();
    CheckpointReport report{&first, branchesOf(first), {}, arguments.tensors};
    if (arguments.norms)
        if (auto added = addNorms(report, context); !added)
            return added;
    out.text = checkpointText(report);
    out.json = checkpointJson(report);
    if (!arguments.values.empty()) {
        const auto looked = lookAtNamed(first, arguments.values, context);
        if (!looked)
            return looked.error();
        out.text += tensorReportText(looked.value());
        out.json["values"] = tensorReportJson(looked.value());
    }
    for (std::size_t i = 1; i < checkpoints.size(); ++i) {
        const auto diff = compareCheckpoints(first, checkpoints[i], context);
        if (!diff)
            return diff.error();
        out.text += diffText(checkpoints[i], diff.value(), arguments.tensors);
        out.json["diffs"].push_back(diffJson(checkpoints[i], diff.value()));
    }
    if (checkpoints.size() < 3)
        return {};
    const auto matrix = checkpointMatrix(checkpoints, context);
    if (matrix) {
        out.text += matrixText(matrix.value());
        out.json["matrix"] = matrixJson(matrix.value());
    } else if (matrix.error().kind != ErrorKind::InvalidInput) { // nothing in common is no failure
        return matrix.error();
    }
    return {};
}

int inspectFiles(const InspectArguments& arguments)
{
    const Interrupt interrupt;
    RunContext context;
    context.stop = interrupt.token();
    std::vector<Checkpoint> checkpoints;
    std::vector<std::string> paths{arguments.file};
    paths.insert(paths.end(), arguments.others.begin(), arguments.others.end());
    for (const auto& path : paths) {
        auto opened = openCheckpointGuarded(path);
        if (!opened)
            return failBefore(opened.error());
        checkpoints.push_back(std::move(opened).value());
    }
    InspectOutput out;
    const auto read = [&] {
        ConsoleProgress progress; // takes its bar away before anything is printed
        context.report = [&](const RunEvent& event) { progress.show(event); };
        return addReadings(out, checkpoints, arguments, context);
    }();
    if (!read)
        return failWhileRunning(read.error());
    if (arguments.json)
        printJson(out.json);
    else
        std::fputs(printableText(out.text, /*keepLines=*/true).c_str(), stdout);
    return Done;
}

} // namespace

void addInspectCommand(const CommandSetup& setup)
{
    auto arguments = std::make_shared<InspectArguments>();
    auto* command = setup.app.add_subcommand("inspect",
        "What is in a file of weights: safetensors, PyTorch, TorchScript, NPZ, HDF5; nothing in it is run");
    command->add_option("FILE", arguments->file, "file of weights, or the folder of a run or an adapter set")
        ->required();
    command->add_option("--diff", arguments->others, "compare with this one; may be given several times")
        ->allow_extra_args(false);
    command->add_flag("--tensors", arguments->tensors, "list every tensor");
    command->add_flag("--norms", arguments->norms, "norm of every branch; reads all values");
    command->add_option("--values", arguments->values,
        "statistics, histogram and singular values of the tensor of this name");
    command->add_flag("--json", arguments->json, "one JSON document on stdout with all that was asked for");
    command->callback(
        [arguments, &action = setup.action] { action = [arguments] { return inspectFiles(*arguments); }; });
}

} // namespace modalscope
