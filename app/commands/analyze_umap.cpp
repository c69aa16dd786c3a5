#include "app/commands/analyze_umap.h"

#include "app/commands/console_progress.h"
#include "app/commands/described_flags.h"
#include "app/commands/interrupt.h"
#include "app/commands/layout_arguments.h"
#include "app/commands/quality_text.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/data/feature_fits.h"
#include "core/projection/umap_steps.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstdio>

namespace modalscope {
namespace {

constexpr std::int64_t kMostUmapRows = 1'000'000; // of each array, unless --rows says otherwise

struct UmapArguments {
    LayoutArguments layout;
    DescribedFlags flags;
    bool isSupervised = false;
};

/// One layout, finished or as far as it has come.
struct MadeLayout {
    std::string name; ///< "image, text"
    std::int64_t points = 0, dropped = 0;
    bool areNeighborsExact = true;
    int epoch = 0, epochs = 0;
    double seconds = 0;
    std::string hash; ///< of the coordinates, 12 digits
    std::optional<ProjectionQuality> quality;
    bool isFinished() const { return epochs > 0 && epoch == epochs; }
};

double secondsSince(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::string hashOf(const Array& layout)
{
    const std::string_view bytes(
        reinterpret_cast<const char*>(layout.values.data()), layout.values.size() * sizeof(float));
    return sha256Hex(bytes).substr(0, 12);
}

/// Computes layouts one after the other and keeps what there is of them when it is stopped.
class LayoutMaker {
public:
    LayoutMaker(
        const UmapArguments& arguments, const UmapOptions& options, const FeatureSet& set, RunContext context)
        : m_arguments(arguments)
        , m_options(options)
        , m_set(set)
        , m_context(std::move(context))
    { }

    PlacedSamples placed; ///< of the layouts made; `set` is for the caller
    std::vector<MadeLayout> made;

    /// Error: Cancelled; then the last of `made` may be unfinished.
    Result<void> add(const std::vector<std::size_t>& arrays)
    {
        const auto start = std::chrono::steady_clock::now();
        const auto points = joinedRows(m_set, arrays);
        std::vector<int> labels;
        for (std::size_t i = 0; i < arrays.size(); ++i)
            labels.insert(labels.end(), m_set.labels.begin(), m_set.labels.end());
        UmapGuides guides;
        if (m_arguments.isSupervised)
            guides.labels = labels;
        MadeLayout layout;
        for (const auto place : arrays)
            layout.name += (layout.name.empty() ? "" : ", ") + m_set.names[place];
        m_context.report(Progress{0, 0, "PCA of " + layout.name});
        auto umap = Umap::create(points, m_options, std::move(guides), m_context.stop);
        if (!umap)
            return umap.error();
        auto outcome = finishUmap(umap.value(), "UMAP of " + layout.name, m_context);
        layout.points = umap.value().layout().rows();
        layout.dropped = umap.value().dropped();
        layout.areNeighborsExact = umap.value().neighbors().exact;
        layout.epoch = umap.value().epoch();
        layout.epochs = umap.value().epochs();
        layout.hash = hashOf(umap.value().layout());
        const auto all = umap.value().layoutOfAllRows();
        placed.append(all);
        layout.seconds = secondsSince(start);
        if (outcome && m_arguments.layout.quality)
            outcome = judge(points, all, labels, layout);
        made.push_back(std::move(layout));
        return outcome;
    }

private:
    Result<void> judge(
        const Array& points, const Array& layout, const std::vector<int>& labels, MadeLayout& into)
    {
        QualityOptions how;
        how.metric = m_options.metric;
        how.seed = m_options.seed;
        how.threads = m_options.threads;
        auto quality = measureProjection(points, layout, labels, how, m_context);
        if (!quality)
            return quality.error();
        into.quality = quality.value();
        return {};
    }

    const UmapArguments& m_arguments;
    const UmapOptions& m_options;
    const FeatureSet& m_set;
    RunContext m_context;
};

nlohmann::json layoutJson(const MadeLayout& made)
{
    nlohmann::json out{{"fit", made.name}, {"points", made.points}, {"dropped", made.dropped},
        {"exact_neighbors", made.areNeighborsExact}, {"epoch", made.epoch}, {"epochs", made.epochs},
        {"finished", made.isFinished()}, {"seconds", made.seconds}, {"hash", made.hash}};
    if (made.quality)
        out["quality"] = qualityJson(*made.quality);
    return out;
}

std::string layoutText(const MadeLayout& made)
{
    auto out = "UMAP of " + made.name + ": " + std::to_string(made.points) + " points, "
        + (made.epoch == 0               ? ""
                : made.areNeighborsExact ? "exact neighbours, "
                                         : "approximate neighbours, ");
    out += made.isFinished()
        ? std::to_string(made.epochs) + " epochs"
        : "STOPPED after " + std::to_string(made.epoch) + " of " + std::to_string(made.epochs) + " epochs";
    out += ", " + durationText(made.seconds) + ", coordinates " + made.hash;
    if (made.dropped > 0)
        out += "; " + std::to_string(made.dropped) + " left out: not finite, or absent";
    out += "\n";
    return made.quality ? out + qualityLine(*made.quality) : out;
}

/// Everything that is printed and written, whether it was stopped or not.
int showLayouts(const UmapArguments& arguments, LayoutMaker& maker, const Result<void>& outcome)
{
    const bool isStopped = !outcome && outcome.error().kind == ErrorKind::Cancelled;
    if (!outcome && !isStopped)
        return failWhileRunning(outcome.error());
    if (maker.made.empty())
        return CancelledByUser;
    const auto& out = arguments.layout.out;
    if (!out.empty()) {
        const auto name = isStopped ? unfinishedName(out) : out;
        if (const auto written = writeLayout(name, maker.placed); !written)
            return failWhileRunning(written.error());
        if (isStopped)
            std::fprintf(stderr, "note: stopped; the last layout is in %s\n", printableText(name).c_str());
    }
    const auto asJson = [&] {
        nlohmann::json json{{"format", 1}, {"source", maker.placed.set->source}, {"finished", !isStopped},
            {"fits", nlohmann::json::array()}};
        for (const auto& made : maker.made)
            json["fits"].push_back(layoutJson(made));
        return json;
    };
    arguments.layout.print(maker.placed, asJson, [&] {
        std::string text;
        for (const auto& made : maker.made)
            text += layoutText(made);
        return text;
    });
    return isStopped ? CancelledByUser : Done;
}

int analyzeUmap(const UmapArguments& arguments)
{
    const Interrupt interrupt;
    RunContext context;
    context.stop = interrupt.token();
    const auto options = arguments.flags.options(UmapOptions());
    if (!options)
        return failBefore(options.error());
    const auto work = arguments.layout.read(options.value().seed, context);
    if (!work)
        return failBefore(work.error());
    const auto& set = work.value().set;
    if (arguments.isSupervised && set.labels.empty())
        return failBefore(
            invalidInput("--supervised: " + set.source + " has no labels; name them with --labels"));
    Result<void> outcome;
    auto progress = std::make_unique<ConsoleProgress>(); // takes its bar away before anything is printed
    context.report = [&](const RunEvent& event) { progress->show(event); };
    LayoutMaker maker(arguments, options.value(), set, context);
    maker.placed.set = &set;
    maker.placed.axes = {"x", "y"};
    if (options.value().dimensions == 3)
        maker.placed.axes.emplace_back("z");
    for (std::size_t i = 0; outcome && i < work.value().fits.size(); ++i)
        outcome = maker.add(work.value().fits[i]);
    progress.reset();
    return showLayouts(arguments, maker, outcome);
}

} // namespace

void addUmapAnalysis(CLI::App& analyze, const CommandSetup& setup)
{
    auto arguments = std::make_shared<UmapArguments>();
    arguments->layout.input.rows = kMostUmapRows;
    auto* command = analyze.add_subcommand("umap",
        "A picture of features in which near points stay near, one fit for all modalities; the same for any "
        "number of threads");
    arguments->layout.addOptions(*command);
    arguments->flags.add(*command, UmapOptions(), {"pull"}, {{"dimensions", "components"}});
    command->add_flag("--supervised", arguments->isSupervised, "labels guide the picture");
    command->callback(
        [arguments, &action = setup.action] { action = [arguments] { return analyzeUmap(*arguments); }; });
}

} // namespace modalscope
