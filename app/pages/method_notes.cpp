#include "app/pages/method_notes.h"

#include <QObject>
#include <QStringList>

namespace modalscope {

QString methodSummary(MethodKind kind)
{
    switch (kind) {
    case MethodKind::Unimodal:
        return QObject::tr(
            "Each encoder trained alone with its own head: the reference that laziness is measured against. "
            "One run per modality.");
    case MethodKind::Concat:
        return QObject::tr("Features side by side into one head, one loss. Its split head says what each "
                           "modality contributes.");
    case MethodKind::Sum:
        return QObject::tr("A head per modality, logits added, one loss on the sum.");
    case MethodKind::Film:
        return QObject::tr("One modality scales and shifts the features of the other. Two modalities; no "
                           "logits of a single one, "
                           "so laziness is measured by the probe alone.");
    case MethodKind::Gated:
        return QObject::tr(
            "One modality gates the features of the other. Two modalities; laziness by the probe alone.");
    case MethodKind::Late:
        return QObject::tr(
            "A head and a loss of its own for each modality, logits averaged: the compute-matched control.");
    case MethodKind::Mla:
        return QObject::tr("Alternating unimodal adaptation: one modality after the other through a shared "
                           "head whose gradient is "
                           "modified, fused by entropy (Zhang et al., CVPR 2024).");
    case MethodKind::Ogm:
        return QObject::tr(
            "Concat whose stronger encoder is slowed by its share of confidence (Peng et al., CVPR 2022).");
    case MethodKind::OgmGe:
        return QObject::tr("OGM with noise added to the gradient, as large as the gradient's spread.");
    case MethodKind::Qmf:
        return QObject::tr("Fusion weighted by the confidence of each modality, with a ranking loss (Zhang "
                           "et al., ICML 2023).");
    case MethodKind::ModalityDropout:
        return QObject::tr("Concat that loses modalities at random in training, so that it learns to do "
                           "without them (ModDrop, Neverova et al., 2016).");
    case MethodKind::Ae:
        return QObject::tr("An autoencoder over all features side by side, absent ones zero; its code is "
                           "classified.");
    case MethodKind::Cra:
        return QObject::tr("A cascade of autoencoders, each correcting the one before; their codes are "
                           "classified (Tran et al., CVPR 2017).");
    case MethodKind::Mmin:
        return QObject::tr("Encoders trained first with a head each; then a cascade imagines the features "
                           "that are hidden and its codes are classified (Zhao et al., ACL 2021).");
    case MethodKind::Imported:
        return QObject::tr("Trained elsewhere: its features, logits and labels were read from a file.");
    case MethodKind::Network:
        return QObject::tr(
            "One network of all modalities, for segmentation (SegFormer, CMNeXt, MMSFormer) and "
            "regression (MulT).");
    }
    return {};
}

QString methodCaution(const MethodOptions& method)
{
    QStringList cautions;
    if (method.kind == MethodKind::Mla) {
        const auto& mla = method.mla;
        if (mla.hgm == Hgm::ReleasedCode)
            cautions << QObject::tr("HGM “released code” divides element by element and is chaotic: "
                                    "denominators pass close to zero and "
                                    "rounding grows about tenfold per step, so its numbers repeat on this "
                                    "machine only. In the authors' "
                                    "program as published this branch never runs, which is “off” here.");
        if (mla.hgm == Hgm::Paper || mla.hgm == Hgm::CurrentMean)
            cautions << QObject::tr(
                "The projection P loses about one rank per update: on long runs the head stops learning. "
                "The HGM charts show it; the frozen-head control tells whether that is the gain.");
        if (mla.fusion == MlaFusion::ReleasedCodeBatch)
            cautions << QObject::tr("Batch entropy (released code) gives one weight per modality to a whole "
                                    "test batch, so accuracy "
                                    "depends on the batch size.");
        if (mla.gradientClearing == GradientClearing::Zeros)
            cautions << QObject::tr("Zeros (released code): momentum and weight decay move encoders also in "
                                    "the steps of others.");
    }
    if ((method.kind == MethodKind::Ogm || method.kind == MethodKind::OgmGe)
        && method.ogm.rule == OgmRule::Released)
        cautions << QObject::tr(
            "Rule “released code”: with three modalities the first is slowed whatever its ratio.");
    if (method.kind == MethodKind::Qmf && method.qmfMargin == QmfMargin::ReleasedCode)
        cautions << QObject::tr(
            "Margin “released code” subtracts the difference of losses where a ranking loss would add it.");
    if (method.kind == MethodKind::Mmin)
        cautions << QObject::tr("Late fusion for the first %1 epochs (pretrain epochs); only behind them "
                                "are there imagined features.")
                        .arg(method.reconstruction.pretrainEpochs);
    return cautions.join(u'\n');
}

} // namespace modalscope
