#include "tests/support/make_run_folder.h"

#include "core/base/random.h"
#include "core/base/require.h"
#include "core/base/text.h"
#include "core/base/version.h"
#include "core/experiment/run_grid.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

double between(double value)
{
    return std::clamp(value, 0.0, 1.0);
}

/// From chance to `end` with the time constant `epochs`.
double risen(double chance, double end, double epoch, double epochs)
{
    return end - (end - chance) * std::exp(-epoch / epochs);
}

class HistoryMaker {
public:
    HistoryMaker(const MadeRunOptions& options, int classes)
        : m_options(options)
        , m_chance(1.0 / classes)
        , m_random(options.experiment.seed, "history " + methodLabel(options.experiment.method))
    { }

    HistoryRow row(int epoch)
    {
        const auto& experiment = m_options.experiment;
        HistoryRow row;
        row.set("epoch", epoch);
        row.set("seconds", 0.11 + 0.01 * m_random.uniform());
        row.set("learning_rate", experiment.train.learningRate);
        addAccuracy(row, "fused", m_options.fused, epoch);
        for (const auto& [name, end] : m_options.inside)
            addAccuracy(row, name, end, epoch);
        row.set("train/loss", 2.2 * std::exp(-epoch / 15.0) + 0.05 + 0.01 * m_random.uniform());
        double share = 1;
        for (const auto& name : experiment.modalities) {
            row.set("gradient/" + name + "/norm",
                share * (0.9 * std::exp(-epoch / 20.0) + 0.1) * (1 + 0.1 * m_random.normal()));
            row.set("gradient/" + name + "/cosine", 0.9 - 0.3 * (1 - share) + 0.03 * m_random.normal());
            share *= experiment.method.kind == MethodKind::Concat ? 0.35 : 0.9;
        }
        if (experiment.method.kind == MethodKind::Mla) {
            row.set("hgm/P_norm", 8 * std::exp(-epoch / 25.0));
            row.set("hgm/P_rank", 64 * std::exp(-epoch / 22.0) + 1);
            row.set("hgm/gain", std::exp(-epoch / 9.0));
        }
        return row;
    }

private:
    void addAccuracy(HistoryRow& row, const std::string& who, double end, int epoch)
    {
        const auto valid = between(risen(m_chance, end, epoch, 6) + 0.006 * m_random.normal());
        row.set("train/" + who + "/loss", -std::log(std::max(0.02, risen(m_chance, end, epoch, 5))));
        row.set("train/" + who + "/accuracy", between(risen(m_chance, std::min(1.0, end + 0.02), epoch, 5)));
        row.set("valid/" + who + "/loss", -std::log(std::max(0.02, valid)));
        row.set("valid/" + who + "/accuracy", valid);
    }

    const MadeRunOptions& m_options;
    double m_chance;
    Random m_random;
};

nlohmann::json metricsOf(double accuracy, double n, int classes)
{
    const double half = 1.96 * std::sqrt(accuracy * (1 - accuracy) / n);
    const auto number = [](double value, double spread) {
        return nlohmann::json{{"value", value}, {"low", value - spread}, {"high", value + spread}};
    };
    nlohmann::json made{{"accuracy", number(accuracy, half)},
        {"macro_f1", number(between(accuracy - 0.004), half)},
        {"map", number(between(accuracy + 0.01), half)}, {"ece", number(0.03 * (1 - accuracy) + 0.01, 0.004)},
        {"loss", number(-std::log(std::max(0.05, accuracy)), 0.05)}};
    const int perClass = std::max(1, int(n) / classes);
    for (int label = 0; label < classes; ++label) {
        std::vector<int> counts(std::size_t(classes), 0);
        counts[std::size_t(label)] = int(std::lround(accuracy * perClass));
        counts[std::size_t((label + 1) % classes)] += perClass - counts[std::size_t(label)];
        made["confusion"].push_back(counts);
    }
    return made;
}

nlohmann::json splitOf(const MadeRunOptions& options, double n, int classes)
{
    nlohmann::json split{{"n", n}, {"fused", metricsOf(options.fused, n, classes)}};
    for (const auto& [name, accuracy] : options.inside)
        split["modalities"][name] = metricsOf(accuracy, n, classes);
    for (const auto& [name, accuracy] : options.probe)
        split["probe"][name] = {{"accuracy", metricsOf(accuracy, n, classes)["accuracy"]}};
    return split;
}

struct MethodEnds {
    MethodKind kind;
    double fused;
    double inside[3];
    double probe[3];
};

} // namespace

MadeRun makeRun(const MadeRunOptions& options, const Dataset& dataset)
{
    const auto& experiment = options.experiment;
    MadeRun made;
    auto& stored = made.stored;
    stored.experiment = experiment;
    stored.origin = originOf(experiment, dataset);
    stored.origin.command = "made for looking at";
    stored.origin.program = programVersion();
    stored.origin.library = "none";
    stored.origin.device = "cpu";
    stored.origin.host = "nowhere";
    stored.origin.created = 1763794800 + std::int64_t(experiment.seed) * 60 + int(experiment.method.kind);
    const int done = options.state == RunState::Queued ? 0
        : options.epochsDone < 0                       ? experiment.train.epochs
                                                       : options.epochsDone;
    stored.status = statusNow(options.state, done, experiment.train.epochs);
    stored.status.seconds = 0.115 * done;
    stored.status.error = options.error;
    stored.condition = conditionOf(stored.status);
    HistoryMaker maker(options, dataset.classCount());
    for (int epoch = 1; epoch <= done; ++epoch)
        made.history.append(maker.row(epoch));
    if (options.state == RunState::Finished) {
        const auto splitSize
            = [&](const char* name) { return double(std::max<std::int64_t>(1, dataset.split(name)->size)); };
        made.metrics = {{"format", 1}, {"epoch", done}, {"selected_on", toText(experiment.evaluate.select)},
            {"parameters", {{"total", 41234}, {"trainable", 41234}}},
            {"splits",
                {{"valid", splitOf(options, splitSize("valid"), dataset.classCount())},
                    {"test", splitOf(options, splitSize("test"), dataset.classCount())}}}};
        stored.metrics = made.metrics;
    }
    return made;
}

std::vector<MadeRun> makeComparison(const Dataset& dataset, int seeds, int epochs)
{
    static constexpr MethodEnds kEnds[] = {
        {MethodKind::Concat, 0.971, {0.955, 0.272, 0.225}, {0.964, 0.742, 0.601}},
        {MethodKind::Late, 0.976, {0.970, 0.812, 0.694}, {0.972, 0.826, 0.702}},
        {MethodKind::Mla, 0.979, {0.972, 0.816, 0.699}, {0.973, 0.829, 0.708}},
    };
    constexpr double kAlone[] = {0.974, 0.822, 0.705};
    std::vector<MadeRun> runs;
    MadeRunOptions options;
    options.experiment.dataset = dataset.path;
    options.experiment.train.epochs = epochs;
    options.experiment.train.learningRate = 0.01;
    options.experiment.train.batchSize = 8; // small datasets have fewer than 64 samples
    for (int seed = 0; seed < seeds; ++seed) {
        Random random(std::uint64_t(seed), "ends");
        const auto near = [&](double end) { return between(end + 0.006 * random.normal()); };
        options.experiment.seed = std::uint64_t(seed);
        const auto modalities = std::min<std::size_t>(3, dataset.modalities.size());
        for (std::size_t m = 0; m < modalities; ++m) {
            const auto& name = dataset.modalities[m].name;
            options.experiment.method = {};
            options.experiment.method.kind = MethodKind::Unimodal;
            options.experiment.modalities = {name};
            options.fused = near(kAlone[m]);
            options.inside = {{name, options.fused}};
            options.probe = {{name, near(kAlone[m])}};
            runs.push_back(makeRun(options, dataset));
        }
        for (const auto& ends : kEnds) {
            options.experiment.method.kind = ends.kind;
            options.experiment.modalities.clear();
            options.inside.clear();
            options.probe.clear();
            options.fused = near(ends.fused);
            for (std::size_t m = 0; m < modalities; ++m) {
                const auto& name = dataset.modalities[m].name;
                options.experiment.modalities.push_back(name);
                options.inside[name] = near(ends.inside[m]);
                options.probe[name] = near(ends.probe[m]);
            }
            runs.push_back(makeRun(options, dataset));
        }
    }
    return runs;
}

void writeRun(const MadeRun& run, const std::filesystem::path& root)
{
    const RunFolder folder(Workspace(root).runFolder(run.stored.id()));
    bool good = bool(folder.create(run.stored.experiment, run.stored.origin));
    good = good && (run.history.epochCount() == 0 || folder.writeHistory(run.history));
    good = good && folder.writeStatus(run.stored.status, Durability::Process);
    good = good && (run.metrics.is_null() || folder.writeMetrics(run.metrics));
    good = good && folder.appendLog("epoch " + std::to_string(run.history.epochCount()) + " done");
    require(good, "a made-up run can be written");
}

} // namespace modalscope
