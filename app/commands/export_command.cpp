#include "app/commands/export_command.h"

#include "core/base/text.h"
#include "core/export/export_run.h"

#include <nlohmann/json.hpp>

#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

struct ExportArguments {
    std::string run, kind, out;
    bool replaces = false;
    bool json = false;
};

int exportNetwork(const ExportArguments& arguments)
{
    const auto kind = fromText<ExportKind>(arguments.kind);
    const auto written = exportRun({arguments.run, *kind, arguments.out, arguments.replaces});
    if (!written)
        return written.error().kind == ErrorKind::Io ? failWhileRunning(written.error())
                                                     : failBefore(written.error());
    const auto& files = written.value();
    for (const auto& note : files.notes)
        std::fprintf(stderr, "note: %s\n", printableText(note).c_str());
    if (!arguments.json) {
        for (const auto& file : files.files)
            std::printf("%s\n", file.c_str());
        return Done;
    }
    auto paths = nlohmann::json::array();
    for (const auto& file : files.files)
        paths.push_back(file.string());
    printJson({{"format", 1}, {"run", files.run}, {"to", arguments.kind}, {"files", paths},
        {"tensors", files.tensors}, {"values", files.values}});
    return Done;
}

} // namespace

void addExportCommand(const CommandSetup& setup)
{
    auto arguments = std::make_shared<ExportArguments>();
    auto* command = setup.app.add_subcommand("export", "The network of a run for Python and other programs");
    command->add_option("RUN", arguments->run, "folder of the run")->required();
    command
        ->add_option("--to", arguments->kind,
            "safetensors, npz: the weights as one file; python: a PyTorch script and its weights")
        ->required()
        ->check(CLI::IsMember(choiceTexts<ExportKind>()));
    command->add_option(
        "--out", arguments->out, "file to write, or folder; default: the run's id in the current folder");
    command->add_flag("--force", arguments->replaces, "replace files that exist");
    command->add_flag("--json", arguments->json, "JSON on stdout");
    command->callback(
        [arguments, &action = setup.action] { action = [arguments] { return exportNetwork(*arguments); }; });
}

} // namespace modalscope
