#include "core/figure/report_protocol.h"

#include "core/analysis/laziness.h"
#include "core/base/text.h"
#include "core/config/describe.h"

#include <algorithm>
#include <map>
#include <set>

namespace modalscope {
namespace {

std::string joinedSet(const std::set<std::string>& texts)
{
    return joinText(std::vector<std::string>(texts.begin(), texts.end()), ", ");
}

/// "0, 0.2, 0.4" in the order of the numbers.
std::string ratesText(const std::set<double>& rates)
{
    std::vector<std::string> texts;
    for (const double rate : rates)
        texts.push_back(numberText(rate));
    return joinText(texts, ", ");
}

std::string runsText(std::size_t count)
{
    return std::to_string(count) + (count == 1 ? " run" : " runs");
}

std::string epochSentence(std::span<const StudyRun> plan)
{
    std::map<SelectEpoch, std::size_t> counts;
    for (const auto& run : plan)
        ++counts[run.experiment.evaluate.select];
    std::vector<std::string> texts;
    for (const auto& [select, count] : counts)
        texts.push_back(
            protocolText(select) + (counts.size() > 1 ? " (" + runsText(count) + ")" : std::string()));
    return "Epoch: " + joinText(texts, "; ") + "."
        + (counts.contains(SelectEpoch::BestOnTest)
                ? ""
                : " Test data are looked at once, for the epoch that is kept.")
        + (counts.size() > 1 ? " Numbers of runs that choose their epoch differently cannot be compared."
                             : "");
}

/// "0 to 4, 7"
std::string seedRanges(const std::set<std::uint64_t>& seeds)
{
    std::vector<std::string> texts;
    for (auto seed = seeds.begin(); seed != seeds.end();) {
        const auto first = *seed;
        auto last = first;
        while (++seed != seeds.end() && *seed == last + 1)
            ++last;
        texts.push_back(
            std::to_string(first) + (first == last ? std::string() : " to " + std::to_string(last)));
    }
    return joinText(texts, ", ");
}

std::string seedsSentence(std::span<const StudyRun> plan)
{
    std::set<std::uint64_t> seeds;
    std::map<std::string, int> perGroup;
    for (const auto& run : plan) {
        seeds.insert(run.experiment.seed);
        ++perGroup[run.group];
    }
    return "Seeds: " + std::to_string(seeds.size()) + " (" + seedRanges(seeds) + ") for each of "
        + std::to_string(perGroup.size()) + (perGroup.size() == 1 ? " group" : " groups")
        + " of runs that differ in nothing else.";
}

std::string treatmentText(MissingTreatment treatment)
{
    switch (treatment) {
    case MissingTreatment::Skip:
        return "an absent modality is skipped: it counts in no loss and has fusion weight 0";
    case MissingTreatment::Zero:
        return "an absent input is zero after standardisation and takes part in everything";
    case MissingTreatment::Mean:
        return "an absent input is the mean over the training rows that have it and takes part in everything";
    }
    return {};
}

std::size_t modalitiesOfRun(const Experiment& experiment, const Dataset& dataset)
{
    return experiment.modalities.empty() ? dataset.modalities.size() : experiment.modalities.size();
}

/// The rates of hidden cells, how they are hidden, and what the networks are given instead.
void addMasks(std::vector<std::string>& out, const Dataset& dataset, std::span<const StudyRun> plan)
{
    std::set<double> train, test;
    std::set<std::string> protocols, treatments;
    std::set<std::size_t> saturated; // numbers of modalities under the published mask
    for (const auto& run : plan) {
        const auto& missing = run.experiment.missing;
        std::set<double> rates(
            run.experiment.evaluate.missingRates.begin(), run.experiment.evaluate.missingRates.end());
        rates.insert(missing.testRate);
        train.insert(missing.trainRate);
        test.insert(rates.begin(), rates.end());
        if (missing.trainRate == 0 && *rates.rbegin() == 0)
            continue; // nothing is hidden
        protocols.insert(labelOf(missing.protocol)
            + (missing.modality.empty() ? std::string() : " of " + missing.modality));
        treatments.insert(treatmentText(missing.treatment));
        if (const auto count = modalitiesOfRun(run.experiment, dataset);
            missing.protocol == MissingProtocol::Gcnet && count > 1)
            saturated.insert(count);
    }
    if (protocols.empty()) {
        out.emplace_back("Missing cells: nothing is hidden; what the dataset lacks is absent everywhere.");
        return;
    }
    out.push_back("Missing cells: mask " + joinedSet(protocols) + "; rates in train and valid "
        + ratesText(train) + "; rates in test " + ratesText(test) + "; " + joinedSet(treatments) + ".");
    for (const auto count : saturated)
        out.push_back("The published mask (gcnet) saturates at rate " + fixedText(1 - 1 / double(count), 2)
            + " of " + std::to_string(count)
            + " modalities: from there on every sample keeps exactly one, higher rates are the same test.");
}

void addTests(std::vector<std::string>& out, std::span<const StudyRun> plan)
{
    std::size_t subsets = 0, probes = 0;
    std::set<int> permutations;
    for (const auto& run : plan) {
        const auto& evaluate = run.experiment.evaluate;
        subsets += evaluate.subsets == "all" ? 1 : 0;
        probes += evaluate.probe ? 1 : 0;
        if (evaluate.permutations > 0)
            permutations.insert(evaluate.permutations);
    }
    std::vector<std::string> parts;
    if (subsets > 0)
        parts.push_back("every set of available modalities, of the same networks");
    if (probes > 0)
        parts.push_back("a linear probe of every frozen encoder, fitted on train");
    if (!permutations.empty())
        parts.push_back("each modality permuted across samples, " + std::to_string(*permutations.begin())
            + (permutations.size() > 1 ? " to " + std::to_string(*permutations.rbegin()) : std::string())
            + " times");
    if (!parts.empty())
        out.push_back("Also tested: " + joinText(parts, "; ") + ".");
}

void addStatistics(std::vector<std::string>& out, const Study& study)
{
    out.emplace_back(
        "Numbers are means over seeds; ± is the standard deviation over seeds (n − 1), intervals "
        "are 95 % t intervals of the mean over seeds.");
    if (!study.variants.empty())
        out.emplace_back(
            "Variants are tested against the full method by a Wilcoxon signed-rank test over paired seeds, "
            "Holm-corrected over the rows of each ablation table; nothing else is tested.");
    else
        out.emplace_back("No test is made: differences between rows are described, not decided.");
}

/// Visits an experiment's options and names the choices that follow published or released code.
struct ShortcutFinder {
    std::vector<std::string> found;
    std::string path;

    template <class T>
    void operator()(const Field& field, const T& value)
    {
        const auto name = path.empty() ? std::string(field.name) : path + "." + std::string(field.name);
        if constexpr (ChoiceEnum<T>) {
            const auto label = labelOf(value);
            if (label.find("released code") != std::string::npos
                || label.find("published") != std::string::npos)
                found.push_back(name + ": " + label);
        } else if constexpr (Described<const T>) {
            ShortcutFinder inner{{}, name};
            describe(value, inner);
            found.insert(found.end(), inner.found.begin(), inner.found.end());
        }
    }
};

/// Whether an option has a say in this run: without HGM there is no P to normalise.
bool hasEffect(const std::string& shortcut, const Experiment& experiment)
{
    if (shortcut.starts_with("missing.protocol")) {
        const auto& rates = experiment.evaluate.missingRates;
        return experiment.missing.trainRate > 0 || experiment.missing.testRate > 0
            || std::any_of(rates.begin(), rates.end(), [](double rate) { return rate > 0; });
    }
    const auto hgm = experiment.method.mla.hgm;
    const bool isOfP
        = shortcut.starts_with("method.alpha_kind") || shortcut.starts_with("method.normalization");
    return !isOfP || (hgm != Hgm::Off && hgm != Hgm::FrozenHead && hgm != Hgm::SlowHead);
}

} // namespace

std::vector<std::string> reportProtocol(
    const Study& study, const Dataset& dataset, std::span<const StudyRun> plan)
{
    std::vector<std::string> out;
    if (plan.empty())
        return out;
    out.push_back(epochSentence(plan));
    out.push_back(seedsSentence(plan));
    addMasks(out, dataset, plan);
    addTests(out, plan);
    addStatistics(out, study);
    return out;
}

std::vector<std::string> reportShortcuts(std::span<const StudyRun> plan)
{
    std::map<std::string, std::size_t> counts;
    for (const auto& run : plan) {
        ShortcutFinder finder;
        describe(run.experiment, finder);
        for (const auto& shortcut : finder.found)
            if (hasEffect(shortcut, run.experiment))
                ++counts[shortcut];
    }
    std::vector<std::string> out;
    for (const auto& [shortcut, count] : counts) {
        auto sentence = shortcut + ", in " + runsText(count) + ".";
        if (shortcut.starts_with("evaluate.select"))
            sentence
                += " The epoch is chosen by looking at test: accuracies are too high by an unknown amount.";
        out.push_back(std::move(sentence));
    }
    return out;
}

} // namespace modalscope
