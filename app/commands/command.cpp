#include "app/commands/command.h"

#include "core/base/text.h"
#include "core/eval/metric_names.h"
#include "core/eval/task_metric.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdio>

#include <dlfcn.h>

namespace modalscope {
namespace {

void printError(const Error& error)
{
    std::fprintf(stderr, "error: %s\n", printableText(error.message).c_str());
}

} // namespace

int failBefore(const Error& error)
{
    if (error.kind == ErrorKind::Cancelled)
        return CancelledByUser;
    printError(error);
    return WrongInput;
}

int failWhileRunning(const Error& error)
{
    if (error.kind == ErrorKind::Cancelled)
        return CancelledByUser;
    printError(error);
    constexpr std::array ofInput{
        ErrorKind::InvalidInput, ErrorKind::Shape, ErrorKind::NotFound, ErrorKind::Format};
    return std::ranges::find(ofInput, error.kind) != ofInput.end() ? WrongInput : FailedWhileRunning;
}

void printJson(const nlohmann::json& json)
{
    std::printf("%s\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

Result<Engine*> engine()
{
    static Engine* const loaded = []() -> Engine* {
        void* library = ::dlopen("liblearn.so", RTLD_NOW);
        void* symbol = library != nullptr ? ::dlsym(library, "modalscopeEngine") : nullptr;
        return symbol != nullptr ? reinterpret_cast<Engine* (*)()>(symbol)() : nullptr;
    }();
    if (loaded != nullptr)
        return loaded;
    const char* why = ::dlerror();
    return Error{ErrorKind::Io,
        std::string("liblearn.so: cannot load LibTorch: ") + (why != nullptr ? why : "unknown reason")};
}

std::string estimateText(const nlohmann::json& estimate, bool isPercent)
{
    const auto number = [&](const char* key) {
        const auto value = estimate.at(key).get<double>();
        return isPercent ? fixedText(100 * value, 2) : fixedText(value, 4);
    };
    auto text = number("value") + (isPercent ? " %" : "");
    if (estimate.contains("low"))
        text += "  [" + number("low") + ", " + number("high") + "]";
    return text;
}

namespace {

/// By what the entry of the fusion holds.
TaskMetric mainMetricOf(const nlohmann::json& metrics)
{
    return mainMetricWhere([&](const char* name) { return metrics.contains(name); });
}

} // namespace

std::string mainMetricLabel(const nlohmann::json& split)
{
    return mainMetricOf(split.value("fused", nlohmann::json::object())).label;
}

std::string accuracyLines(const nlohmann::json& split)
{
    std::string lines;
    const auto add = [&](const std::string& who, const nlohmann::json& metrics) {
        const auto metric = mainMetricOf(metrics);
        if (metrics.contains(metric.name))
            lines += "  " + who + std::string(who.size() < 24 ? 24 - who.size() : 1, ' ')
                + estimateText(metrics[metric.name], isFraction(metric.name)) + "\n";
        else if (metrics.empty()) // no sample has anything under this condition
            lines += "  " + who + ": no sample has it\n";
    };
    if (split.contains("fused"))
        add("fused", split["fused"]);
    for (const auto& [key, prefix] :
        {std::pair("modalities", ""), {"probe", "probe "}, {"subsets", "with "}, {"permuted", "permuted "}})
        if (split.contains(key))
            for (const auto& [name, metrics] : split[key].items()) {
                const auto samples = metrics.find("samples"); // fewer than the split has
                const auto count = samples == metrics.end()
                    ? std::string()
                    : " (n = " + std::to_string(samples->value("value", std::int64_t(0))) + ")";
                add(prefix + name + count, metrics);
            }
    if (split.contains("rates"))
        for (const auto& [name, metrics] : split["rates"].items())
            add("at missing rate " + name, metrics.value("fused", nlohmann::json::object()));
    return lines;
}

} // namespace modalscope
