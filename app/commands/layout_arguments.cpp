#include "app/commands/layout_arguments.h"

#include "app/commands/command.h"
#include "core/data/feature_fits.h"

#include <nlohmann/json.hpp>

#include <cstdio>

#include <CLI/CLI.hpp>

namespace modalscope {

void LayoutArguments::addOptions(CLI::App& command)
{
    command
        .add_option(
            "FILE_OR_RUN", input.path, "folder of a run, a dataset, or NPY, NPZ, HDF5, CSV or safetensors")
        ->required();
    input.addOptions(command);
    command.add_flag("--separate", isSeparate, "a fit for each modality by itself");
    command.add_flag("--quality", quality, "measure how far the picture keeps neighbours (15)");
    command.add_option(
        "--out", out, "file of coordinates, .npy or .csv; of a stopped UMAP, the last as NAME-unfinished");
    auto* asJson = command.add_flag("--json", json, "JSON on stdout");
    command.add_flag("--csv", csv, "coordinates as CSV on stdout")->excludes(asJson);
}

Result<LayoutWork> LayoutArguments::read(std::uint64_t seed, const RunContext& context) const
{
    if (!out.empty())
        if (const auto good = checkLayoutPath(out); !good)
            return good.error();
    auto seeded = input;
    seeded.seed = seed;
    auto set = readFeatures(seeded, context);
    if (!set)
        return set.error();
    auto fits = fitsOf(set.value(), allArrays(set.value()), isSeparate,
        "name one with --modalities, or fit each by itself with --separate");
    if (!fits)
        return fits.error();
    return LayoutWork{std::move(set).value(), std::move(fits).value()};
}

void LayoutArguments::print(const PlacedSamples& placed, const std::function<nlohmann::json()>& asJson,
    const std::function<std::string()>& asText) const
{
    if (json)
        printJson(asJson());
    else
        std::fputs((csv ? layoutCsv(placed) : asText()).c_str(), stdout);
}

} // namespace modalscope
