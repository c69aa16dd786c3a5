#include "core/experiment/differences.h"

#include <algorithm>
#include <map>

namespace modalscope {
namespace {

/// Every field with its path. A list is one value.
struct PathWriter {
    std::string prefix;
    std::vector<std::pair<std::string, std::string>>& out;

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
    template <class T>
    void add(const std::string& path, const std::map<std::string, T>& values)
    {
        for (const auto& [name, value] : values)
            add(path + "." + name, value);
    }
};

} // namespace

std::vector<OptionRow> compareExperiments(std::span<const Experiment> experiments)
{
    std::vector<OptionRow> rows;
    for (std::size_t i = 0; i < experiments.size(); ++i) {
        std::vector<std::pair<std::string, std::string>> values;
        PathWriter writer{{}, values};
        describe(experiments[i], writer);
        auto place = rows.begin(); // an option that only this one has stands behind its neighbour
        for (auto& [path, value] : values) {
            auto row
                = std::find_if(rows.begin(), rows.end(), [&](const OptionRow& r) { return r.path == path; });
            if (row == rows.end())
                row = rows.insert(place, {path, std::vector<std::string>(experiments.size()), false});
            row->values[i] = std::move(value);
            place = row + 1;
        }
    }
    for (auto& row : rows)
        row.differs = std::any_of(
            row.values.begin(), row.values.end(), [&](const auto& v) { return v != row.values.front(); });
    return rows;
}

} // namespace modalscope
