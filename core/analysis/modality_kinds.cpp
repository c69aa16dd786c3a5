#include "core/analysis/modality_kinds.h"

#include <optional>

namespace modalscope {
namespace {

/// The kind that an encoder cannot do without; images stand for video as well, `auto` treats them alike.
std::optional<ModalityKind> kindNeededBy(EncoderKind encoder)
{
    switch (encoder) {
    case EncoderKind::Gru:
    case EncoderKind::Transformer:
        return ModalityKind::Sequence;
    case EncoderKind::Cnn:
    case EncoderKind::Resnet18:
        return ModalityKind::Image;
    case EncoderKind::Auto:
    case EncoderKind::Mlp:
        break;
    }
    return std::nullopt;
}

} // namespace

ModalityKinds::ModalityKinds(std::span<const RunSeries> runs)
{
    for (const auto& series : runs) {
        const auto& origin = series.run->origin;
        for (const auto& [modality, kind] : origin.modalityKinds)
            m_kinds.insert_or_assign({origin.datasetFingerprint, modality}, kind);
        for (const auto& modality : modalitiesOf(series))
            if (const auto kind = kindNeededBy(series.run->experiment.encoder(modality).kind))
                m_kinds.insert({{origin.datasetFingerprint, modality}, *kind});
    }
}

EncoderOptions ModalityKinds::resolved(const RunSeries& series, const std::string& modality) const
{
    auto options = series.run->experiment.encoder(modality);
    const auto found = m_kinds.find({series.run->origin.datasetFingerprint, modality});
    if (options.kind == EncoderKind::Auto && found != m_kinds.end())
        options.kind = automaticEncoder(found->second);
    return options;
}

} // namespace modalscope
