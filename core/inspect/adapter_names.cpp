#include "core/inspect/adapter_names.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace modalscope {
namespace {

struct NameMark {
    std::string_view text;
    AdapterTensor kind;
};

constexpr std::array<NameMark, 4> kEndings{{
    {".lora.A", AdapterTensor::LoraA},
    {".lora.B", AdapterTensor::LoraB},
    {".ssf.gamma", AdapterTensor::Scale},
    {".ssf.beta", AdapterTensor::Shift},
}};
constexpr std::array<NameMark, 6> kParts{{
    {"lora_A", AdapterTensor::LoraA},
    {"lora_B", AdapterTensor::LoraB},
    {"lora_embedding_A", AdapterTensor::LoraA},
    {"lora_embedding_B", AdapterTensor::LoraB},
    {"ssf_scale", AdapterTensor::Scale},
    {"ssf_shift", AdapterTensor::Shift},
}};

/// Whether `word` stands in `text` with no letter beside it.
bool hasWord(std::string_view text, std::string_view word)
{
    const auto isLetter = [&](std::size_t i) {
        return i < text.size() && std::isalpha(static_cast<unsigned char>(text[i])) != 0;
    };
    for (auto at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1))
        if ((at == 0 || !isLetter(at - 1)) && !isLetter(at + word.size()))
            return true;
    return false;
}

std::string withoutDot(std::string_view text)
{
    return std::string(text.ends_with('.') ? text.substr(0, text.size() - 1) : text);
}

} // namespace

std::optional<AdapterName> adapterNameOf(std::string_view layer)
{
    for (const auto& [ending, kind] : kEndings)
        if (layer.ends_with(ending))
            return AdapterName{kind, std::string(layer.substr(0, layer.size() - ending.size()))};
    for (const auto& [part, kind] : kParts) {
        const auto at = layer.find(part);
        if (at == std::string_view::npos || (at > 0 && layer[at - 1] != '.'))
            continue;
        auto name = withoutDot(layer.substr(0, at));
        if (kind == AdapterTensor::Scale || kind == AdapterTensor::Shift) {
            auto number = layer.substr(at + part.size());
            number.remove_prefix(number.starts_with('_') ? 1 : 0);
            name += number.empty() ? "" : " " + std::string(number);
        }
        return AdapterName{kind, std::move(name)};
    }
    constexpr std::array<std::string_view, 5> words{"adapter", "adapters", "lora", "ssf", "ia3"};
    for (const auto word : words)
        if (hasWord(layer, word))
            return AdapterName{AdapterTensor::Unknown, std::string(layer.substr(0, layer.rfind('.')))};
    return std::nullopt;
}

} // namespace modalscope
