#include "core/store/run_metrics.h"

#include "core/eval/metric_names.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>

namespace modalscope {
namespace {

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

using Paths = std::shared_ptr<const std::vector<std::string>>;
using NamedNumber = std::pair<std::string, RunMetrics::Number>;

void collectNumbers(const nlohmann::json& in, const std::string& path, std::vector<NamedNumber>& out)
{
    if (!in.is_object())
        return;
    if (const auto value = in.find("value"); value != in.end()) {
        if (!value->is_number())
            return;
        const auto bound = [&](const char* name) {
            const auto found = in.find(name);
            return found != in.end() && found->is_number() ? found->get<double>() : kNoNumber;
        };
        out.push_back({path, {value->get<double>(), bound("low"), bound("high")}});
        return;
    }
    for (const auto& [name, inner] : in.items())
        collectNumbers(inner, path.empty() ? name : path + "/" + name, out);
}

/// The path of a count of samples below zero; empty when there is none.
std::string negativeCount(const nlohmann::json& in, const std::string& path)
{
    if (!in.is_object())
        return {};
    for (const auto& [name, inner] : in.items()) {
        if (name == "n" && inner.is_number() && inner.get<double>() < 0)
            return path + "/n";
        if (auto found = negativeCount(inner, path + "/" + name); !found.empty())
            return found;
    }
    return {};
}

/// One list for all runs that measure the same.
Paths sharedList(std::vector<std::string> paths)
{
    static std::mutex mutex;
    static std::map<std::vector<std::string>, std::weak_ptr<const std::vector<std::string>>> known;
    const std::scoped_lock lock(mutex);
    auto& place = known[paths];
    auto shared = place.lock();
    if (!shared)
        place = shared = std::make_shared<const std::vector<std::string>>(std::move(paths));
    return shared;
}

} // namespace

RunMetrics::RunMetrics(const nlohmann::json& file)
{
    if (!file.is_object())
        return;
    std::vector<NamedNumber> found;
    const auto splits = file.find("splits");
    collectNumbers(splits == file.end() ? file : *splits, {}, found);
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    Content content;
    std::vector<std::string> paths;
    for (auto& [path, number] : found) {
        paths.push_back(std::move(path));
        content.numbers.push_back(number);
    }
    content.paths = sharedList(std::move(paths));
    if (const auto epoch = file.find("epoch"); epoch != file.end() && epoch->is_number_integer())
        content.epoch = epoch->get<int>();
    const nlohmann::json::json_pointer total("/parameters/total");
    if (file.contains(total) && file[total].is_number_integer())
        content.parameters = file[total].get<std::int64_t>();
    m_content = std::make_shared<const Content>(std::move(content));
}

RunMetrics RunMetrics::fromParts(Paths paths, std::vector<Number> numbers, int epoch, std::int64_t parameters)
{
    RunMetrics metrics;
    metrics.m_content
        = std::make_shared<const Content>(Content{sharedList(*paths), std::move(numbers), epoch, parameters});
    return metrics;
}

std::optional<Estimate> RunMetrics::at(std::string_view path) const
{
    if (isNull())
        return std::nullopt;
    const auto& paths = *m_content->paths;
    const auto place = std::lower_bound(paths.begin(), paths.end(), path);
    if (place == paths.end() || *place != path)
        return std::nullopt;
    const auto& number = m_content->numbers[std::size_t(place - paths.begin())];
    Estimate estimate{number.value, {}, {}};
    if (!std::isnan(number.low))
        estimate.low = number.low;
    if (!std::isnan(number.high))
        estimate.high = number.high;
    return estimate;
}

std::span<const std::string> RunMetrics::paths() const
{
    return isNull() ? std::span<const std::string>() : std::span<const std::string>(*m_content->paths);
}

std::vector<std::string> RunMetrics::namesBelow(const std::string& path) const
{
    const auto prefix = path + "/";
    const auto all = paths();
    std::vector<std::string> names;
    for (auto place = std::lower_bound(all.begin(), all.end(), prefix);
         place != all.end() && place->starts_with(prefix); ++place) {
        auto name = place->substr(prefix.size(), place->find('/', prefix.size()) - prefix.size());
        if (std::find(names.begin(), names.end(), name) == names.end())
            names.push_back(std::move(name));
    }
    return names;
}

int RunMetrics::epoch() const
{
    return isNull() ? 0 : m_content->epoch;
}

std::int64_t RunMetrics::parameters() const
{
    return isNull() ? -1 : m_content->parameters;
}

std::span<const RunMetrics::Number> RunMetrics::numbers() const
{
    return isNull() ? std::span<const Number>() : std::span<const Number>(m_content->numbers);
}

const Paths& RunMetrics::sharedPaths() const
{
    static const Paths kNone = std::make_shared<const std::vector<std::string>>();
    return isNull() ? kNone : m_content->paths;
}

std::string impossibleNumber(const nlohmann::json& in, const RunMetrics& metrics, const std::string& at)
{
    constexpr double kRounding = 1e-9;
    const auto paths = metrics.paths();
    const auto numbers = metrics.numbers();
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const auto& [value, low, high] = numbers[i];
        if (isFraction(paths[i]) && !(value >= -kRounding && value <= 1 + kRounding))
            return at + "/" + paths[i] + " is not a share from 0 to 1";
        if (value < low - kRounding || value > high + kRounding) // never so without an interval, which is NaN
            return at + "/" + paths[i] + " lies outside its own interval from low to high";
    }
    const auto count = negativeCount(in, at);
    return count.empty() ? count : count + " is a number of samples below 0";
}

} // namespace modalscope
