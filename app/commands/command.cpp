#include "app/commands/command.h"

#include "core/base/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
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
    const bool isInput = error.kind == ErrorKind::InvalidInput || error.kind == ErrorKind::Shape;
    return isInput ? WrongInput : FailedWhileRunning;
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

std::string estimateText(const nlohmann::json& estimate)
{
    const auto percent = [&](const char* key) { return fixedText(100 * estimate.at(key).get<double>(), 2); };
    auto text = percent("value") + " %";
    if (estimate.contains("low"))
        text += "  [" + percent("low") + ", " + percent("high") + "]";
    return text;
}

std::string accuracyLines(const nlohmann::json& split)
{
    std::string lines;
    const auto add = [&](const std::string& who, const nlohmann::json& metrics) {
        if (metrics.contains("accuracy"))
            lines += "  " + who + std::string(who.size() < 24 ? 24 - who.size() : 1, ' ')
                + estimateText(metrics["accuracy"]) + "\n";
        else if (metrics.empty()) // no sample has anything under this condition
            lines += "  " + who + ": no sample has it\n";
    };
    if (split.contains("fused"))
        add("fused", split["fused"]);
    for (const auto& [key, prefix] :
        {std::pair("modalities", ""), {"probe", "probe "}, {"subsets", "with "}, {"permuted", "permuted "}})
        if (split.contains(key))
            for (const auto& [name, metrics] : split[key].items())
                add(prefix + name, metrics);
    if (split.contains("rates"))
        for (const auto& [name, metrics] : split["rates"].items())
            add("at missing rate " + name, metrics.value("fused", nlohmann::json::object()));
    return lines;
}

} // namespace modalscope
