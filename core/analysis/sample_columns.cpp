#include "core/analysis/sample_columns.h"

#include "core/analysis/column_list.h"
#include "core/analysis/fusion_trust.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

/// Whether a modality is there, as the run saw it.
bool isThere(const Predictions& said, std::size_t modality, std::int64_t row)
{
    return modality >= said.presence.size() || said.presence[modality].empty()
        || said.presence[modality][std::size_t(row)] != 0;
}

bool isAnythingThere(const Predictions& said, std::int64_t row)
{
    if (said.modalities.empty())
        return true;
    for (std::size_t m = 0; m < said.modalities.size(); ++m)
        if (isThere(said, m, row))
            return true;
    return false;
}

/// What scores say of one sample.
struct Said {
    std::int32_t predicted = kNoCode;
    float confidence = kNoNumber;
    float entropy = kNoNumber; ///< nat
};

Said saidBy(std::span<const double> scores, bool areProbabilities)
{
    Said said;
    if (scores.empty() || !std::ranges::all_of(scores, [](double score) { return std::isfinite(score); }))
        return said;
    const auto largest = std::ranges::max_element(scores);
    double sum = 0;
    for (const double score : scores)
        sum += areProbabilities ? score : std::exp(score - *largest);
    double entropy = 0;
    for (const double score : scores) {
        const double p = (areProbabilities ? score : std::exp(score - *largest)) / sum;
        if (p > 0)
            entropy -= p * std::log(p);
    }
    said.predicted = std::int32_t(largest - scores.begin());
    said.confidence = float((areProbabilities ? *largest : 1.0) / sum);
    said.entropy = float(std::max(0.0, entropy));
    return said;
}

/// ln Σ exp(logit) / 10.
double energyOf(std::span<const double> logits)
{
    const double largest = *std::ranges::max_element(logits);
    double sum = 0;
    for (const double logit : logits)
        sum += std::exp(logit - largest);
    return (largest + std::log(sum)) / 10;
}

/// Class of every sample; below 0 or beyond the classes = none.
void addClasses(
    ColumnList& list, const std::vector<int>& labels, RowNumbers rows, const std::vector<std::string>& texts)
{
    ValueColumn column{.name = "class", .categories = texts};
    for (const auto row : rows) {
        const int label = labels[std::size_t(row)];
        column.codes.push_back(label >= 0 && std::size_t(label) < texts.size() ? label : kNoCode);
    }
    list.add(std::move(column));
}

/// prediction, wrong and what else `scores` say; `suffix` is empty for the fusion, " X" for a modality.
template <class IsThere>
void addSaid(ColumnList& list, const ArrayD& scores, bool areProbabilities, const std::string& suffix,
    const std::vector<int>& labels, RowNumbers rows, const std::vector<std::string>& texts, IsThere isShown)
{
    ValueColumn predicted{.name = "prediction" + suffix, .categories = texts};
    ValueColumn wrong{.name = "wrong" + suffix}, confidence{.name = "confidence" + suffix},
        entropy{.name = "entropy" + suffix};
    for (const auto row : rows) {
        const auto said = isShown(row) ? saidBy(scores.row(row), areProbabilities) : Said{};
        const int label = labels[std::size_t(row)];
        predicted.codes.push_back(said.predicted);
        wrong.numbers.push_back(said.predicted == kNoCode || label < 0 ? kNoNumber
                : said.predicted == label                              ? 0.0F
                                                                       : 1.0F);
        confidence.numbers.push_back(said.confidence);
        entropy.numbers.push_back(said.entropy);
    }
    if (suffix.empty()) {
        list.add(std::move(predicted));
        list.add(std::move(wrong));
        list.add(std::move(confidence));
        list.add(std::move(entropy));
    } else {
        list.add(std::move(entropy));
        list.add(std::move(predicted));
        list.add(std::move(wrong));
    }
}

void addWeights(ColumnList& list, const Predictions& said, SampleWeighting weighting)
{
    if (weighting == SampleWeighting::Entropy) {
        const auto trust = fusionTrust(said);
        for (std::size_t m = 0; m < trust.modalities.size(); ++m)
            list.addNumbers("weight " + trust.modalities[m].name,
                [&](auto row) { return float(trust.weight[m][std::size_t(row)]); });
    } else if (weighting == SampleWeighting::Energy) {
        for (std::size_t m = 0; m < said.modalities.size(); ++m)
            if (m < said.logits.size() && !said.logits[m].values.empty())
                list.addNumbers("weight " + said.modalities[m], [&](auto row) {
                    return isThere(said, m, row) ? float(energyOf(said.logits[m].row(row))) : 0.0F;
                });
    }
}

void addPredictions(
    ColumnList& list, const SampleFacts& facts, RowNumbers rows, const std::vector<std::string>& texts)
{
    const auto& said = *facts.said;
    if (!said.fused.values.empty())
        addSaid(list, said.fused, said.fusedAreProbabilities, {}, said.labels, rows, texts,
            [&](auto row) { return isAnythingThere(said, row); });
    for (std::size_t m = 0; m < said.modalities.size(); ++m)
        if (m < said.logits.size() && !said.logits[m].values.empty())
            addSaid(list, said.logits[m], false, " " + said.modalities[m], said.labels, rows, texts,
                [&](auto row) { return isThere(said, m, row); });
    addWeights(list, said, facts.weighting);
}

/// "id" first, then the others in their order.
void addDatasetColumns(ColumnList& list, const Split& split, RowNumbers rows)
{
    auto columns = split.columns;
    const auto isId = [](const Column& column) { return column.name == "id" || column.name == "ids"; };
    std::ranges::stable_partition(columns, isId);
    for (const auto& column : columns) {
        const auto name = column.name == "ids" ? "id" : column.name;
        if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) {
            list.addForeign(textColumn(name, *texts, rows));
            continue;
        }
        const auto& numbers = std::get<std::vector<double>>(column.values);
        ValueColumn shown{.name = name};
        for (const auto row : rows)
            shown.numbers.push_back(float(numbers[std::size_t(row)]));
        list.addForeign(std::move(shown));
    }
}

/// Of the run, which may have hidden some, or else of the dataset.
void addPresence(ColumnList& list, const SampleFacts& facts, const Split* split)
{
    if (facts.said != nullptr) {
        for (std::size_t m = 0; m < facts.said->modalities.size(); ++m)
            list.addNumbers("has " + facts.said->modalities[m],
                [&](auto row) { return isThere(*facts.said, m, row) ? 1.0F : 0.0F; });
    } else if (split != nullptr) {
        for (std::size_t m = 0; m < facts.dataset->modalities.size(); ++m)
            list.addNumbers("has " + facts.dataset->modalities[m].name,
                [&](auto row) { return split->hasModality(m, row) ? 1.0F : 0.0F; });
    }
}

void addTargets(ColumnList& list, const ArrayD& targets)
{
    const auto count = targets.rowSize();
    for (std::int64_t t = 0; t < count; ++t)
        list.addNumbers(count == 1 ? "target" : "target " + std::to_string(t),
            [&](auto row) { return float(targets.row(row)[std::size_t(t)]); });
}

int classCountOf(const SampleFacts& facts, const Split* split)
{
    int count = facts.dataset != nullptr ? facts.dataset->classCount() : 0;
    const auto atLeast = [&](std::int64_t classes) { count = std::max(count, int(classes)); };
    if (facts.said != nullptr) {
        atLeast(facts.said->fused.rowSize());
        for (const auto& logits : facts.said->logits)
            atLeast(logits.rowSize());
        for (const int label : facts.said->labels)
            atLeast(label + 1);
    }
    if (split != nullptr)
        for (const int label : split->classes)
            atLeast(label + 1);
    return count;
}

} // namespace

SampleWeighting sampleWeighting(const MethodOptions& method)
{
    if (method.kind == MethodKind::Qmf)
        return SampleWeighting::Energy;
    if (method.kind == MethodKind::Imported)
        return method.imported.fusion == ImportedFusion::Entropy
                || method.imported.fusion == ImportedFusion::EntropyProbabilities
            ? SampleWeighting::Entropy
            : SampleWeighting::None;
    const bool isEntropy
        = method.mla.fusion == MlaFusion::Entropy || method.mla.fusion == MlaFusion::EntropyProbabilities;
    return method.kind == MethodKind::Mla && isEntropy ? SampleWeighting::Entropy : SampleWeighting::None;
}

std::vector<ValueColumn> sampleColumns(const SampleFacts& facts, std::span<const std::int64_t> rows)
{
    ColumnList list(rows);
    const auto* split = facts.dataset != nullptr ? facts.dataset->split(facts.split) : nullptr;
    static const std::vector<std::string> kNoNames;
    const auto texts = classTexts(
        facts.dataset != nullptr ? facts.dataset->classNames : kNoNames, classCountOf(facts, split));
    if (facts.said != nullptr)
        addClasses(list, facts.said->labels, rows, texts);
    else if (split != nullptr && !split->classes.empty())
        addClasses(list, split->classes, rows, texts);
    else if (split != nullptr && !split->targets.values.empty())
        addTargets(list, split->targets);
    if (facts.said != nullptr)
        addPredictions(list, facts, rows, texts);
    addPresence(list, facts, split);
    if (split != nullptr)
        addDatasetColumns(list, *split, rows);
    return list.take();
}

std::vector<ValueColumn> sampleColumns(const FeatureSet& features)
{
    std::vector<std::int64_t> all(features.rows.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = std::int64_t(i);
    ColumnList list(all);
    if (!features.labels.empty() && !all.empty()) {
        constexpr int kMostClasses = 1'000'000;
        const int most = std::max(-1, *std::ranges::max_element(features.labels));
        if (most < kMostClasses)
            addClasses(list, features.labels, all, classTexts(features.classNames, most + 1));
        else // numbers of something else; names for each would fill the memory
            list.addNumbers("class", [&](auto row) { return float(features.labels[std::size_t(row)]); });
    }
    for (std::size_t m = 0; m < features.features.size(); ++m)
        if (m < features.absent.size() && features.absent[m] > 0)
            list.addNumbers("has " + features.names[m], [&](auto row) {
                const auto values = features.features[m].row(row);
                return std::ranges::all_of(values, [](float v) { return std::isnan(v); }) ? 0.0F : 1.0F;
            });
    if (!features.ids.empty())
        list.addForeign(textColumn("id", features.ids, all));
    return list.take();
}

const ValueColumn* findColumn(std::span<const ValueColumn> columns, std::string_view name)
{
    const auto found = std::ranges::find_if(columns, [&](const auto& column) { return column.name == name; });
    return found == columns.end() ? nullptr : &*found;
}

std::vector<std::string> predictedModalities(std::span<const ValueColumn> columns)
{
    constexpr std::string_view kPrediction = "prediction ";
    std::vector<std::string> names;
    for (const auto& column : columns) {
        if (!column.name.starts_with(kPrediction) || !column.isCategorical())
            continue;
        auto name = column.name.substr(kPrediction.size());
        if (const auto* wrong = findColumn(columns, "wrong " + name);
            wrong != nullptr && !wrong->isCategorical())
            names.push_back(std::move(name));
    }
    return names;
}

} // namespace modalscope
