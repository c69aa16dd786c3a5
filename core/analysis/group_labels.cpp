#include "core/analysis/group_labels.h"

#include "core/analysis/config_diff.h"

#include <algorithm>
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
    return methodLabel(method);
}

/// "train.epochs" and "60" → "epochs 60"; an encoder's option keeps the modality.
std::string differenceText(const ConfigRow& row, const std::string& value)
{
    auto name = row.path;
    for (const char* prefix : {"train.", "evaluate.", "method.", "encoders."})
        if (name.starts_with(prefix))
            name = name.substr(std::string_view(prefix).size());
    std::replace(name.begin(), name.end(), '.', ' ');
    std::replace(name.begin(), name.end(), '_', ' ');
    return row.path == "dataset" || row.path == "modalities" ? value : name + " " + value;
}

/// "feature" of "encoders.fou76.feature"; empty for other paths.
std::string encoderOption(const std::string& path)
{
    const auto parts = splitText(path, '.');
    return parts.size() == 3 && parts.front() == "encoders" ? parts.back() : std::string();
}

/// Whether all encoders of a run agree on an option, so that it is named once.
bool isSameInAllEncoders(const std::vector<ConfigRow>& rows, const std::string& option, std::size_t run)
{
    std::string first;
    for (const auto& row : rows) {
        if (encoderOption(row.path) != option || row.values[run].empty())
            continue;
        if (first.empty())
            first = row.values[run];
        else if (row.values[run] != first)
            return false;
    }
    return true;
}

/// What sets run `run` apart among the others of `rows`.
std::vector<std::string> differences(const std::vector<ConfigRow>& rows, std::size_t run)
{
    std::vector<std::string> texts;
    const auto add = [&](const std::string& text) {
        if (std::find(texts.begin(), texts.end(), text) == texts.end())
            texts.push_back(text);
    };
    for (const auto& row : rows) {
        const auto& value = row.values[run];
        if (!row.differs || value.empty() || row.path == "seed" || row.path == "name")
            continue;
        const auto option = encoderOption(row.path);
        const bool everywhere = std::none_of(
            row.values.begin(), row.values.end(), [](const auto& text) { return text.empty(); });
        if (!option.empty() && !everywhere)
            continue; // the modalities differ, which is said already
        if (!option.empty() && isSameInAllEncoders(rows, option, run))
            add(option + " " + value);
        else
            add(differenceText(row, value));
    }
    if (texts.size() > kMostDifferences) {
        const auto more = texts.size() - kMostDifferences;
        texts.resize(kMostDifferences);
        texts.push_back(std::to_string(more) + " more");
    }
    return texts;
}

} // namespace

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
        const auto rows = configTable(runs);
        for (std::size_t i = 0; i < members.size(); ++i)
            for (const auto& text : differences(rows, i))
                labels[members[i]] += ", " + text;
    }
    return labels;
}

} // namespace modalscope
