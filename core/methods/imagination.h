#pragma once

#include "core/base/random.h"
#include "core/methods/late_fusion.h"
#include "core/methods/residual_autoencoder.h"

namespace modalscope {

/// Of each sample's cells in `present` [modality, sample] bool a subset that is neither empty nor all, each
/// such subset equally likely; a single cell stays.
torch::Tensor drawShownCells(const torch::Tensor& present, Random& random);

/// MMIN. Phase 1, `pretrain_epochs` long, is late fusion. Then a copy of the encoders is taken, the teacher,
/// which never changes; the encoders go on. In phase 2 a part of each sample's present modalities is shown,
/// drawn anew in every epoch, and the features of the others are zero. A cascade of residual autoencoders
/// `forward` imagines what is not shown, a second one `backward` finds the shown from the imagined alone, and
/// `head` classifies the codes of `forward`:
///   L = CE + w_f · mean (forward − teacher)² over the present cells that are not shown
///          + w_c · mean (backward − teacher)² over the shown cells
/// In prediction only absent modalities are zero. The heads `head.<modality>` of phase 1 are not used any
/// more in phase 2: logits of one modality, in prediction alone, are then those of `head` when it is the only
/// one that is shown. Source: Zhao et al. 2021, "Missing Modality Imagination Network for Emotion Recognition
/// with Uncertain Missing Modalities".
class Imagination : public LateFusion {
public:
    Imagination(Network network, const MethodSpec& spec);

    void beginEpoch(int epoch, double learningRate) override;
    std::map<std::string, torch::Tensor> weights() override;
    std::map<std::string, torch::Tensor> state() const override;
    void restoreState(const std::map<std::string, torch::Tensor>& state) override;

private:
    void classify(JointPass& pass) override;
    torch::Tensor loss(JointPass& pass, StepRecord& record) override;
    void imagine(JointPass& pass, const torch::Tensor& present);
    void makeTeacher(const std::map<std::string, torch::Tensor>& weights);
    std::vector<torch::Tensor> teacherFeatures(const Batch& batch);

    ResidualAutoencoder m_forward;
    ResidualAutoencoder m_backward;
    torch::nn::Linear m_head;
    std::optional<Network> m_teacher; ///< there is one exactly in phase 2
    torch::Tensor m_imagined; ///< batches of phase 2 so far; on the CPU
};

} // namespace modalscope
