#include "core/models/network_options.h"

#include <array>

namespace modalscope {

std::span<const Choice<NetworkKind>> choices(NetworkKind)
{
    static constexpr std::array<Choice<NetworkKind>, 4> all{{
        {NetworkKind::Segformer, "segformer", "SegFormer"},
        {NetworkKind::Cmnext, "cmnext", "CMNeXt"},
        {NetworkKind::Mmsformer, "mmsformer", "MMSFormer"},
        {NetworkKind::Mult, "mult", "MulT"},
    }};
    return all;
}

std::span<const Choice<MitSize>> choices(MitSize)
{
    static constexpr std::array<Choice<MitSize>, 6> all{{
        {MitSize::B0, "b0", "B0"},
        {MitSize::B1, "b1", "B1"},
        {MitSize::B2, "b2", "B2"},
        {MitSize::B3, "b3", "B3"},
        {MitSize::B4, "b4", "B4"},
        {MitSize::B5, "b5", "B5"},
    }};
    return all;
}

std::span<const Choice<ExtraMitSize>> choices(ExtraMitSize)
{
    static constexpr std::array<Choice<ExtraMitSize>, 7> all{{
        {ExtraMitSize::Auto, "auto", "automatic"},
        {ExtraMitSize::B0, "b0", "B0"},
        {ExtraMitSize::B1, "b1", "B1"},
        {ExtraMitSize::B2, "b2", "B2"},
        {ExtraMitSize::B3, "b3", "B3"},
        {ExtraMitSize::B4, "b4", "B4"},
        {ExtraMitSize::B5, "b5", "B5"},
    }};
    return all;
}

bool isDense(NetworkKind kind)
{
    return kind != NetworkKind::Mult;
}

MitSize mitSizeOfExtra(const NetworkOptions& options)
{
    if (options.extraSize == ExtraMitSize::Auto)
        return options.size == MitSize::B0 ? MitSize::B0 : MitSize::B1;
    return MitSize(int(options.extraSize) - int(ExtraMitSize::B0));
}

int headWidthOf(const NetworkOptions& options)
{
    if (options.headWidth > 0)
        return options.headWidth;
    if (options.size <= MitSize::B1)
        return 256;
    return options.kind == NetworkKind::Segformer ? 768 : 512;
}

} // namespace modalscope
