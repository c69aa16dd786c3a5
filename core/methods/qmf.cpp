#include "core/methods/qmf.h"

#include "core/base/require.h"

namespace modalscope {
namespace {

constexpr double kRankWeight = 0.1;
constexpr const char* kCumulativeLoss = "qmf/cumulative_loss";

/// Between 0 (the easiest training row) and 1 (the hardest).
torch::Tensor hardness(const torch::Tensor& cumulativeLoss, const torch::Tensor& rows)
{
    const auto [least, most] = cumulativeLoss.aminmax();
    const auto range = most - least;
    return (cumulativeLoss.index_select(0, rows) - least)
        / torch::where(range > 0, range, torch::ones_like(range));
}

} // namespace

torch::Tensor qmfConfidence(const torch::Tensor& logits)
{
    return torch::logsumexp(logits, 1) / 10;
}

torch::Tensor qmfRankLoss(const torch::Tensor& confidence, const torch::Tensor& hardness, QmfMargin margin)
{
    const double sign = margin == QmfMargin::Ranking ? 1 : -1;
    const auto difference = hardness - hardness.roll(-1);
    return torch::relu(difference.sign() * (confidence - confidence.roll(-1)) + sign * difference.abs())
        .mean();
}

Qmf::Qmf(Network network, const MethodSpec& spec)
    : JointMethod(std::move(network), spec, {.dropsAbsentRows = true, .couplesModalities = true})
    , m_heads(m_network.addHeads(spec.classCount))
    , m_cumulativeLoss(torch::zeros(
          {std::int64_t(m_heads.size()), spec.trainSize}, torch::dtype(torch::kFloat64).device(spec.device)))
{
    require(spec.trainSize > 0, "qmf knows the size of the training split");
    finishConstruction();
}

void Qmf::classify(JointPass& pass)
{
    pass.weights.clear();
    for (std::size_t m = 0; m < m_heads.size(); ++m) {
        pass.logits[m] = m_heads[m](pass.features[m]);
        auto confidence = qmfConfidence(pass.logits[m].detach());
        if (pass.presence[m].defined())
            confidence = confidence * pass.presence[m];
        const auto part = confidence.unsqueeze(1) * pass.logits[m];
        pass.fused = m == 0 ? part : pass.fused + part;
        pass.weights.push_back(confidence);
    }
}

torch::Tensor Qmf::loss(JointPass& pass, StepRecord& record)
{
    auto sum = torch::cross_entropy_loss(pass.fused, pass.batch->labels);
    for (std::size_t m = 0; m < m_heads.size(); ++m)
        if (const auto own = modalityLoss(pass, m, record); own.defined())
            sum = sum + own;
    return sum;
}

torch::Tensor Qmf::modalityLoss(const JointPass& pass, std::size_t modality, StepRecord& record)
{
    auto logits = pass.logits[modality];
    auto labels = pass.batch->labels;
    auto rows = pass.batch->rows;
    if (pass.presence[modality].defined()) {
        const auto present = presentRows(pass.presence[modality]);
        if (present.size(0) == 0)
            return {};
        logits = logits.index_select(0, present);
        labels = labels.index_select(0, present);
        rows = rows.index_select(0, present);
    }
    const auto perSample = torch::cross_entropy_loss(logits, labels, {}, at::Reduction::None);
    auto history = m_cumulativeLoss[std::int64_t(modality)];
    history.index_add_(0, rows, perSample.detach().to(torch::kFloat64));
    const auto hard = hardness(history, rows).to(logits.scalar_type());
    const auto rank = qmfRankLoss(qmfConfidence(logits), hard, m_spec.method.qmfMargin);
    record.add("qmf/" + m_network.modality(modality) + "/rank", rank.item<double>());
    return perSample.mean() + kRankWeight * rank;
}

std::map<std::string, torch::Tensor> Qmf::state() const
{
    auto state = JointMethod::state();
    state[kCumulativeLoss] = m_cumulativeLoss.clone();
    return state;
}

void Qmf::restoreState(const std::map<std::string, torch::Tensor>& state)
{
    JointMethod::restoreState(state);
    m_cumulativeLoss.copy_(state.at(kCumulativeLoss));
}

} // namespace modalscope
