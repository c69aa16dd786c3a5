#pragma once

#include "core/data/array.h"
#include "core/io/hdf5_attribute.h"
#include "core/store/array_group.h"
#include "tests/core/io/numpy_bytes.h"

#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

namespace modalscope {

/// Arrays of a file of results by name, "test/logits/audio".
struct MadeResults {
    std::map<std::string, ArrayD> arrays = {};
    std::map<std::string, std::vector<int>> lists = {}; ///< labels, presence
    std::vector<std::string> classNames = {}, modalities = {};
};

inline ArrayD matrixOf(const std::vector<std::vector<double>>& rows)
{
    ArrayD out({std::int64_t(rows.size()), std::int64_t(rows.empty() ? 0 : rows.front().size())});
    out.values.clear();
    for (const auto& row : rows)
        out.values.insert(out.values.end(), row.begin(), row.end());
    return out;
}

inline bool makeGroupsOf(const Hdf5File& file, const std::string& path, std::vector<std::string>& made)
{
    for (auto at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1)) {
        const auto group = path.substr(0, at);
        if (std::find(made.begin(), made.end(), group) != made.end())
            continue;
        if (!file.makeGroup(group))
            return false;
        made.push_back(group);
    }
    return true;
}

inline bool writeHdf5(const std::filesystem::path& path, const MadeResults& results)
{
    auto file = Hdf5File::create(path);
    std::vector<std::string> made;
    bool good = bool(file);
    for (const auto& [name, array] : results.arrays)
        good = good && makeGroupsOf(file.value(), "/" + name, made)
            && writeScores(file.value(), "/" + name, array);
    for (const auto& [name, list] : results.lists)
        good = good && makeGroupsOf(file.value(), "/" + name, made)
            && writeInts(file.value(), "/" + name, list);
    const auto names = [&](const char* attribute, const std::vector<std::string>& texts) {
        return texts.empty()
            || writeAttribute(file.value(), "/", attribute, std::span<const std::string>(texts));
    };
    return good && names("class_names", results.classNames) && names("modalities", results.modalities)
        && file.value().close();
}

/// Arrays as float64, as NumPy has them unless told otherwise.
inline bool writeNpz(const std::filesystem::path& path, const MadeResults& results)
{
    std::map<std::string, std::string> entries;
    for (const auto& [name, array] : results.arrays)
        entries[name] = npyBytes("'<f8'",
            "(" + std::to_string(array.shape.front()) + ", " + std::to_string(array.shape.back()) + ")",
            bytesOf(array.values));
    for (const auto& [name, list] : results.lists)
        entries[name] = npyBytes("'<i4'", "(" + std::to_string(list.size()) + ",)", bytesOf(list));
    std::ofstream out(path, std::ios::binary);
    out << npzBytes(entries);
    return bool(out.flush());
}

/// Six samples of two classes: audio is right in five, text in four, their mean in all but the last.
inline MadeResults smallResults(const std::string& prefix = "test/", const std::string& between = "/")
{
    MadeResults made;
    made.lists[prefix + "labels"] = {0, 0, 1, 1, 0, 1};
    made.arrays[prefix + "logits" + between + "audio"]
        = matrixOf({{2, 0}, {3, 0}, {0, 1}, {0, 2}, {1, 0}, {4, 0}});
    made.arrays[prefix + "logits" + between + "text"]
        = matrixOf({{1, 0}, {0, 1}, {0, 2}, {1, 0}, {3, 0}, {0, 1}});
    made.arrays[prefix + "features" + between + "audio"]
        = matrixOf({{1, 2, 3}, {2, 1, 3}, {-1, 0, 1}, {-2, 0, 1}, {1, 1, 1}, {0, 0, 1}});
    made.arrays[prefix + "features" + between + "text"]
        = matrixOf({{1, 2}, {2, 1}, {-1, 0}, {-2, 0}, {1, 1}, {0, 0}});
    return made;
}

} // namespace modalscope
