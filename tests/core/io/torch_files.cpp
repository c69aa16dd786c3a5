#include "tests/core/io/torch_files.h"

#include "core/base/atomic_file.h"
#include "core/config/json_options.h"

#include <algorithm>
#include <cmath>

namespace modalscope {
namespace {

nlohmann::json expectedValues(const std::filesystem::path& folder)
{
    const auto text = readFile(folder / "expected.json");
    return text ? nlohmann::json::parse(text.value(), nullptr, false) : nlohmann::json();
}

double expectedNumber(const nlohmann::json& value)
{
    return value.is_string() ? (value == "-inf" ? -HUGE_VAL : HUGE_VAL) : value.get<double>();
}

} // namespace

std::filesystem::path torchFiles()
{
    return std::filesystem::path(MODALSCOPE_SOURCE_DIR) / "tests/golden/torch";
}

std::vector<std::string> expectedFiles(const std::filesystem::path& folder)
{
    std::vector<std::string> names;
    const auto expected = expectedValues(folder);
    for (const auto& [name, tensors] : expected.items())
        names.push_back(name);
    return names;
}

std::string firstDifference(const std::filesystem::path& folder, const std::string& file)
{
    const auto expected = expectedValues(folder).at(file);
    const auto opened = openWeightsFile(folder / file);
    if (!opened)
        return opened.error().message;
    const auto& weights = opened.value();
    const auto tensors = namedTensors(weights.tree, weights.tree.root);
    for (const auto& [name, values] : expected.items()) {
        const auto found = std::ranges::find(tensors, name, &NamedTensor::name);
        if (found == tensors.end())
            return file + " has no " + name;
        const auto read = readDoubles(weights, *found);
        if (!read)
            return read.error().message;
        if (read.value().size() != values.size())
            return file + ": " + name + " has " + std::to_string(read.value().size()) + " values";
        const bool isQuantised = modalscope::isQuantised(weights.tree.tensors[found->tensor].type);
        for (std::size_t i = 0; i < values.size(); ++i) {
            const double wanted = expectedNumber(values[i]), got = read.value()[i];
            if (isQuantised ? std::abs(got - wanted) > 1e-7 : got != wanted)
                return file + ": " + name + " has " + std::to_string(got) + " for " + std::to_string(wanted);
        }
    }
    return {};
}

bool readsWholly(const std::shared_ptr<const ByteSource>& source)
{
    const auto file = openWeights(source, "bytes");
    if (!file)
        return false;
    bool isWhole = true;
    for (const auto& tensor : namedTensors(file.value().tree, file.value().tree.root))
        isWhole = bool(readFloats(file.value(), tensor)) && isWhole;
    for (const auto& entry : file.value().code)
        isWhole = bool(readCode(file.value(), entry)) && isWhole;
    return isWhole;
}

} // namespace modalscope
