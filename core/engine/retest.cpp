#include "core/engine/retest.h"

#include "core/base/text.h"
#include "core/base/version.h"
#include "core/engine/run_journal.h"
#include "core/store/run_manifest.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <thread>

namespace modalscope {
namespace {

using Json = nlohmann::json;

constexpr std::int64_t kPass = 1000; // steps of progress that one prediction of the split counts
constexpr auto kLockWait = std::chrono::milliseconds(20);
constexpr int kLockTries = 250; // another test of the run adds its numbers within milliseconds

const Json& testOf(const Json& metrics)
{
    static const Json kNothing = Json::object();
    const Json::json_pointer test("/splits/test");
    return metrics.contains(test) ? metrics.at(test) : kNothing;
}

/// Engine::evaluate hides cells by the published mask where the run itself hides none.
MissingProtocol ownProtocol(const Experiment& experiment)
{
    const auto own = experiment.missing.protocol;
    return own == MissingProtocol::None || own == MissingProtocol::Fixed ? MissingProtocol::Gcnet : own;
}

int repetitionsOf(const Json& permuted)
{
    int least = permuted.empty() ? 0 : 100;
    for (const auto& modality : permuted)
        least = std::min(least, int(modality.value("repetitions", Json::array()).size()));
    return least;
}

bool asksNothing(const Retest& retest)
{
    return retest.missingRates.empty() && !retest.subsets && retest.permutations == 0;
}

/// Rates under another protocol are a computation of their own: sets and permutations are under the run's.
std::vector<Retest> partsOf(const Retest& retest)
{
    if (!retest.protocol)
        return {retest};
    auto rates = retest;
    rates.subsets = false;
    rates.permutations = 0;
    auto rest = retest;
    rest.missingRates.clear();
    rest.protocol.reset();
    rest.hiddenModality.clear();
    std::vector<Retest> parts{rates, rest};
    std::erase_if(parts, asksNothing);
    return parts;
}

/// The passes of Engine::evaluate as one way from 0 to the end, with the time left.
class PassProgress {
public:
    PassProgress(int passes, std::function<void(const RunEvent&)> report)
        : m_passes(std::max(1, passes))
        , m_report(std::move(report))
    { }

    void take(const RunEvent& event)
    {
        const auto* progress = std::get_if<Progress>(&event);
        if (progress == nullptr)
            return m_report(event);
        if (progress->stage != m_stage) {
            m_stage = progress->stage;
            ++m_begun;
        }
        const auto inPass = progress->total > 0 ? kPass * progress->done / progress->total : 0;
        Progress all{std::min((m_begun - 1) * kPass + inPass, m_passes * kPass - 1), m_passes * kPass,
            progress->stage};
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - m_started;
        if (all.done >= kPass) // the first pass also reads the weights
            all.secondsLeft = spent.count() * double(all.total - all.done) / double(all.done);
        m_report(all);
    }

private:
    const std::int64_t m_passes;
    std::function<void(const RunEvent&)> m_report;
    std::string m_stage;
    std::int64_t m_begun = 0;
    std::chrono::steady_clock::time_point m_started = std::chrono::steady_clock::now();
};

Result<RunLock> waitForLock(const std::filesystem::path& folder, const RunContext& context)
{
    for (int i = 0;; ++i) {
        auto lock = RunLock::take(folder);
        if (lock || lock.error().kind != ErrorKind::InvalidInput || i == kLockTries)
            return lock;
        if (context.shouldStop())
            return Error{ErrorKind::Cancelled, "stopped"};
        std::this_thread::sleep_for(kLockWait);
    }
}

/// Adds what is not there; more repetitions of a permutation hold the fewer, and replace them.
void addTo(Json& test, const Json& found, const std::string& suffix)
{
    const auto added = found.value("rates", Json::object());
    for (const auto& [rate, numbers] : added.items())
        if (auto& rates = test["rates"]; !rates.contains(rate + suffix))
            rates[rate + suffix] = numbers;
    for (const char* name : {"subsets", "nothing"})
        if (found.contains(name) && !test.contains(name))
            test[name] = found.at(name);
    const auto permuted = found.value("permuted", Json::object());
    if (repetitionsOf(permuted) > repetitionsOf(test.value("permuted", Json::object())))
        test["permuted"] = permuted;
}

Json recordOf(const Retest& retest, const Experiment& experiment, const std::string& library)
{
    return {{"time", nowSeconds()}, {"program", programVersion()}, {"library", library},
        {"missing_rates", retest.missingRates},
        {"protocol", toText(retest.protocol.value_or(ownProtocol(experiment)))},
        {"modality", retest.protocol ? retest.hiddenModality : experiment.missing.modality},
        {"subsets", retest.subsets}, {"permutations", retest.permutations}};
}

} // namespace

Result<void> checkRetest(const Retest& retest)
{
    if (asksNothing(retest))
        return invalidInput(
            "nothing is asked for; name a rate, or choose sets of modalities or permutations");
    auto rates = retest.missingRates;
    std::sort(rates.begin(), rates.end());
    for (const double rate : rates)
        if (!(rate >= 0 && rate <= 0.9))
            return invalidInput("the rate " + numberText(rate) + " is not from 0 to 0.9");
    if (const auto twice = std::adjacent_find(rates.begin(), rates.end()); twice != rates.end())
        return invalidInput("the rate " + numberText(*twice) + " is listed twice");
    if (retest.permutations < 0 || retest.permutations > 100)
        return invalidInput("permutations must be from 0 to 100");
    if (retest.protocol == MissingProtocol::None || retest.protocol == MissingProtocol::Fixed)
        return invalidInput("the protocol " + std::string(toText(*retest.protocol))
            + " hides nothing; use gcnet, bernoulli or one-modality");
    if (retest.protocol == MissingProtocol::OneModality && retest.hiddenModality.empty())
        return invalidInput("one-modality hides the cells of one modality; choose which");
    return {};
}

std::string protocolSuffix(const Retest& retest, const Experiment& experiment)
{
    if (!retest.protocol)
        return {};
    const bool isOne = *retest.protocol == MissingProtocol::OneModality;
    if (*retest.protocol == ownProtocol(experiment)
        && (!isOne || retest.hiddenModality == experiment.missing.modality))
        return {};
    return " " + std::string(toText(*retest.protocol)) + (isOne ? " " + retest.hiddenModality : "");
}

Retest openPart(const Retest& retest, const nlohmann::json& metrics, const Experiment& experiment)
{
    auto open = retest;
    const auto& test = testOf(metrics);
    const auto suffix = protocolSuffix(retest, experiment);
    const auto rates = test.value("rates", Json::object());
    std::erase_if(open.missingRates, [&](double rate) { return rates.contains(numberText(rate) + suffix); });
    open.subsets = open.subsets && !test.contains("subsets");
    if (repetitionsOf(test.value("permuted", Json::object())) >= open.permutations)
        open.permutations = 0;
    if (suffix.empty()) { // as the run's own masks
        open.protocol.reset();
        open.hiddenModality.clear();
    }
    return open;
}

int passesOf(const Retest& retest, std::size_t modalities)
{
    int passes = 0;
    for (const auto& part : partsOf(retest)) {
        passes += 1 + int(part.missingRates.size()) + part.permutations * int(modalities);
        if (part.subsets && modalities > 1)
            passes += 1 << modalities;
    }
    return passes;
}

Result<void> retestRun(Engine& engine, const std::filesystem::path& folder,
    const std::shared_ptr<const Dataset>& dataset, const Retest& retest, const RunContext& context)
{
    if (auto good = checkRetest(retest); !good)
        return good;
    const RunFolder files(folder);
    const auto experiment = files.experiment();
    if (!experiment)
        return experiment.error();
    const auto before = files.metrics();
    if (!before)
        return before.error().kind == ErrorKind::NotFound
            ? invalidInput(folder.string() + ": the run has not finished; continue it, then test it again")
            : before.error();
    const auto open = openPart(retest, before.value(), experiment.value());
    if (asksNothing(open)) {
        context.report(LogLine{"tested under these conditions before; nothing to do"});
        return {};
    }
    const auto& named = experiment.value().modalities;
    PassProgress progress(
        passesOf(open, named.empty() ? dataset->modalities.size() : named.size()), context.report);
    auto own = context;
    own.report = [&](const RunEvent& event) { progress.take(event); };
    std::vector<std::pair<Retest, Json>> found;
    for (const auto& part : partsOf(open)) {
        EvaluateRequest request;
        request.folder = folder;
        request.dataset = dataset;
        request.protocol = part.protocol;
        request.hiddenModality = part.hiddenModality;
        request.subsets = part.subsets;
        request.missingRates = part.missingRates;
        request.permutations = part.permutations;
        auto splits = engine.evaluate(request, own);
        if (!splits)
            return splits.error();
        found.emplace_back(part, std::move(splits.value()[request.split]));
    }
    const auto lock = waitForLock(folder, context);
    if (!lock)
        return lock.error();
    auto metrics = files.metrics(); // another test may have added to them meanwhile
    if (!metrics)
        return metrics.error();
    for (const auto& [part, numbers] : found) {
        addTo(metrics.value()["splits"]["test"], numbers, protocolSuffix(part, experiment.value()));
        metrics.value()["retests"].push_back(recordOf(part, experiment.value(), engine.version()));
    }
    const auto write = [&] { return files.writeMetrics(metrics.value()); };
    if (auto written = replaceMarked(folder, "metrics.json", write); !written)
        return written;
    context.report(LogLine{"added to " + files.file("metrics.json").string()});
    return {};
}

} // namespace modalscope
