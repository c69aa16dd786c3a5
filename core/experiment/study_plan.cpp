#include "core/base/text.h"
#include "core/experiment/check_experiment.h"
#include "core/experiment/run_grid.h"
#include "core/experiment/study.h"

#include <algorithm>
#include <set>
#include <unordered_set>

namespace modalscope {
namespace {

constexpr double kMostStudyRuns = 100'000;

bool isProductAxis(const StudyAxis& axis)
{
    return axis.path != "seed" && axis.path != kTestRateAxis;
}

bool sets(const Settings& settings, const std::string& path)
{
    return std::any_of(settings.begin(), settings.end(), [&](const auto& one) {
        return (one.first + ".").starts_with(path + ".") || (path + ".").starts_with(one.first + ".");
    });
}

/// The axes that act on a variant.
std::vector<const StudyAxis*> axesOf(const Study& study, const Settings& settings)
{
    std::vector<const StudyAxis*> acting;
    for (const auto& axis : study.axes)
        if (isProductAxis(axis) && !sets(settings, axis.path))
            acting.push_back(&axis);
    return acting;
}

std::vector<StudyVariant> allVariants(const Study& study)
{
    std::vector<StudyVariant> all{{}};
    all.insert(all.end(), study.variants.begin(), study.variants.end());
    return all;
}

/// A run without its seed.
struct SeedlessRun {
    Experiment experiment = {};
    std::string variant = {};
    std::map<std::string, nlohmann::json> values = {};
    std::string group = {};
    std::vector<std::string> ids = {}; // by the place of the seed
};

Error inVariant(const Error& error, const StudyVariant& variant)
{
    return {error.kind, (variant.label.empty() ? "" : "variant " + variant.label + ": ") + error.message};
}

/// The test rates of the axis beside those of the experiment, ascending.
Result<void> addTestRates(Experiment& experiment, const StudyAxis* axis)
{
    if (axis == nullptr)
        return {};
    std::set<double> rates(experiment.evaluate.missingRates.begin(), experiment.evaluate.missingRates.end());
    for (const auto& value : axis->values) {
        if (!value.is_number() || !(value.get<double>() >= 0 && value.get<double>() <= 0.9))
            return invalidInput("axes." + axis->path + ": " + value.dump() + " is not a rate from 0 to 0.9");
        rates.insert(value.get<double>());
    }
    experiment.evaluate.missingRates.assign(rates.begin(), rates.end());
    return {};
}

Result<std::vector<std::uint64_t>> seedsOf(const Study& study)
{
    const auto* axis = study.axis("seed");
    if (axis == nullptr)
        return std::vector{study.base.seed};
    std::vector<std::uint64_t> seeds;
    for (const auto& value : axis->values) {
        if (!value.is_number_integer() || value.get<double>() < 0 || value.get<double>() > 9007199254740991.0)
            return invalidInput("axes.seed: " + value.dump() + " is not a whole number from 0 on");
        seeds.push_back(value.get<std::uint64_t>());
    }
    return seeds;
}

Error tooMany(const Study& study, double count)
{
    std::vector<std::string> factors;
    for (const auto& axis : study.axes)
        if (axis.path != kTestRateAxis)
            factors.push_back(axis.path + " " + std::to_string(axis.values.size()));
    return invalidInput("the study " + study.name + " asks for " + fixedText(count, 0) + " runs ("
        + joinText(factors, " × ") + "); at most " + fixedText(kMostStudyRuns, 0)
        + " can be planned, take values out of an axis");
}

/// Makes the runs of one variant after the other.
class SeedlessPlanner {
public:
    SeedlessPlanner(const Study& study, const Dataset& dataset, std::span<const std::uint64_t> seeds,
        const PlanProgress& progress)
        : m_study(study)
        , m_dataset(dataset)
        , m_seeds(seeds)
        , m_progress(progress)
        , m_total(std::size_t(runCount(study)) / seeds.size())
    { }

    /// The axes' product for the variant, in the order of the axes, the last one fastest.
    Result<void> addVariant(const StudyVariant& variant)
    {
        const auto axes = axesOf(m_study, variant.settings);
        std::vector<std::size_t> place(axes.size(), 0);
        for (bool done = false; !done;) {
            if (m_progress && !m_progress(m_done++, m_total))
                return Error{ErrorKind::Cancelled, "stopped"};
            auto settings = variant.settings;
            SeedlessRun run{.variant = variant.label};
            for (std::size_t a = 0; a < axes.size(); ++a) {
                settings.emplace_back(axes[a]->path, axes[a]->values[place[a]]);
                run.values[axes[a]->path] = axes[a]->values[place[a]];
            }
            auto experiment = withSettings(m_study.base, settings);
            if (!experiment)
                return inVariant(experiment.error(), variant);
            run.experiment = std::move(experiment).value();
            if (auto added = addWithItsModalities(std::move(run)); !added)
                return inVariant(added.error(), variant);
            done = true;
            for (std::size_t a = axes.size(); a > 0 && done; --a) {
                place[a - 1] = (place[a - 1] + 1) % axes[a - 1]->values.size();
                done = place[a - 1] == 0;
            }
        }
        return {};
    }

    std::vector<SeedlessRun> takeRuns() { return std::move(m_runs); }

private:
    Result<void> addWithItsModalities(SeedlessRun run)
    {
        auto& modalities = run.experiment.modalities;
        if (modalities.empty())
            for (const auto& modality : m_dataset.modalities)
                modalities.push_back(modality.name);
        if (run.experiment.method.kind != MethodKind::Unimodal)
            return add(std::move(run));
        for (const auto& name : modalities) {
            auto alone = run;
            alone.experiment = aloneExperiment(run.experiment, name);
            alone.values["modalities"] = nlohmann::json::array({name});
            if (auto added = add(std::move(alone)); !added)
                return added;
        }
        return {};
    }

    Result<void> add(SeedlessRun run)
    {
        if (auto added = addTestRates(run.experiment, m_study.axis(kTestRateAxis)); !added)
            return added;
        if (auto checked = checkExperiment(run.experiment, m_dataset); !checked)
            return checked;
        const SeededIds ids(run.experiment, m_dataset);
        run.group = ids.group();
        for (const auto seed : m_seeds)
            run.ids.push_back(ids.run(seed));
        m_runs.push_back(std::move(run));
        return {};
    }

    const Study& m_study;
    const Dataset& m_dataset;
    std::span<const std::uint64_t> m_seeds;
    const PlanProgress& m_progress;
    std::size_t m_done = 0;
    std::size_t m_total;
    std::vector<SeedlessRun> m_runs;
};

} // namespace

double runCount(const Study& study)
{
    const auto* seeds = study.axis("seed");
    double count = 0;
    for (const auto& variant : allVariants(study)) {
        double product = seeds == nullptr ? 1 : double(seeds->values.size());
        for (const auto* axis : axesOf(study, variant.settings))
            product *= double(axis->values.size());
        count += product;
    }
    return count;
}

Result<std::vector<StudyRun>> planStudy(
    const Study& study, const Dataset& dataset, const PlanProgress& progress)
{
    if (auto checked = checkNames(study); !checked)
        return checked.error();
    for (const auto& axis : study.axes)
        if (axis.values.empty())
            return invalidInput(
                "axes." + axis.path + " has no value; give at least one or take the axis out");
    if (const double count = runCount(study); count > kMostStudyRuns)
        return tooMany(study, count);
    const auto seeds = seedsOf(study);
    if (!seeds)
        return seeds.error();
    SeedlessPlanner planner(study, dataset, seeds.value(), progress);
    for (const auto& variant : allVariants(study)) {
        if (sets(variant.settings, "seed") || sets(variant.settings, kTestRateAxis))
            return invalidInput("variant " + variant.label
                + " sets the seed or the test rate, which are axes of every variant; take it out");
        for (const char* fixed : {"dataset", "name", "format"})
            if (sets(variant.settings, fixed))
                return invalidInput("variant " + variant.label + " sets " + fixed
                    + ", which cannot be varied; a study is about one dataset");
        if (auto added = planner.addVariant(variant); !added)
            return added.error();
    }
    auto seedless = planner.takeRuns();
    const auto count = seeds.value().size();
    std::vector<StudyRun> plan;
    plan.reserve(seedless.size() * count);
    std::unordered_set<std::string> known;
    for (std::size_t s = 0; s < count; ++s)
        for (auto& run : seedless) {
            if (!known.insert(run.ids[s]).second)
                continue;
            auto& planned = plan.emplace_back();
            planned.id = std::move(run.ids[s]);
            planned.group = run.group;
            planned.variant = run.variant;
            const bool isLast = s + 1 == count;
            planned.experiment = isLast ? std::move(run.experiment) : run.experiment;
            planned.values = isLast ? std::move(run.values) : run.values;
            planned.experiment.seed = seeds.value()[s];
        }
    return plan;
}

std::vector<std::string> idleVariants(const Study& study, std::span<const StudyRun> plan)
{
    std::vector<std::string> idle;
    for (const auto& variant : study.variants)
        if (std::none_of(
                plan.begin(), plan.end(), [&](const StudyRun& run) { return run.variant == variant.label; }))
            idle.push_back(variant.label);
    return idle;
}

} // namespace modalscope
