#include "core/adapters/adapter_options.h"

namespace modalscope {

std::span<const Choice<AdapterKind>> choices(AdapterKind)
{
    static constexpr Choice<AdapterKind> all[] = {
        {AdapterKind::Ssf, "ssf", "Scale & shift"},
        {AdapterKind::Scale, "scale", "Scale"},
        {AdapterKind::Shift, "shift", "Shift (the paper's BitFit)"},
        {AdapterKind::BitFit, "bitfit", "BitFit"},
        {AdapterKind::Norm, "norm", "Norm tuning"},
        {AdapterKind::Lora, "lora", "LoRA"},
        {AdapterKind::SsfLora, "ssf+lora", "LoRA, scale & shift"},
        {AdapterKind::Full, "full", "Full fine-tuning"},
        {AdapterKind::Pretrained, "pretrained", "Pretrained (no adaptation)"},
    };
    return all;
}

std::span<const Choice<AdapterStart>> choices(AdapterStart)
{
    static constexpr Choice<AdapterStart> all[] = {
        {AdapterStart::Identity, "identity", "Identity"},
        {AdapterStart::SsfCode, "ssf-code", "Random, as the code of SSF"},
    };
    return all;
}

std::span<const Choice<LoraConvolutions>> choices(LoraConvolutions)
{
    static constexpr Choice<LoraConvolutions> all[] = {
        {LoraConvolutions::None, "none", "None"},
        {LoraConvolutions::OneByOne, "1x1", "1×1"},
        {LoraConvolutions::Dense, "dense", "All dense"},
    };
    return all;
}

bool namesLayer(const std::string& entry, const std::string& path)
{
    if (!entry.ends_with('*'))
        return path == entry;
    return path.starts_with(std::string_view(entry).substr(0, entry.size() - 1));
}

bool hasScale(AdapterKind kind)
{
    return kind == AdapterKind::Ssf || kind == AdapterKind::Scale || kind == AdapterKind::SsfLora;
}

bool hasShift(AdapterKind kind)
{
    return kind == AdapterKind::Ssf || kind == AdapterKind::Shift || kind == AdapterKind::SsfLora;
}

bool hasLora(AdapterKind kind)
{
    return kind == AdapterKind::Lora || kind == AdapterKind::SsfLora;
}

} // namespace modalscope
