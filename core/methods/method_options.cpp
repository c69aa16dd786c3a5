#include "core/methods/method_options.h"

#include <array>

namespace modalscope {

std::span<const Choice<MethodKind>> choices(MethodKind)
{
    static constexpr std::array<Choice<MethodKind>, 16> all{{
        {MethodKind::Unimodal, "unimodal", "Unimodal"},
        {MethodKind::Concat, "concat", "Concat"},
        {MethodKind::Sum, "sum", "Sum"},
        {MethodKind::Film, "film", "FiLM"},
        {MethodKind::Gated, "gated", "Gated"},
        {MethodKind::Late, "late", "Late fusion"},
        {MethodKind::Mla, "mla", "MLA"},
        {MethodKind::Ogm, "ogm", "OGM"},
        {MethodKind::OgmGe, "ogm-ge", "OGM-GE"},
        {MethodKind::Qmf, "qmf", "QMF"},
        {MethodKind::ModalityDropout, "modality-dropout", "Modality dropout"},
        {MethodKind::Ae, "ae", "Autoencoder (AE)"},
        {MethodKind::Cra, "cra", "Cascaded residual autoencoder (CRA)"},
        {MethodKind::Mmin, "mmin", "MMIN"},
        {MethodKind::Network, "network", "Network of all modalities"},
        {MethodKind::Imported, "imported", "Imported"},
    }};
    return all;
}

std::span<const Choice<MethodKind>> trainedMethods()
{
    const auto all = choices(MethodKind{});
    return all.first(all.size() - 1);
}

std::span<const Choice<ImportedFusion>> choices(ImportedFusion)
{
    static constexpr std::array<Choice<ImportedFusion>, 5> all{{
        {ImportedFusion::File, "file", "as in the file"},
        {ImportedFusion::Mean, "mean", "mean of logits"},
        {ImportedFusion::Sum, "sum", "sum of logits"},
        {ImportedFusion::Entropy, "entropy", "entropy"},
        {ImportedFusion::EntropyProbabilities, "entropy-probabilities", "entropy on probabilities"},
    }};
    return all;
}

std::span<const Choice<MlaSchedule>> choices(MlaSchedule)
{
    static constexpr std::array<Choice<MlaSchedule>, 3> all{{
        {MlaSchedule::PerBatch, "per-batch", "alternate per batch"},
        {MlaSchedule::PerEpoch, "per-epoch", "alternate per epoch"},
        {MlaSchedule::Joint, "joint", "joint"},
    }};
    return all;
}

std::span<const Choice<MlaOrder>> choices(MlaOrder)
{
    static constexpr std::array<Choice<MlaOrder>, 3> all{{
        {MlaOrder::Listed, "listed", "as listed"},
        {MlaOrder::Reversed, "reversed", "reversed"},
        {MlaOrder::Shuffled, "shuffled", "shuffled per batch"},
    }};
    return all;
}

std::span<const Choice<Hgm>> choices(Hgm)
{
    static constexpr std::array<Choice<Hgm>, 7> all{{
        {Hgm::Off, "off", "off"},
        {Hgm::Paper, "paper", "paper"},
        {Hgm::CurrentMean, "current-mean", "current mean"},
        {Hgm::ReleasedCode, "released-code", "released code (chaotic)"},
        {Hgm::Fresh, "fresh", "fresh P in each step"},
        {Hgm::FrozenHead, "frozen-head", "control: frozen head"},
        {Hgm::SlowHead, "slow-head", "control: slow head"},
    }};
    return all;
}

std::span<const Choice<HgmNormalization>> choices(HgmNormalization)
{
    static constexpr std::array<Choice<HgmNormalization>, 2> all{{
        {HgmNormalization::None, "none", "none"},
        {HgmNormalization::Frobenius, "frobenius", "Frobenius (released code)"},
    }};
    return all;
}

std::span<const Choice<HgmAlpha>> choices(HgmAlpha)
{
    static constexpr std::array<Choice<HgmAlpha>, 2> all{{
        {HgmAlpha::Schedule, "schedule", "schedule (released code)"},
        {HgmAlpha::Constant, "constant", "constant"},
    }};
    return all;
}

std::span<const Choice<FrozenGradient>> choices(FrozenGradient)
{
    static constexpr std::array<Choice<FrozenGradient>, 2> all{{
        {FrozenGradient::Undefined, "undefined", "undefined"},
        {FrozenGradient::Zero, "zero", "zero"},
    }};
    return all;
}

std::span<const Choice<MlaFusion>> choices(MlaFusion)
{
    static constexpr std::array<Choice<MlaFusion>, 5> all{{
        {MlaFusion::Mean, "mean", "mean"},
        {MlaFusion::Fixed, "fixed", "fixed weights"},
        {MlaFusion::Entropy, "entropy", "entropy"},
        {MlaFusion::EntropyProbabilities, "entropy-probabilities", "entropy on probabilities"},
        {MlaFusion::ReleasedCodeBatch, "released-code-batch", "batch entropy (released code)"},
    }};
    return all;
}

std::span<const Choice<GradientClearing>> choices(GradientClearing)
{
    static constexpr std::array<Choice<GradientClearing>, 2> all{{
        {GradientClearing::None, "none", "undefined"},
        {GradientClearing::Zeros, "zeros", "zeros (released code)"},
    }};
    return all;
}

std::span<const Choice<OgmRule>> choices(OgmRule)
{
    static constexpr std::array<Choice<OgmRule>, 2> all{{
        {OgmRule::Strict, "strict", "strict"},
        {OgmRule::Released, "released-code", "released code"},
    }};
    return all;
}

std::span<const Choice<QmfMargin>> choices(QmfMargin)
{
    static constexpr std::array<Choice<QmfMargin>, 2> all{{
        {QmfMargin::ReleasedCode, "released-code", "released code"},
        {QmfMargin::Ranking, "ranking", "ranking loss"},
    }};
    return all;
}

std::span<const Choice<TaskLoss>> choices(TaskLoss)
{
    static constexpr std::array<Choice<TaskLoss>, 4> all{{
        {TaskLoss::Auto, "auto", "automatic"},
        {TaskLoss::CrossEntropy, "cross-entropy", "cross-entropy"},
        {TaskLoss::Ohem, "ohem", "OHEM"},
        {TaskLoss::L1, "l1", "L1"},
    }};
    return all;
}

ModalityCount modalityCount(MethodKind kind)
{
    switch (kind) {
    case MethodKind::Unimodal:
        return {1, 1};
    case MethodKind::Mla:
    case MethodKind::Network:
    case MethodKind::Imported:
        return {1, 1000};
    case MethodKind::Film:
    case MethodKind::Gated:
        return {2, 2};
    case MethodKind::Concat:
    case MethodKind::Sum:
    case MethodKind::Late:
    case MethodKind::Ogm:
    case MethodKind::OgmGe:
    case MethodKind::Qmf:
    case MethodKind::ModalityDropout:
    case MethodKind::Ae:
    case MethodKind::Cra:
    case MethodKind::Mmin:
        return {2, 1000};
    }
    return {};
}

int firstWholeEpoch(const MethodOptions& method)
{
    return method.kind == MethodKind::Mmin ? method.reconstruction.pretrainEpochs + 1 : 1;
}

} // namespace modalscope
