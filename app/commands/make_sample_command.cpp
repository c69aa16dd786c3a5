#include "app/commands/make_sample_command.h"

#include "app/commands/seed_check.h"
#include "core/base/text.h"
#include "core/data/synthetic.h"
#include "core/io/dataset_hdf5.h"

#include <nlohmann/json.hpp>

#include <array>
#include <filesystem>
#include <fstream>
#include <string_view>

#include <CLI/CLI.hpp>

namespace modalscope {
namespace {

struct MakeSampleArguments {
    std::string kind;
    std::string out;
    SampleOptions options;
    bool json = false;
};

std::string kindList()
{
    std::string list;
    for (const auto& choice : choices(SampleKind{}))
        list += "\n  " + std::string(choice.label);
    return list;
}

/// Of the files that could be replaced only a dataset is; what is no file at all, writing refuses. Error:
/// InvalidInput.
Result<void> checkTarget(const std::filesystem::path& path)
{
    std::error_code code;
    if (path.has_parent_path() && !std::filesystem::is_directory(path.parent_path(), code))
        return invalidInput(
            path.string() + ": there is no folder " + path.parent_path().string() + "; make it first");
    if (!std::filesystem::is_regular_file(path, code))
        return {};
    std::array<char, 8> start{};
    std::ifstream(path, std::ios::binary).read(start.data(), start.size());
    if (std::string_view(start.data(), start.size()) != "\x89HDF\r\n\x1a\n")
        return invalidInput(path.string() + ": exists and is no HDF5 file; choose another name");
    return {};
}

int makeSampleFile(const MakeSampleArguments& arguments)
{
    const auto kind = fromText<SampleKind>(arguments.kind);
    if (!kind)
        return failBefore({ErrorKind::InvalidInput,
            arguments.kind + ": is not a kind of sample; use one of " + choiceList<SampleKind>()});
    if (auto free = checkTarget(arguments.out); !free)
        return failBefore(free.error());
    const auto dataset = makeSample(*kind, arguments.options);
    if (!dataset)
        return failBefore(dataset.error());
    if (const auto written = writeDataset(arguments.out, dataset.value()); !written)
        return failBefore(written.error());
    if (arguments.json)
        printJson({{"file", arguments.out}, {"kind", arguments.kind}, {"seed", arguments.options.seed}});
    else
        std::printf("%s\n", arguments.out.c_str());
    return Done;
}

} // namespace

void addMakeSampleCommand(const CommandSetup& setup)
{
    auto arguments = std::make_shared<MakeSampleArguments>();
    auto* command = setup.app.add_subcommand(
        "make-sample", "Writes a synthetic dataset, always the same for one seed. Kinds:" + kindList());
    command->add_option("KIND", arguments->kind, choiceList<SampleKind>())->required();
    command->add_option("OUT", arguments->out, "HDF5 file to write")->required();
    command->add_option("--seed", arguments->options.seed, "seeds every random choice")
        ->check(isSeed())
        ->capture_default_str();
    auto* train = command->add_option(
        "--train", arguments->options.train, "samples to train on; 0 = the kind's usual number");
    auto* valid = command->add_option("--valid", arguments->options.valid, "samples to choose the epoch on");
    auto* test = command->add_option("--test", arguments->options.test, "samples to test on");
    command
        ->add_option("--samples", arguments->options.samples,
            "samples in all: 70 % to train, 10 % valid, 20 % test; 0 = the kind's usual numbers")
        ->excludes(train, valid, test);
    command->add_option("--rows", arguments->options.rows, "segmentation: rows of the pictures; 0 = 64");
    command->add_option(
        "--columns", arguments->options.columns, "segmentation: columns of the pictures; 0 = 64");
    command->add_option(
        "--classes", arguments->options.classes, "segmentation: classes, the ground included; 0 = 7");
    command->add_flag("--json", arguments->json, "JSON on stdout");
    command->callback(
        [arguments, &action = setup.action] { action = [arguments] { return makeSampleFile(*arguments); }; });
}

} // namespace modalscope
