#include "app/commands/analyze_pca.h"

#include "app/commands/console_progress.h"
#include "app/commands/described_flags.h"
#include "app/commands/interrupt.h"
#include "app/commands/layout_arguments.h"
#include "app/commands/quality_text.h"
#include "core/base/text.h"
#include "core/data/feature_fits.h"
#include "core/projection/pca.h"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace modalscope {
namespace {

struct PcaArguments {
    LayoutArguments layout;
    DescribedFlags flags;
};

/// One fit and what it was made of.
struct FittedPca {
    std::string name; ///< "image, text"
    Pca pca;
    std::optional<ProjectionQuality> quality;
};

nlohmann::json pcaJson(const FittedPca& fitted)
{
    nlohmann::json out{{"fit", fitted.name}, {"points", fitted.pca.points}, {"dropped", fitted.pca.dropped},
        {"exact", fitted.pca.exact}, {"total_variance", fitted.pca.totalVariance},
        {"components", nlohmann::json::array()}};
    for (std::size_t i = 0; i < fitted.pca.variance.size(); ++i)
        out["components"].push_back({{"variance", fitted.pca.variance[i]}, {"share", fitted.pca.share(i)}});
    if (fitted.quality)
        out["quality"] = qualityJson(*fitted.quality);
    return out;
}

std::string pcaText(const FittedPca& fitted)
{
    std::string out = "PCA of " + fitted.name + ": " + std::to_string(fitted.pca.points) + " points, "
        + (fitted.pca.exact ? "exact" : "randomised");
    if (fitted.pca.dropped > 0)
        out += "; " + std::to_string(fitted.pca.dropped) + " left out: not finite";
    out += "\n  component        variance   share (%)   together (%)\n";
    double together = 0;
    for (std::size_t i = 0; i < fitted.pca.variance.size(); ++i) {
        together += fitted.pca.share(i);
        char line[96];
        std::snprintf(line, sizeof line, "  %9zu  %14.6g  %10.2f  %13.2f\n", i + 1, fitted.pca.variance[i],
            100 * fitted.pca.share(i), 100 * together);
        out += line;
    }
    if (fitted.quality)
        out += qualityLine(*fitted.quality);
    return out;
}

/// Fits, places and judges one set of arrays; their positions go behind those that are there.
Result<FittedPca> fitOne(const PcaArguments& arguments, const PcaOptions& options, const FeatureSet& set,
    const std::vector<std::size_t>& arrays, const RunContext& context, PlacedSamples& placed)
{
    std::vector<const Array*> parts;
    std::vector<std::string> names;
    for (const auto place : arrays) {
        parts.push_back(&set.features[place]);
        names.push_back(set.names[place]);
    }
    context.report(Progress{0, 0, "PCA of " + joinText(names, ", ")});
    auto pca = fitPca(parts, options, context.stop);
    if (!pca)
        return pca.error();
    FittedPca fitted{joinText(names, ", "), std::move(pca).value(), {}};
    const auto columns = std::int64_t(fitted.pca.variance.size());
    if (!placed.positions.shape.empty() && columns != placed.positions.shape[1])
        return invalidInput(set.source + ": " + fitted.name + " has only " + std::to_string(columns)
            + " components; ask for so many with --components");
    Array positions({0, columns});
    std::vector<int> labels;
    for (const auto* part : parts) {
        if (context.stop.stop_requested())
            return Error{ErrorKind::Cancelled, "stopped"};
        auto moved = fitted.pca.transform(*part, options.threads);
        if (!moved)
            return moved.error();
        positions.values.insert(
            positions.values.end(), moved.value().values.begin(), moved.value().values.end());
        positions.shape[0] += moved.value().rows();
        labels.insert(labels.end(), set.labels.begin(), set.labels.end());
    }
    if (arguments.layout.quality) {
        QualityOptions how;
        how.threads = options.threads;
        auto quality = measureProjection(joinedRows(set, arrays), positions, labels, how, context);
        if (!quality)
            return quality.error();
        fitted.quality = quality.value();
    }
    placed.append(positions);
    return fitted;
}

int analyzePca(const PcaArguments& arguments)
{
    const Interrupt interrupt;
    RunContext context;
    context.stop = interrupt.token();
    const auto options = arguments.flags.options(PcaOptions());
    if (!options)
        return failBefore(options.error());
    const auto work = arguments.layout.read(options.value().seed, context);
    if (!work)
        return failBefore(work.error());
    const auto& set = work.value().set;
    PlacedSamples placed{&set, {}, {}};
    std::vector<FittedPca> fitted;
    {
        ConsoleProgress progress; // takes its bar away before anything is printed
        context.report = [&](const RunEvent& event) { progress.show(event); };
        for (const auto& arrays : work.value().fits) {
            auto one = fitOne(arguments, options.value(), set, arrays, context, placed);
            if (!one)
                return failWhileRunning(one.error());
            fitted.push_back(std::move(one).value());
        }
    }
    for (std::int64_t i = 0; i < placed.positions.shape[1]; ++i)
        placed.axes.push_back("pc" + std::to_string(i + 1));
    const auto& out = arguments.layout.out;
    if (!out.empty())
        if (const auto written = writeLayout(out, placed); !written)
            return failWhileRunning(written.error());
    const auto asJson = [&] {
        nlohmann::json json{{"format", 1}, {"source", set.source}, {"fits", nlohmann::json::array()}};
        for (const auto& one : fitted)
            json["fits"].push_back(pcaJson(one));
        return json;
    };
    arguments.layout.print(placed, asJson, [&] {
        std::string text;
        for (const auto& one : fitted)
            text += pcaText(one);
        return text;
    });
    return Done;
}

} // namespace

void addPcaAnalysis(CLI::App& analyze, const CommandSetup& setup)
{
    auto arguments = std::make_shared<PcaArguments>();
    auto* command = analyze.add_subcommand("pca",
        "Principal components of features, one fit for all modalities: variances and shares; coordinates "
        "with "
        "--out or --csv");
    arguments->layout.addOptions(*command);
    arguments->flags.add(*command, PcaOptions());
    command->callback(
        [arguments, &action = setup.action] { action = [arguments] { return analyzePca(*arguments); }; });
}

} // namespace modalscope
