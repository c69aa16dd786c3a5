#include "core/methods/head_gradient_modification.h"

#include <cmath>

namespace modalscope {
namespace {

double ratio(const torch::Tensor& after, double before)
{
    return before > 0 ? after.norm().item<double>() / before : 1.0;
}

} // namespace

HeadGradientModification::HeadGradientModification(
    const MlaOptions& options, std::int64_t featureSize, torch::Device device)
    : m_options(options)
    , m_P(torch::eye(featureSize, torch::dtype(torch::kFloat64).device(device)))
{ }

double HeadGradientModification::alpha(int batchIndex, int batchCount) const
{
    if (m_options.alphaKind == HgmAlpha::Constant)
        return m_options.alpha;
    return std::pow(0.1, 1.0 + double(batchIndex) / double(batchCount));
}

bool HeadGradientModification::isProjecting() const
{
    return m_options.hgm == Hgm::Paper || m_options.hgm == Hgm::CurrentMean || m_options.hgm == Hgm::Fresh
        || m_options.hgm == Hgm::ReleasedCode;
}

void HeadGradientModification::beginEpoch(int epoch)
{
    if (m_options.resetPeriod > 0 && epoch > 0 && epoch % m_options.resetPeriod == 0)
        m_P = torch::eye(m_P.size(0), m_P.options());
}

double HeadGradientModification::modify(torch::Tensor weight, const torch::Tensor& features, double alpha)
{
    if (m_options.hgm == Hgm::Off)
        return 1.0;
    const torch::NoGradGuard guard;
    if (m_options.hgm == Hgm::FrozenHead) {
        if (m_options.frozenGradient == FrozenGradient::Zero)
            weight.mutable_grad().zero_();
        else
            weight.mutable_grad() = torch::Tensor();
        return 0.0;
    }
    if (m_options.hgm == Hgm::SlowHead) {
        weight.mutable_grad().div_(m_options.slowFactor);
        return 1.0 / m_options.slowFactor;
    }
    const auto mean = features.detach().to(torch::kFloat64).mean(0);
    double gain = 1.0;
    if (m_steps > 0) {
        updateByRule(mean, alpha);
        const double before = weight.grad().norm().item<double>();
        weight.mutable_grad() = project(weight.grad());
        gain = ratio(weight.grad(), before);
    }
    m_previous = mean;
    ++m_steps;
    return gain;
}

void HeadGradientModification::updateByRule(const torch::Tensor& mean, double alpha)
{
    const bool usesPrevious = m_options.hgm == Hgm::Paper || m_options.hgm == Hgm::Fresh;
    if (m_options.hgm == Hgm::Fresh)
        m_P = torch::eye(m_P.size(0), m_P.options());
    update(usesPrevious ? m_previous : mean, alpha);
}

void HeadGradientModification::update(const torch::Tensor& mean, double alpha)
{
    const torch::NoGradGuard guard;
    const auto k = m_P.mv(mean);
    if (m_options.hgm == Hgm::ReleasedCode) {
        const auto changed = m_P - torch::outer(k, k) / (torch::outer(k, mean) + alpha);
        const double size = changed.norm().item<double>();
        if (std::isfinite(size) && size > 0)
            m_P = changed / size;
        return;
    }
    const double denominator = alpha + mean.dot(k).item<double>();
    if (!std::isfinite(denominator) || denominator <= 0)
        return;
    // q qᵀ with q = k/√denominator is symmetric to the last bit, and so P stays.
    const auto q = k / std::sqrt(denominator);
    m_P.addr_(q, q, 1, -1);
    if (m_options.normalization == HgmNormalization::Frobenius)
        m_P.div_(norm());
}

torch::Tensor HeadGradientModification::project(const torch::Tensor& gradient) const
{
    return gradient.matmul(m_P.t().to(gradient.scalar_type()));
}

double HeadGradientModification::effectiveRank() const
{
    const bool isSymmetric = m_options.hgm != Hgm::ReleasedCode;
    const auto values = isSymmetric ? torch::linalg_eigvalsh(m_P, "L").abs() : torch::linalg_svdvals(m_P);
    const auto share = values / values.sum();
    return std::exp(-torch::xlogy(share, share).sum().item<double>());
}

std::map<std::string, torch::Tensor> HeadGradientModification::state() const
{
    std::map<std::string, torch::Tensor> state{
        {"hgm/P", m_P.clone()}, {"hgm/steps", torch::full({1}, m_steps, torch::kInt64)}};
    if (m_previous.defined())
        state["hgm/previous"] = m_previous.clone();
    return state;
}

void HeadGradientModification::restoreState(const std::map<std::string, torch::Tensor>& state)
{
    m_P = state.at("hgm/P").to(m_P.device(), torch::kFloat64).clone();
    m_steps = state.at("hgm/steps").item<std::int64_t>();
    const auto previous = state.find("hgm/previous");
    m_previous = previous == state.end() ? torch::Tensor()
                                         : previous->second.to(m_P.device(), torch::kFloat64).clone();
}

} // namespace modalscope
