#include "core/analysis/config_diff.h"

#include <algorithm>
#include <map>

namespace modalscope {
namespace {

using Values = std::vector<std::pair<std::string, std::string>>;

/// Visitor that collects every option with its path. A list is one value.
struct PathWriter {
    std::string prefix;
    Values& out;

    template <class T>
    void operator()(const Field& field, const T& value)
    {
        add(prefix + std::string(field.name), value);
    }

    template <class T>
    void add(const std::string& path, const T& value)
    {
        if constexpr (Described<const T>) {
            PathWriter inner{path + ".", out};
            describe(value, inner);
        } else {
            const auto json = JsonWriter::toValue(value);
            out.emplace_back(path, json.is_string() ? json.template get<std::string>() : json.dump());
        }
    }
    void add(const std::string& path, const std::vector<std::string>& values)
    {
        out.emplace_back(path, joinText(values, ", "));
    }
    template <class T>
    void add(const std::string& path, const std::map<std::string, T>& values)
    {
        for (const auto& [name, value] : values)
            add(path + "." + name, value);
    }
};

} // namespace

std::vector<std::pair<std::string, std::string>> optionValues(const RunSeries& series)
{
    auto experiment = series.run->experiment;
    experiment.modalities = modalitiesOf(series);
    if (!experiment.modalities.empty()) {
        experiment.encoders.clear();
        for (const auto& name : experiment.modalities)
            experiment.encoders[name] = series.run->experiment.encoder(name);
    }
    const auto& origin = series.run->origin;
    experiment.dataset = origin.datasetName;
    if (!origin.datasetFingerprint.empty())
        experiment.dataset += " (" + origin.datasetFingerprint.substr(0, 8) + ")";
    Values values;
    PathWriter writer{{}, values};
    describe(experiment, writer);
    std::erase_if(values, [](const auto& value) { return value.first == "format"; });
    return values;
}

std::vector<ConfigRow> configTable(std::span<const RunSeries> runs)
{
    std::vector<ConfigRow> rows;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        auto place = rows.begin(); // an option that only this run has stands behind its neighbour
        for (auto& [path, value] : optionValues(runs[i])) {
            auto row = std::find_if(
                rows.begin(), rows.end(), [&, &name = path](const auto& r) { return r.path == name; });
            if (row == rows.end())
                row = rows.insert(place, {path, std::vector<std::string>(runs.size()), false});
            row->values[i] = std::move(value);
            place = row + 1;
        }
    }
    for (auto& row : rows)
        row.differs = std::any_of(row.values.begin(), row.values.end(),
            [&](const auto& value) { return value != row.values.front(); });
    return rows;
}

std::vector<ConfigRow> configDiff(std::span<const RunSeries> runs)
{
    auto rows = configTable(runs);
    std::erase_if(rows, [](const auto& row) { return !row.differs; });
    return rows;
}

} // namespace modalscope
