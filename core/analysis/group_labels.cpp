#include "core/analysis/group_labels.h"

#include "core/base/text.h"
#include "core/experiment/ablation_study.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace modalscope {
namespace {

constexpr std::size_t kMostDifferences = 4; // in one label

std::string plainLabel(const RunSeries& series)
{
    const auto& method = series.run->experiment.method;
    const auto modalities = modalitiesOf(series);
    if (method.kind == MethodKind::Unimodal && modalities.size() == 1)
        return modalities.front() + " alone";
    return variantTitle(method);
}

/// "train.epochs" and "60" → "epochs 60"; an encoder's option keeps the modality.
std::string differenceText(const ConfigRow& row, const std::string& value)
{
    auto name = row.path == "missing.train_rate" ? "train rate" : row.path;
    for (const char* prefix : {"train.", "evaluate.", "method.", "encoders."})
        if (name.starts_with(prefix))
            name = name.substr(std::string_view(prefix).size());
    std::replace(name.begin(), name.end(), '.', ' ');
    std::replace(name.begin(), name.end(), '_', ' ');
    if (row.path == "dataset" || row.path == "modalities")
        return value;
    const double number = numberFromText(value);
    return name + " " + (std::isfinite(number) ? numberText(number) : value); // 0, not 0.0
}

/// "feature" of "encoders.fou76.feature"; empty for other paths.
std::string encoderOption(const std::string& path)
{
    const auto parts = splitText(path, '.');
    return parts.size() == 3 && parts.front() == "encoders" ? parts.back() : std::string();
}

/// A row that can set runs apart.
struct TellingRow {
    const ConfigRow* row = nullptr;
    std::string option; ///< of an encoder; empty for other rows
};

/// Without those of encoders that some runs do not have: their modalities differ, which is said already.
std::vector<TellingRow> tellingRows(std::span<const ConfigRow> rows)
{
    std::vector<TellingRow> telling;
    for (const auto& row : rows) {
        if (!row.differs || row.path == "seed" || row.path == "name" || row.path == "method.file"
            || row.path == "method.sha256")
            continue;
        TellingRow one{&row, encoderOption(row.path)};
        const bool isEverywhere = std::none_of(
            row.values.begin(), row.values.end(), [](const auto& text) { return text.empty(); });
        if (one.option.empty() || isEverywhere)
            telling.push_back(std::move(one));
    }
    return telling;
}

/// Values of one option in every encoder.
using EncoderRows = std::map<std::string, std::vector<const ConfigRow*>>;

EncoderRows encoderRows(std::span<const ConfigRow> rows)
{
    EncoderRows all;
    for (const auto& row : rows)
        if (const auto option = encoderOption(row.path); !option.empty())
            all[option].push_back(&row);
    return all;
}

/// Whether all encoders of a run agree on an option, so that it is named once.
bool isSameInAllEncoders(const std::vector<const ConfigRow*>& rows, std::size_t run)
{
    std::string first;
    for (const auto* row : rows) {
        const auto& value = row->values[run];
        if (!value.empty() && !first.empty() && value != first)
            return false;
        if (first.empty())
            first = value;
    }
    return true;
}

std::vector<std::string> differencesOf(
    const std::vector<TellingRow>& rows, const EncoderRows& encoders, std::size_t run)
{
    std::vector<std::string> texts;
    for (const auto& [row, option] : rows) {
        const auto& value = row->values[run];
        if (value.empty())
            continue;
        const auto text = !option.empty() && isSameInAllEncoders(encoders.at(option), run)
            ? option + " " + value
            : differenceText(*row, value);
        if (std::find(texts.begin(), texts.end(), text) == texts.end())
            texts.push_back(text);
    }
    if (texts.size() > kMostDifferences) {
        const auto more = texts.size() - kMostDifferences;
        texts.resize(kMostDifferences);
        texts.push_back(std::to_string(more) + " more");
    }
    return texts;
}

} // namespace

std::vector<std::string> differenceTexts(std::span<const ConfigRow> rows)
{
    std::vector<std::string> texts(rows.empty() ? 0 : rows.front().values.size());
    const auto telling = tellingRows(rows);
    const auto encoders = encoderRows(rows);
    for (std::size_t run = 0; run < texts.size(); ++run)
        texts[run] = joinText(differencesOf(telling, encoders, run), ", ");
    return texts;
}

std::vector<std::string> groupLabels(std::span<const RunSeries> groups)
{
    std::vector<std::string> labels;
    std::map<std::string, std::vector<std::size_t>> same;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        labels.push_back(plainLabel(groups[i]));
        same[labels.back()].push_back(i);
    }
    for (const auto& [label, members] : same) {
        if (members.size() < 2)
            continue;
        std::vector<RunSeries> runs;
        for (const auto member : members)
            runs.push_back(groups[member]);
        const auto texts = differenceTexts(configTable(runs));
        for (std::size_t i = 0; i < members.size(); ++i)
            if (!texts[i].empty())
                labels[members[i]] += ", " + texts[i];
    }
    return labels;
}

} // namespace modalscope
